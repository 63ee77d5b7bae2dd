"""`stackproof check ANSWER.md` as a user runs it: verdicts with places in the answer, for answers whole and in part."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STACKPROOF = [sys.executable, "-m", "stackproof"]
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code: {ZipFile: "def handler(event, context): return event"}
      Environment:
        Variables:
          AWS_REGION: eu-west-1
"""
CONTRACT = """\
version: 1
system: queue
parameters:
  environment_suffix: {value: demo, context: environmentSuffix}
policy: {suffix: environment_suffix}
requirements:
  - id: R1
    text: The queue hides a message for a minute
    expect:
      resource: AWS::SQS::Queue
      where: {name: "jobs-demo"}
      has: {VisibilityTimeout: 60}
  - id: R2
    text: The README tells how to deploy
    expect: {check: files.contain, with: {path: README.md, all: ["cdk deploy"]}}
"""
STACK = """\
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs


class TapStack(cdk.Stack):
    def __init__(self, scope, construct_id, *, environment_suffix, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        sqs.Queue(self, "Jobs", queue_name=f"jobs-{environment_suffix}", visibility_timeout=cdk.Duration.seconds(60))
"""


def check(*arguments: str | Path, cwd: Path) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        [*STACKPROOF, "check", "--oracles", "none", "--format", "json", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def answer(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "answer.md"
    path.write_text("".join(f"## File: {name}\n\n```\n{text}```\n\n" for name, text in files.items()))
    return path


def test_a_finding_stands_at_the_line_of_the_answer(tmp_path: Path) -> None:
    answer(tmp_path, {"template.yaml": TEMPLATE})
    code, data, errors = check("answer.md", cwd=tmp_path)
    assert (code, data["verdict"], errors) == (1, "blocked", "")
    assert data["project"] == {
        "path": ".",
        "engine": "cloudformation",
        "language": "yaml",
        "entry": "template.yaml",
        "versions": data["project"]["versions"],
        "answer": "answer.md",
    }
    (finding,) = [one for one in data["findings"] if one["severity"] == "critical"]
    assert (finding["rule"], finding["file"], finding["line"], finding["column"]) == (
        "LAMBDA-ENV-001", "answer.md", 15, 11,
    )  # fmt: skip
    lines = (tmp_path / "answer.md").read_text().splitlines()
    assert [(one["line"], one["text"]) for one in finding["code"]] == [
        (number, lines[number - 1]) for number in (14, 15)
    ]


def test_the_text_report_names_the_answer(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    answer(tmp_path / "docs", {"template.yaml": TEMPLATE})
    done = subprocess.run(
        [*STACKPROOF, "check", "--oracles", "none", "docs/answer.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("BLOCKED  docs/answer.md  (CloudFormation, yaml)")
    assert "docs/answer.md:15:11" in done.stdout
    assert "/tmp" not in done.stdout


def test_a_comment_in_an_answer_suppresses_at_its_line(tmp_path: Path) -> None:
    text = TEMPLATE.replace("eu-west-1\n", "eu-west-1  # stackproof: ignore LAMBDA-ENV-001: never deployed\n")
    answer(tmp_path, {"template.yaml": text})
    code, data, _ = check("answer.md", cwd=tmp_path)
    assert code == 0
    assert [(one["file"], one["line"], one["matched"]) for one in data["suppressions"]] == [("answer.md", 15, 1)]


def test_several_answers_get_a_verdict_each(tmp_path: Path) -> None:
    good = TEMPLATE.replace("AWS_REGION", "REGION")
    text = (
        f"# Response A\n## template.yaml\n```yaml\n{TEMPLATE}```\n# Response B\n## template.yaml\n```yaml\n{good}```\n"
    )
    (tmp_path / "answer.md").write_text(text)
    code, data, _ = check("answer.md", cwd=tmp_path)
    assert code == 1
    assert [(one["project"]["title"], one["verdict"]) for one in data["assessments"]] == [
        ("Response A", "blocked"),
        ("Response B", "ready"),
    ]


def test_a_refused_file_blocks_at_its_line(tmp_path: Path) -> None:
    answer(tmp_path, {"template.yaml": TEMPLATE.replace("AWS_REGION", "REGION"), "../x.py": "1\n"})
    code, data, _ = check("answer.md", cwd=tmp_path)
    assert (code, data["verdict"]) == (1, "blocked")
    errors = [(one["message"], one["line"]) for one in data["synthesis"]["problems"] if one["level"] == "error"]
    assert errors == [("the name ../x.py leads out of its folder", 20)]


def test_sources_alone_are_judged_where_no_entry_can_be_written(tmp_path: Path) -> None:
    stack = STACK.replace("*, environment_suffix", "vpc, *, environment_suffix")
    answer(tmp_path, {"lib/tap_stack.py": stack, "README.md": "Run `cdk deploy`.\n"})
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    code, data, _ = check("--contract", "contract.yaml", "answer.md", cwd=tmp_path)
    assert (code, data["verdict"], data["synthesis"]["status"]) == (1, "undecided", "not_run")
    assert [(one["id"], one["status"]) for one in data["requirements"]] == [("R1", "undecided"), ("R2", "proven")]
    (proof,) = data["requirements"][1]["evidence"]
    assert (proof["file"], proof["line"]) == ("answer.md", 17)
    errors = [(one["file"], one["line"]) for one in data["synthesis"]["problems"] if one["level"] == "error"]
    assert errors == [("answer.md", 8)]


def test_the_graph_of_an_answer_has_places_in_it(tmp_path: Path) -> None:
    answer(tmp_path, {"template.yaml": TEMPLATE})
    done = subprocess.run(
        [*STACKPROOF, "graph", "answer.md"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    (resource,) = json.loads(done.stdout)["resources"]
    assert resource["location"] == {"file": "answer.md", "line": 6, "column": 3}


@pytest.mark.parametrize("command", ["check", "graph"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.md"], "there is no such file or folder"),
        (["answer.md", "--base", "absent"], "the base is no folder"),
        (["template.yaml", "--base", "."], "a base is for a Markdown answer alone"),
        (["empty.md"], "empty.md:1: the answer holds no file"),
        (["broken.md"], "broken.md:7:1: the template is not valid YAML"),
    ],
)
def test_what_cannot_be_read_gets_one_message(command: str, arguments: list[str], message: str, tmp_path: Path) -> None:
    answer(tmp_path, {"template.yaml": TEMPLATE})
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "empty.md").write_text("# Nothing\n")
    (tmp_path / "broken.md").write_text(
        "## template.yaml\n```yaml\nAWSTemplateFormatVersion: x\nResources:\n  A:\n    Type: 'x\n```\n"
    )
    done = subprocess.run([*STACKPROOF, command, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "/tmp/stackproof" not in done.stderr


@pytest.mark.slow
def test_a_stack_without_an_entry_is_synthesised_with_the_contracts_suffix(tmp_path: Path) -> None:
    answer(tmp_path, {"lib/tap_stack.py": STACK, "README.md": "Run `cdk deploy`.\n"})
    (tmp_path / "stackproof.yaml").write_text(CONTRACT)
    code, data, errors = check("answer.md", cwd=tmp_path)
    assert (code, data["verdict"], errors) == (0, "ready", "")
    (proof,) = data["requirements"][0]["evidence"]
    assert (proof["file"], proof["line"]) == ("answer.md", 11)
    assert any(
        "app.py and cdk.json were written, for TapStack" in one["message"] for one in data["synthesis"]["problems"]
    )


@pytest.mark.slow
def test_what_stackproof_wrote_is_neither_a_merit_nor_a_fault_of_the_answer(tmp_path: Path) -> None:
    answer(tmp_path, {"lib/tap_stack.py": STACK})
    contract = CONTRACT.replace("{suffix: environment_suffix}", "{allowed_paths: [lib/]}")
    (tmp_path / "contract.yaml").write_text(contract.replace("README.md", "app.py").replace("cdk deploy", "App"))
    code, data, _ = check("--contract", "contract.yaml", "answer.md", cwd=tmp_path)
    assert code == 1
    assert [(one["id"], one["status"]) for one in data["requirements"]] == [
        ("R1", "proven"),
        ("R2", "violated"),
        ("policy.allowed_paths", "proven"),
    ]


@pytest.mark.slow
def test_a_base_brings_what_the_answer_lacks(tmp_path: Path) -> None:
    base = tmp_path / "task"
    (base / "lib").mkdir(parents=True)
    (base / "cdk.json").write_text('{"app": "python3 tap.py"}')
    (base / "tap.py").write_text(
        "import aws_cdk as cdk\nfrom lib.tap_stack import TapStack\n\napp = cdk.App()\n"
        'TapStack(app, "Tap", environment_suffix="demo")\nraise ValueError("in the base")\n'
    )
    answer(tmp_path, {"lib/tap_stack.py": STACK})
    code, data, _ = check("answer.md", "--base", "task", cwd=tmp_path)
    assert (code, data["verdict"], data["synthesis"]["status"]) == (1, "blocked", "partial")
    (error,) = [one for one in data["synthesis"]["problems"] if one["level"] == "error"]
    assert (error["file"], error["line"]) == ("task/tap.py", 6)
