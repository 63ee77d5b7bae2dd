"""The registry: rules are found by their files and by every name they ever had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.rules import registry
from stackproof.rules.model import CATEGORIES, SEVERITIES, Rule
from stackproof.rules.registry import RegistryError, all_rules, examples_of, file_of, find

ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)*-\d{3}")
RULE = '''"""A rule."""

from stackproof.rules.model import Impacts, rule


@rule(
    id={identifier!r}, title="t", severity="low", blocks="none", category="operations", types=("T",), root_cause="r",
    fix="f", impacts=Impacts(), effort=1, reference="https://example.com", aliases={aliases!r},
)
def check(resource, context):
    yield from ()
'''


def test_every_rule_file_is_a_rule_with_an_id_of_the_form() -> None:
    files = {
        path
        for path in registry.FOLDER.glob("*/*.py")
        if not path.name.startswith("_") and not path.parent.name.startswith("_")
    }
    assert {file_of(rule) for rule in all_rules()} == files
    assert [rule.id for rule in all_rules() if not ID.fullmatch(rule.id)] == []
    assert [rule.id for rule in all_rules()] == sorted(rule.id for rule in all_rules())


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_says_everything_that_a_finding_needs(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.category in CATEGORIES
    assert rule.types
    assert rule.effort > 0
    assert rule.reference.startswith("https://docs.aws.amazon.com/")
    headings = re.findall(r"^## (.*)$", rule.doc, re.MULTILINE)
    assert headings == ["What it does", "Why is this bad", "How to mend", "References"]
    for sentence in (rule.root_cause, rule.fix, rule.impacts.cost, rule.impacts.security, rule.impacts.performance):
        assert not sentence or sentence.endswith(".")
    assert not rule.title.endswith(".")
    if rule.blocks in {"synth", "deploy"}:
        assert rule.severity in {"critical", "high"}


@pytest.mark.parametrize("name", ["S3-REPL-001", "s3-repl-001"])
def test_rule_is_found_by_its_id_whatever_the_case(name: str) -> None:
    assert find(name).id == "S3-REPL-001"


def test_rule_is_found_by_every_former_id() -> None:
    for rule in all_rules():
        for alias in rule.aliases:
            assert find(alias) is rule


def test_unknown_id_names_those_spelled_alike() -> None:
    with pytest.raises(InputError, match="there is no rule S3-REPL-01") as caught:
        find("S3-REPL-01")
    assert "S3-REPL-001" in str(caught.value.hint)


def test_unknown_id_unlike_any_points_to_the_list() -> None:
    with pytest.raises(InputError) as caught:
        find("zzz")
    assert caught.value.hint == "`stackproof rules` lists all rules."


def test_examples_come_bad_ones_first() -> None:
    assert [path.name for path in examples_of(find("S3-REPL-001"))][:1] == ["bad.yaml"]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one service in a registry of its own."""
    root = tmp_path / "own_rules"
    folder = root / "service"
    folder.mkdir(parents=True)
    for package in (root, folder):
        (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry, "FOLDER", root)
    monkeypatch.setattr(registry, "__name__", "own_rules.registry")
    monkeypatch.setattr("sys.modules", {n: m for n, m in __import__("sys").modules.items() if "own_rules" not in n})
    return folder


def test_new_file_is_a_rule_without_being_listed_anywhere(service: Path) -> None:
    (service / "one.py").write_text(RULE.format(identifier="T-ONE-001", aliases=()))
    assert [rule.id for rule in all_rules.__wrapped__()] == ["T-ONE-001"]


@pytest.mark.parametrize("aliases", [("T-ONE-001",), ("T-OLD-001",)])
def test_name_that_is_used_twice_is_refused(service: Path, aliases: tuple[str, ...]) -> None:
    (service / "one.py").write_text(RULE.format(identifier="T-ONE-001", aliases=("T-OLD-001",)))
    (service / "two.py").write_text(RULE.format(identifier="T-TWO-001", aliases=aliases))
    with pytest.raises(RegistryError, match=aliases[0]):
        all_rules.__wrapped__()


def test_file_without_a_rule_is_refused(service: Path) -> None:
    (service / "one.py").write_text("X = 1\n")
    with pytest.raises(RegistryError, match="holds 0"):
        all_rules.__wrapped__()
