"""The reference stack iot-platform as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from stackproof.cli.main import run as stackproof
from stackproof.facts.types import type_facts
from stackproof.graph.graph import Graph
from stackproof.graph.query import string
from tests.blueprints.projects import (
    AWS_CDK,
    assert_contract_quotes_readme,
    assert_own_tests_cover_everything,
    assert_typed_and_lints_clean,
    fresh_copy,
    run,
)
from tests.mutation.stacks import stack

NAME = "iot-platform"
IDS = [*(f"R{number}" for number in range(1, 14)), *(f"C{number}" for number in range(1, 13))]
PROFILES = ("hipaa", "iso27001")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stack as `stackproof new` makes it."""
    return fresh_copy(NAME, tmp_path_factory.mktemp("blueprint"))


def physical_names(graph: Graph) -> dict[str, str]:
    """Names that are known, by the ends of their addresses, which hold no suffix; inline policies belong to a role."""
    found = {}
    for resource in graph.resources.values():
        if resource.type == "AWS::IAM::Policy":
            continue
        facts = type_facts(resource.type)
        name = string(resource.get(*facts.name_path)) if facts is not None and facts.name_path else None
        if name is not None:
            found[resource.address.partition("/")[2]] = name
    return found


def check(project: Path, report: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the assessment, with every oracle asked and every finding counted."""
    asked = ("--oracles", "all", "--fail-on", "low", "--format", "json", "--output", str(report), *options)
    code = stackproof(["check", str(project), *asked])
    assessment = json.loads(report.read_text("utf-8"))
    assessment["findings"] = [one for one in assessment["findings"] if not one["suppressed"]]
    return code, assessment


@pytest.mark.slow
def test_its_own_tests_pass_and_cover_every_line_and_branch(project: Path) -> None:
    assert_own_tests_cover_everything(project)


@pytest.mark.slow
@pytest.mark.xdist_group(AWS_CDK)
def test_it_is_typed_and_lints_clean(project: Path) -> None:
    assert_typed_and_lints_clean(project, AWS_CDK)


@pytest.mark.slow
def test_it_is_ready_with_every_requirement_proven_and_nothing_found(project: Path, tmp_path: Path) -> None:
    code, assessment = check(project, tmp_path / "assessment.json")
    reasons = {one["id"]: one["reason"] for one in assessment["requirements"] if one["reason"]}
    assert (code, assessment["verdict"], assessment["findings"]) == (0, "ready", []), reasons
    assert {one["id"]: one["status"] for one in assessment["requirements"]} == dict.fromkeys(IDS, "proven")


@pytest.mark.slow
def test_the_controls_of_hipaa_and_iso_27001_are_proven_and_the_page_shows_the_evidence(
    project: Path, tmp_path: Path
) -> None:
    reports = []
    for profile in PROFILES:
        report = tmp_path / f"{profile}.json"
        code, assessment = check(project, report, "--contract", str(project / "compliance" / f"{profile}.yaml"))
        reasons = {one["id"]: one["reason"] for one in assessment["requirements"] if one["reason"]}
        assert (code, assessment["verdict"], assessment["findings"]) == (0, "ready", []), reasons
        assert assessment["profile"] == profile
        assert all(one["status"] == "proven" and one["evidence"] for one in assessment["requirements"])
        reports.append(str(report))
    done = run(project, "-m", "tools.controls", "--check", *reports)
    assert done.returncode == 0, done.stderr


_LESS: list[tuple[dict[str, tuple[str, str]], dict[str, set[str]]]] = [
    (
        {
            "keys.py": ("RETAIN_ON_UPDATE_OR_DELETE", "DESTROY"),
            "cache.py": ("            user_group_ids=[users.ref],\n", ""),
            "roles.py": ("resources=[credentials.arn]", 'resources=["*"]'),
        },
        {
            "hipaa": {"HIPAA-ACCESS-1", "164.308-a-4", "164.312-a-2-i", "164.312-d", "164.316-b-2-i"},
            "iso27001": {"A.5.15", "A.5.17", "A.5.33", "A.8.3", "A.8.5", "ISO-8.2"},
        },
    ),
    (
        {
            "audit.py": ("audit_retention_days if self._settings.protected else 30", "backup_retention_days"),
            "alarm_topic.py": ("if settings.alarm_email:", "if not settings.alarm_email:"),
        },
        {"hipaa": {"164.308-a-1-ii-D", "164.316-b-2-i"}, "iso27001": {"A.5.33", "A.8.6", "A.8.16"}},
    ),
]
"""What takes evidence away, by module, and the controls that are not met then."""


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "expected"), _LESS)
def test_a_stack_that_does_less_does_not_meet_the_controls(
    changes: dict[str, tuple[str, str]], expected: dict[str, set[str]], tmp_path: Path
) -> None:
    project = fresh_copy(NAME, tmp_path / "less")
    for module, (old, new) in changes.items():
        file = project / "iot_platform" / module
        text = file.read_text("utf-8")
        assert text.count(old) == 1, module
        file.write_text(text.replace(old, new), "utf-8")
    violated = {}
    for profile in PROFILES:
        report = tmp_path / f"{profile}.json"
        contract = str(project / "compliance" / f"{profile}.yaml")
        stackproof(["check", str(project), "--contract", contract, "--format", "json", "--output", str(report)])
        found = json.loads(report.read_text("utf-8"))["requirements"]
        violated[profile] = {one["id"] for one in found if one["status"] == "violated"}
    assert violated == expected


def test_the_controls_rest_on_requirements_that_there_are(project: Path) -> None:
    for profile in PROFILES:
        contract = yaml.safe_load((project / "compliance" / f"{profile}.yaml").read_text("utf-8"))
        assert len(contract["requirements"]) >= 13
        for requirement in contract["requirements"]:
            rests_on = re.search(r" \(([RC0-9, ]+)\)$", requirement["text"])
            assert rests_on is not None, requirement["id"]
            assert set(rests_on[1].split(", ")) <= set(IDS)


@pytest.mark.slow
@pytest.mark.xdist_group("contract of iot-platform")
def test_two_deployments_share_no_physical_name() -> None:
    synthesis = stack(NAME).synthesis
    assert synthesis.twin is not None
    one, two = physical_names(synthesis.graph), physical_names(synthesis.twin)
    assert one.keys() == two.keys()
    assert len(one) == 42
    assert set(one.values()).isdisjoint(two.values())
    (second,) = synthesis.twin.stacks.values()
    other = (string(second.name) or "").removeprefix("stack-iot-platform-")
    assert {name.replace("-demo", "-") for name in one.values()} == {
        name.replace(f"-{other}", "-") for name in two.values()
    }


@pytest.mark.slow
def test_invalid_settings_end_with_one_line(project: Path, tmp_path: Path) -> None:
    done = run(project, "app.py", CDK_OUTDIR=str(tmp_path), ENVIRONMENT_SUFFIX="No", LOG_RETENTION_DAYS="2")
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(lines) == 1
    assert "environment_suffix" in lines[0]
    assert "log_retention_days" in lines[0]
    assert "Traceback" not in done.stderr


def test_the_contract_quotes_the_requirements_of_the_readme(project: Path) -> None:
    assert_contract_quotes_readme(project, IDS)
