"""A scaffolded rule is complete: its own test passes at once, and fails when the rule is broken."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.rules.model import Rule
from stackproof.rules.registry import all_rules
from stackproof.rules.scaffold import NewRule, new_rule

ROOT = Path(__file__).resolve().parents[2]
NEW = NewRule(
    id="SNS-TRACE-901",
    title="Topic without active tracing",
    type="AWS::SNS::Topic",
    property="TracingConfig",
    value="Active",
    severity="low",
    blocks="none",
    category="operations",
    root_cause='The topic was left at its default, "PassThrough"',
    fix="Set TracingConfig to Active.",
    effort=5,
    reference="https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a checkout has that a new rule and its test need."""
    for part in ("src", "tests/rules"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "blueprints"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run_examples(checkout: Path) -> subprocess.CompletedProcess[str]:
    """The example-driven test of the new rule alone, against the copied package."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-k", NEW.id, "tests/rules/test_examples.py"]
    environment = {"PYTHONPATH": str(checkout / "src"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_new_rule_passes_its_test_and_fails_it_when_it_is_broken(checkout: Path) -> None:
    module, *_ = [path for path in new_rule(NEW, checkout) if path.suffix == ".py"]
    ended = run_examples(checkout)
    assert ended.returncode == 0, ended.stdout
    assert "5 passed" in ended.stdout
    broken = module.read_text(encoding="utf-8").replace("is Truth.NO", "is Truth.YES")
    module.write_text(broken, encoding="utf-8")
    assert run_examples(checkout).returncode == 1


def test_new_rule_is_formatted_linted_and_says_what_it_was_told(checkout: Path) -> None:
    written = new_rule(NEW, checkout)
    assert [path.relative_to(checkout).as_posix() for path in written] == [
        "src/stackproof/rules/sns/examples/topic_without_active_tracing/bad.yaml",
        "src/stackproof/rules/sns/examples/topic_without_active_tracing/good.yaml",
        "src/stackproof/rules/sns/topic_without_active_tracing.py",
    ]
    module = written[-1]
    for check in (["format", "--check"], ["check"]):
        ended = subprocess.run(
            [sys.executable, "-m", "ruff", *check, "--no-cache", "--config", ROOT / "pyproject.toml", module],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout
    spec = importlib.util.spec_from_file_location("scaffolded", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    (made,) = [value for value in vars(loaded).values() if isinstance(value, Rule)]
    assert (made.id, made.title, made.severity, made.effort) == (NEW.id, NEW.title, "low", 5)
    assert made.root_cause == 'The topic was left at its default, "PassThrough".'


def test_service_without_rules_gets_a_package(checkout: Path) -> None:
    written = new_rule(replace(NEW, id="GLACIERX-LOCK-001"), checkout)
    assert (checkout / "src/stackproof/rules/glacierx/__init__.py") in written


def test_refuses_an_id_that_is_taken_and_writes_nothing(checkout: Path) -> None:
    before = sorted(checkout.rglob("*"))
    with pytest.raises(InputError, match=f"{all_rules()[0].id} is taken"):
        new_rule(replace(NEW, id=all_rules()[0].id), checkout)
    assert sorted(checkout.rglob("*")) == before


def test_refuses_a_folder_that_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="checkout"):
        new_rule(NEW, tmp_path)


def test_refuses_a_title_whose_file_is_there(checkout: Path) -> None:
    new_rule(NEW, checkout)
    with pytest.raises(InputError, match="is there already"):
        new_rule(replace(NEW, id="SNS-TRACE-902"), checkout)


@pytest.mark.parametrize(
    "broken",
    [
        replace(NEW, id="sns-1"),
        replace(NEW, type="Topic"),
        replace(NEW, property="A..B"),
        replace(NEW, property='A")'),
        replace(NEW, value="a\nb"),
        replace(NEW, root_cause='x"""\nimport os'),
        replace(NEW, fix="a\\"),
        replace(NEW, reference="http://example.com"),
        replace(NEW, effort=0),
        replace(NEW, category="misc"),
        replace(NEW, fix="f" * 101),
        replace(NEW, title="..."),
        replace(NEW, severity="fatal"),  # type: ignore[arg-type]
    ],
)
def test_refuses_facts_that_would_not_make_a_rule(broken: NewRule, checkout: Path) -> None:
    with pytest.raises(InputError):
        new_rule(broken, checkout)
