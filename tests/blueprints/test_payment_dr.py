"""The reference stack payment-dr as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stackproof.blueprints.registry import copy, find
from stackproof.cli.main import run as stackproof
from stackproof.facts.types import type_facts
from stackproof.graph.graph import Graph
from stackproof.graph.query import string
from stackproof.graph.values import Value
from tests.blueprints.projects import (
    assert_contract_quotes_readme,
    assert_own_tests_cover_everything,
    assert_typed_and_lints_clean,
    fresh_copy,
    run,
)
from tests.mutation.stacks import Stack, stack

NAME = "payment-dr"
IDS = [*(f"R{number}" for number in range(1, 18)), *(f"C{number}" for number in range(1, 13))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stack as `stackproof new` makes it."""
    return fresh_copy(NAME, tmp_path_factory.mktemp("blueprint"))


INNER = {"AWS::ApiGatewayV2::Stage", "AWS::IAM::RolePolicy"}
"""What has a name inside another resource alone."""


def physical_names(graph: Graph) -> dict[str, str]:
    """Names that are known, by address; what an account can have twice under one name has no name here."""
    found = {}
    for resource in graph.resources.values():
        if resource.type in INNER:
            continue
        facts = type_facts(resource.type)
        name = string(resource.get(*facts.name_path)) if facts is not None and facts.name_path else None
        if name is not None:
            found[resource.address] = name
    return found


def described(graph: Graph) -> dict[str, dict[str, Value]]:
    """What each resource is, with what its package is made of in the place of the one that is uploaded."""
    return {
        resource.address: {
            **{name: value for name, value in resource.properties.entries.items() if name != "Code"},
            **resource.attributes,
        }
        for resource in graph.resources.values()
    }


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
    # R16 asks for what Aurora PostgreSQL does not have; what stands in its place is proven.
    expected = dict.fromkeys(IDS, "proven") | {"R16": "infeasible"}
    assert {one["id"]: one["status"] for one in assessment["requirements"]} == expected


@pytest.mark.slow
@pytest.mark.xdist_group("contract of payment-dr")
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
    assert {stack.key for stack in old.synthesis.graph.stacks.values()} == {""}


@pytest.mark.slow
def test_the_tap_layout_has_the_constructor_that_was_asked_for(tmp_path: Path) -> None:
    blueprint = find(NAME)
    assert blueprint is not None
    project = tmp_path / "tap"
    copy(blueprint, project, "tap")
    program = (
        "from cdktn import App; from lib.tap_stack import TapStack; import os; app = App(outdir='out');"
        "stack = TapStack(app, 'TapStackdev', environment_suffix='dev', state_bucket='states',"
        " state_bucket_region='eu-west-1', aws_region='us-east-1', default_tags={'tags': {'Team': 'a'}}); app.synth();"
        "print(stack.settings.state_key, stack.settings.more_tags)"
    )
    done = run(project, "-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "payment-dr/dev/terraform.tfstate (('Team', 'a'),)"
    document = json.loads((project / "out" / "stacks" / "TapStackdev" / "cdk.tf.json").read_text("utf-8"))
    assert document["terraform"]["backend"]["s3"]["region"] == "eu-west-1"
    assert document["provider"]["aws"][0]["default_tags"][0]["tags"]["Team"] == "a"


def test_the_contract_quotes_the_requirements_of_the_readme(project: Path) -> None:
    assert_contract_quotes_readme(project, IDS)


def test_the_readme_has_a_row_for_each_setting(project: Path) -> None:
    readme = (project / "README.md").read_text("utf-8")
    done = run(
        project,
        "-c",
        "import json; from payment_dr.settings import SOURCES as s;"
        "print(json.dumps([[x.variable, x.context, x.default, x.meaning] for x in s.values()]))",
    )
    assert done.returncode == 0, done.stderr
    for variable, context, default, meaning in json.loads(done.stdout):
        shown = f"`{default}`" if default else "none"
        assert f"| `{variable}` | `{context}` | {shown} | {meaning} |" in readme
