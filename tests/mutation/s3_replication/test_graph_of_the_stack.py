"""The graph of the reference stack leads to the program's own lines, and to a template that is valid."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stackproof.cli.main import run
from stackproof.project.model import Project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("graph of s3-replication")]

NESTED = "AWS::CloudFormation::Stack"


def graph(project: Project, form: str, folder: Path) -> str:
    """What `stackproof graph` prints of the stack."""
    out = folder / form
    assert run(["graph", str(project.root), "--format", form, "--output", str(out)]) == 0
    return out.read_text("utf-8")


@pytest.fixture(scope="module")
def forms(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("forms")
    return {form: json.loads(graph(project, form, folder)) for form in ("json", "cloudformation")}


def test_every_resource_shows_the_line_of_the_program_that_made_it(forms: dict[str, Any], project: Project) -> None:
    resources = forms["json"]["resources"]
    assert len(resources) == 40
    for resource in resources:
        place = resource["location"]
        assert place["file"].startswith("s3_replication/"), resource["address"]
        lines = (project.root / place["file"]).read_text("utf-8").splitlines()
        assert 0 < place["line"] <= len(lines), resource["address"]
        # The line of a call, not just any line of the file.
        assert "(" in lines[place["line"] - 1], resource["address"]


@pytest.mark.parametrize(
    ("address", "file", "begins"),
    [
        ("Storage/Documents/Bucket", "s3_replication/buckets.py", "self.bucket = s3.Bucket("),
        ("Replica/Store/DefaultBucket", "s3_replication/replica.py", "self.default_bucket = ssm.StringParameter("),
        ("Monitoring/Key", "s3_replication/keys.py", "return kms.Key("),
        ("Monitoring/Events/Source", "s3_replication/events.py", "lambda_.EventSourceMapping("),
        ("Monitoring/Alarms/Failures", "s3_replication/alarms.py", "alarm = cloudwatch.Alarm("),
        ("Monitoring/Dashboard", "s3_replication/dashboard.py", "return cloudwatch.Dashboard("),
    ],
)
def test_the_line_is_that_of_the_call_of_the_construct(
    forms: dict[str, Any], project: Project, address: str, file: str, begins: str
) -> None:
    (found,) = (one for one in forms["json"]["resources"] if one["address"] == f"stack-documents-demo/{address}")
    assert found["location"]["file"] == file
    line = (project.root / file).read_text("utf-8").splitlines()[found["location"]["line"] - 1]
    assert line.strip().startswith(begins)


def test_its_template_holds_every_resource_but_the_nested_stacks_themselves(forms: dict[str, Any]) -> None:
    made = Counter(resource["type"] for resource in forms["json"]["resources"] if resource["type"] != NESTED)
    assert Counter(resource["Type"] for resource in forms["cloudformation"]["Resources"].values()) == made


def test_its_template_passes_cloudformation_validate_without_errors(forms: dict[str, Any], tmp_path: Path) -> None:
    template = tmp_path / "template.json"
    template.write_text(json.dumps(forms["cloudformation"]), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "stackproof.oracles.cloudformation_validate_child", str(template)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = json.loads(done.stdout)["diagnostics"]
    assert [row for row in found if row["severity"] in ("FATAL", "ERROR")] == []


def test_the_picture_of_every_resource_is_the_one_that_graph_makes(project: Project, tmp_path: Path) -> None:
    page = (project.root / "docs" / "architecture.md").read_text("utf-8")
    assert page.split("```mermaid\n")[1].split("```")[0] == graph(project, "mermaid", tmp_path)
