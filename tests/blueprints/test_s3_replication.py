"""The reference stack s3-replication as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackproof.cli.main import run as stackproof
from tests.blueprints.projects import (
    AWS_CDK,
    assert_contract_quotes_readme,
    assert_own_tests_cover_everything,
    assert_typed_and_lints_clean,
    fresh_copy,
    run,
)

IDS = [*(f"R{n}" for n in range(1, 14)), *(f"C{n}" for n in range(1, 13))]
NAMES = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the stack as `stackproof new` makes it."""
    return fresh_copy("s3-replication", tmp_path_factory.mktemp("blueprint"))


def synthesise(project: Path, out: Path, **variables: str) -> list[dict[str, Any]]:
    """The templates that the program writes with these settings."""
    context = json.loads((project / "cdk.json").read_text("utf-8"))["context"]
    done = run(project, "app.py", CDK_OUTDIR=str(out), CDK_CONTEXT_JSON=json.dumps(context), **variables)
    assert done.returncode == 0, done.stderr
    return [json.loads(file.read_text("utf-8")) for file in sorted(out.glob("*.template.json"))]


def physical_names(templates: list[dict[str, Any]]) -> set[str]:
    resources = [resource for template in templates for resource in template["Resources"].values()]
    return {
        resource["Properties"][NAMES[resource["Type"]]]
        for resource in resources
        if NAMES.get(resource["Type"]) in resource.get("Properties", {})
    }


@pytest.mark.slow
def test_its_own_tests_pass_and_cover_every_line_and_branch(project: Path) -> None:
    assert_own_tests_cover_everything(project)


@pytest.mark.slow
@pytest.mark.xdist_group(AWS_CDK)
def test_it_is_typed_and_lints_clean(project: Path) -> None:
    assert_typed_and_lints_clean(project, AWS_CDK)


@pytest.mark.slow
def test_it_is_ready_with_every_requirement_proven_and_nothing_found(project: Path, tmp_path: Path) -> None:
    report = tmp_path / "assessment.json"
    options = ("--oracles", "all", "--fail-on", "low", "--format", "json", "--output", str(report))
    code = stackproof(["check", str(project), *options])
    assessment = json.loads(report.read_text("utf-8"))
    assert (code, assessment["verdict"]) == (0, "ready")
    assert [one for one in assessment["findings"] if not one["suppressed"]] == []
    assert {one["rule"] for one in assessment["findings"]} == {one["rule"] for one in assessment["suppressions"]}
    assert {one["id"]: one["status"] for one in assessment["requirements"]} == dict.fromkeys(IDS, "proven")


@pytest.mark.slow
@pytest.mark.parametrize(("replica_region", "count"), [("us-east-1", 26), ("eu-central-1", 28)])
def test_two_deployments_share_no_physical_name(project: Path, tmp_path: Path, replica_region: str, count: int) -> None:
    one, two = (
        physical_names(synthesise(project, tmp_path / suffix, ENVIRONMENT_SUFFIX=suffix, REPLICA_REGION=replica_region))
        for suffix in ("one", "two")
    )
    assert len(one) == len(two) == count
    assert one.isdisjoint(two)
    assert {name.removesuffix("-one") for name in one} == {name.removesuffix("-two") for name in two}


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


def test_the_ignore_file_gets_its_dot_back(project: Path) -> None:
    assert (project / ".gitignore").is_file()
    assert not (project / "_gitignore").exists()
