"""The reference stack serverless-tap as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stackproof.cli.main import run as stackproof
from stackproof.facts.types import type_facts
from stackproof.graph.graph import Graph
from stackproof.graph.query import string
from tests.blueprints.projects import (
    assert_contract_quotes_readme,
    assert_own_tests_cover_everything,
    assert_typed_and_lints_clean,
    fresh_copy,
    run,
)
from tests.mutation.stacks import stack

NAME = "serverless-tap"
IDS = [*(f"R{number}" for number in range(1, 12)), *(f"C{number}" for number in range(1, 13))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stack as `stackproof new` makes it."""
    return fresh_copy(NAME, tmp_path_factory.mktemp("blueprint"))


def physical_names(graph: Graph) -> dict[str, str]:
    """Names that are known, by address. A stage is named inside of its API."""
    found = {}
    for resource in graph.resources.values():
        facts = type_facts(resource.type)
        name = string(resource.get(*facts.name_path)) if facts is not None and facts.name_path else None
        if name is not None and resource.type != "AWS::ApiGatewayV2::Stage":
            found[resource.address] = name
    return found


@pytest.mark.slow
def test_its_own_tests_pass_and_cover_every_line_and_branch(project: Path) -> None:
    assert_own_tests_cover_everything(project)


@pytest.mark.slow
def test_it_is_typed_and_lints_clean(project: Path) -> None:
    assert_typed_and_lints_clean(project, NAME)


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
@pytest.mark.xdist_group("contract of serverless-tap")
def test_two_deployments_share_no_physical_name() -> None:
    synthesis = stack(NAME).synthesis
    assert synthesis.twin is not None
    one, two = physical_names(synthesis.graph), physical_names(synthesis.twin)
    assert one.keys() == two.keys()
    assert len(one) >= 20
    assert set(one.values()).isdisjoint(two.values())
    other = synthesis.other_suffix
    assert {name.removesuffix("-demo") for name in one.values()} == {
        name.removesuffix(f"-{other}") for name in two.values()
    }


@pytest.mark.slow
def test_invalid_settings_end_with_one_line(project: Path) -> None:
    done = run(
        project,
        "-c",
        "import pulumi, app\n"
        "try:\n    app.main()\n"
        "except pulumi.RunError as error:\n    print(error)\n    raise SystemExit(1)",
        ENVIRONMENT_SUFFIX="No",
        LOG_RETENTION_DAYS="2",
    )
    assert (done.returncode, done.stderr) == (1, "")
    (line,) = done.stdout.splitlines()
    assert "environment_suffix" in line
    assert "log_retention_days" in line


def test_the_contract_quotes_the_requirements_of_the_readme(project: Path) -> None:
    assert_contract_quotes_readme(project, IDS)


def test_the_readme_names_every_setting(project: Path) -> None:
    readme = (project / "README.md").read_text("utf-8")
    done = run(
        project,
        "-c",
        "import json; from serverless_tap.settings import SOURCES as s;"
        "print(json.dumps([[x.variable, x.context] for x in s.values()]))",
    )
    assert done.returncode == 0, done.stderr
    for variable, context in json.loads(done.stdout):
        assert re.search(rf"^\| .*`{variable}`.* \| .*`{context}`.* \|", readme, re.MULTILINE), variable
