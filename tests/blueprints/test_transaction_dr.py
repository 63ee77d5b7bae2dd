"""The reference stack transaction-dr as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from stackproof.blueprints.registry import copy, find
from stackproof.cli.main import run as stackproof
from stackproof.facts.types import type_facts
from stackproof.graph.graph import Graph
from stackproof.graph.query import show, string
from tests.blueprints.projects import CACHE, run
from tests.mutation.stacks import Stack, stack

NAME = "transaction-dr"
IDS = [*(f"R{number}" for number in range(1, 17)), *(f"C{number}" for number in range(1, 13))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stack as `stackproof new` makes it."""
    blueprint = find(NAME)
    assert blueprint is not None
    directory = tmp_path_factory.mktemp("blueprint") / NAME
    copy(blueprint, directory)
    return directory


def physical_names(graph: Graph) -> dict[str, str]:
    """Names that are known, by address; what an account can have twice under one name has no name here."""
    found = {}
    for resource in graph.resources.values():
        facts = type_facts(resource.type)
        name = string(resource.get(*facts.name_path)) if facts is not None and facts.name_path else None
        if name is not None:
            found[resource.address] = name
    return found


def described(graph: Graph) -> dict[str, dict[str, str]]:
    """What each resource is, in words: values that are known at deployment alone are equal to none."""
    return {
        resource.address: {
            name: show(value, 100_000) for name, value in {**resource.properties.entries, **resource.attributes}.items()
        }
        for resource in graph.resources.values()
    }


@pytest.mark.slow
def test_its_own_tests_pass_and_cover_every_line_and_branch(project: Path) -> None:
    tests = run(project, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    report = run(project, "-m", "coverage", "report")
    assert report.returncode == 0, report.stdout
    assert re.search(r"^TOTAL .* 100%$", report.stdout, re.MULTILINE)


@pytest.mark.slow
def test_it_is_typed_and_lints_clean(project: Path) -> None:
    types = run(project, "-m", "mypy", "--cache-dir", str(CACHE))
    assert types.returncode == 0, types.stdout
    for command in (["check"], ["format", "--check"]):
        lint = run(project, "-m", "ruff", *command, "--no-cache", ".")
        assert lint.returncode == 0, lint.stdout


@pytest.mark.slow
def test_it_is_ready_with_every_requirement_proven_and_nothing_found(project: Path, tmp_path: Path) -> None:
    report = tmp_path / "assessment.json"
    options = ("--oracles", "all", "--fail-on", "low", "--format", "json", "--output", str(report))
    code = stackproof(["check", str(project), *options])
    assessment = json.loads(report.read_text("utf-8"))
    reasons = {one["id"]: one["reason"] for one in assessment["requirements"] if one["reason"]}
    assert (code, assessment["verdict"], assessment["findings"]) == (0, "ready", []), reasons
    assert {one["id"]: one["status"] for one in assessment["requirements"]} == dict.fromkeys(IDS, "proven")


@pytest.mark.slow
@pytest.mark.xdist_group("contract of transaction-dr")
def test_two_deployments_share_no_physical_name() -> None:
    synthesis = stack(NAME).synthesis
    assert synthesis.twin is not None
    one, two = physical_names(synthesis.graph), physical_names(synthesis.twin)
    assert one.keys() == two.keys()
    assert len(one) > 60
    assert set(one.values()).isdisjoint(two.values())
    other = synthesis.other_suffix
    assert {name.replace("-demo", "-") for name in one.values()} == {
        name.replace(f"-{other}", "-") for name in two.values()
    }


@pytest.mark.slow
def test_invalid_settings_end_with_one_line(project: Path, tmp_path: Path) -> None:
    done = run(project, "app.py", CDKTF_OUTDIR=str(tmp_path / "out"), ENVIRONMENT_SUFFIX="No", LOG_RETENTION_DAYS="2")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1
    for setting in ("environment_suffix", "log_retention_days", "state_bucket"):
        assert setting in lines[0]
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.xdist_group("under cdktf")
def test_under_cdktf_and_version_5_of_the_provider_it_is_the_same(under_cdktf: Callable[[str], Stack]) -> None:
    old, new = under_cdktf(NAME), stack(NAME)
    versions = old.synthesis.versions
    assert (versions["cdktf"], versions["cdktf-cdktf-provider-aws"]) == ("0.21.0", "20.1.0")
    assert (old.synthesis.status, new.synthesis.status) == ("ok", "ok")
    assert described(old.synthesis.graph) == described(new.synthesis.graph)
    assert {stack.key for stack in old.synthesis.graph.stacks.values()} == {
        f"stack-transactions-{part}-demo" for part in ("global", "primary", "recovery")
    }


def test_the_contract_quotes_the_requirements_of_the_readme(project: Path) -> None:
    lines = (project / "README.md").read_text("utf-8").splitlines()
    contract = yaml.safe_load((project / "stackproof.yaml").read_text("utf-8"))
    quoted = {line for line in lines if re.match(r"- \*\*[RC]\d+\*\* ", line)}
    found = set()
    for requirement in contract["requirements"]:
        file, _, number = requirement["source"].partition(":")
        assert file == "README.md"
        line = lines[int(number) - 1]
        assert line == f"- **{requirement['id']}** {requirement['text']}"
        found.add(line)
    assert found == quoted
    assert [requirement["id"] for requirement in contract["requirements"]] == IDS


def test_the_readme_has_a_row_for_each_setting(project: Path) -> None:
    readme = (project / "README.md").read_text("utf-8")
    done = run(
        project,
        "-c",
        "import json; from transaction_dr.settings import SOURCES as s;"
        "print(json.dumps([[x.variable, x.context, x.default, x.meaning] for x in s.values()]))",
    )
    assert done.returncode == 0, done.stderr
    for variable, context, default, meaning in json.loads(done.stdout):
        shown = f"`{default}`" if default else "none"
        assert f"| `{variable}` | `{context}` | {shown} | {meaning} |" in readme
