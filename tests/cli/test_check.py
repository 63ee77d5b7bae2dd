"""`stackproof check` as a user runs it: exit codes, one message for bad input, nothing half-written."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

STACKPROOF = [sys.executable, "-m", "stackproof"]
GOOD = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: work
      VisibilityTimeout: 60
"""
BAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !Sub arn:aws:iam::${AWS::AccountId}:role/x
      Code: {ZipFile: "def handler(event, context): return event"}
      Environment:
        Variables:
          AWS_REGION: eu-west-1
"""
CONTRACT = """\
version: 1
system: queue
requirements:
  - id: R1
    text: The queue hides a message for a minute
    expect:
      resource: AWS::SQS::Queue
      has: {VisibilityTimeout: 60}
"""


def run(*arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STACKPROOF, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def check(*arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return run("check", "--oracles", "none", *arguments, cwd=cwd, env=env)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(GOOD)
    (tmp_path / "stackproof.yaml").write_text(CONTRACT)
    return tmp_path


def test_a_proven_project_is_ready(project: Path) -> None:
    done = check(cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("READY")
    assert "template.yaml:7:7" in done.stdout


def test_a_violated_requirement_blocks_and_shows_what_was_found(project: Path) -> None:
    (project / "template.yaml").write_text(GOOD.replace("60", "30"))
    done = check("--format", "json", cwd=project)
    assert done.returncode == 1
    data = json.loads(done.stdout)
    (requirement,) = data["requirements"]
    assert (data["verdict"], requirement["id"], requirement["status"]) == ("blocked", "R1", "violated")
    assert {(proof["file"], proof["line"]) for proof in requirement["evidence"]} == {("template.yaml", 7)}


def test_a_finding_blocks_at_its_threshold_only(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(BAD)
    assert check("--format", "json", cwd=tmp_path).returncode == 1
    data = json.loads(check("--format", "json", cwd=tmp_path).stdout)
    assert {(finding["rule"], finding["line"]) for finding in data["findings"]} == {("LAMBDA-ENV-001", 12)}


def test_a_comment_with_a_reason_suppresses_and_stays_listed(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        BAD.replace("eu-west-1", "eu-west-1  # stackproof: ignore LAMBDA-ENV-001: the stack is never deployed")
    )
    done = check(cwd=tmp_path)
    assert done.returncode == 0
    assert "LAMBDA-ENV-001" in done.stdout
    assert "the stack is never deployed" in done.stdout


def test_with_a_contract_from_outside_the_candidates_comments_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    candidate = tmp_path / "candidate"
    candidate.mkdir()
    (candidate / "template.yaml").write_text(
        BAD.replace("eu-west-1", "eu-west-1  # stackproof: ignore LAMBDA-ENV-001: trust me")
    )
    (candidate / "stackproof.yaml").write_text("version: 1\nsystem: mine\nrequirements: []\n")
    done = check("--contract", "contract.yaml", "--format", "json", "candidate", cwd=tmp_path)
    data = json.loads(done.stdout)
    assert (done.returncode, data["contract"]) == (1, "contract.yaml")
    assert [(finding["rule"], finding["suppressed"]) for finding in data["findings"]] == [("LAMBDA-ENV-001", None)]
    assert [(requirement["id"], requirement["status"]) for requirement in data["requirements"]] == [("R1", "violated")]


def test_a_baseline_reports_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(BAD)
    first = check("--format", "json", "--output", "before.json", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (1, "")
    assert check("--baseline", "before.json", cwd=tmp_path).returncode == 0
    (tmp_path / "template.yaml").write_text(
        "# moved down\n" + BAD + "          AWS_REGION_2: ok\n          AWS_DEFAULT_REGION: x\n"
    )
    data = json.loads(check("--baseline", "before.json", "--format", "json", cwd=tmp_path).stdout)
    assert {(finding["message"].split()[0], finding["baseline"]) for finding in data["findings"]} == {
        ("AWS_REGION", True),
        ("AWS_DEFAULT_REGION", False),
    }


def test_equal_input_gives_equal_output(project: Path) -> None:
    results = []
    for seed in ("1", "2"):
        data = json.loads(
            check("--format", "json", "--today", "2026-11-21", cwd=project, env={"PYTHONHASHSEED": seed}).stdout
        )
        del data["timing"]
        results.append(json.dumps(data))
    assert results[0] == results[1]


def test_several_projects_give_one_result_each_and_the_worst_exit_code(tmp_path: Path) -> None:
    for name, text in (("good", GOOD), ("bad", BAD)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(text)
    done = check("--format", "json", cwd=tmp_path)
    data = json.loads(done.stdout)
    assert (done.returncode, data["verdict"]) == (1, "blocked")
    assert {(one["project"]["path"], one["verdict"]) for one in data["assessments"]} == {
        ("good", "ready"),
        ("bad", "blocked"),
    }


def test_projects_of_several_engines_in_one_folder_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(GOOD)
    (tmp_path / "queue.yaml").write_text(GOOD)
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "work" {\n  name = "work"\n}\n')
    text = check(cwd=tmp_path).stdout.splitlines()
    assert text[-3:] == ["2 of 2 projects ready", "  READY      . (CloudFormation)", "  READY      . (Terraform)"]
    sarif = json.loads(check("--format", "sarif", cwd=tmp_path).stdout)
    assert [run["automationDetails"]["id"] for run in sarif["runs"]] == ["stackproof/./", "stackproof/. [terraform]/"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"Resources:\n  Queue:\n    Type: 'AWS::SQS", "template.yaml:3"),
        (bytes(range(256)) * 8, "template.yaml"),
        (b"Resources:\n  Queue:\n    Type: !Nonsense x\n", "template.yaml:3:11: unknown tag !Nonsense"),
        (b"Resources:\n  Queue:\n    Type: AWS::SQS::Queue\nResources:\n  A:\n    Type: B\n", "template.yaml:4"),
        (b"- 1\n- 2\n", "template.yaml:1"),
    ],
)
def test_a_template_that_cannot_be_read_gets_one_message_and_exit_code_2(
    content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / "template.yaml").write_bytes(content)
    done = check("template.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_a_template_with_a_key_twice_is_blocked_at_its_line(tmp_path: Path) -> None:
    text = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n  Queue:\n    Type: AWS::SNS::Topic\n"
    (tmp_path / "template.yaml").write_text(text, "utf-8")
    done = check("template.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "template.yaml:4:3" in done.stdout
    assert "duplicate key Queue, written in line 2 and again in line 4" in " ".join(done.stdout.split())


def test_a_huge_template_is_refused_without_reading_it(tmp_path: Path) -> None:
    with (tmp_path / "template.yaml").open("wb") as file:
        file.write(b"Resources:\n")
        file.truncate(100 * 1024 * 1024)
    done = check("template.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "MB" in done.stderr or "MiB" in done.stderr


def test_a_cycle_of_references_is_a_finding_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        "Resources:\n"
        "  A:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !GetAtt B.TopicName}\n"
        "  B:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !GetAtt A.TopicName}\n"
    )
    done = check("--format", "json", "template.yaml", cwd=tmp_path)
    data = json.loads(done.stdout)
    assert (done.returncode, data["verdict"]) == (1, "blocked")
    assert "circular dependency" in json.dumps(data["synthesis"]["problems"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.yaml"], "there is no such file or folder"),
        (["--contract", "absent.yaml", "template.yaml"], "absent.yaml"),
        (["--set", "novalue", "template.yaml"], "KEY=VALUE"),
        (["--today", "yesterday", "template.yaml"], "YYYY-MM-DD"),
        (["--format", "pdf", "template.yaml"], "pdf"),
        (["--report", "pdf=x", "template.yaml"], "there is no report pdf"),
        (["--output", "no/such/folder/x", "template.yaml"], "it cannot be written"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage_gets_a_message_and_exit_code_2(arguments: list[str], message: str, project: Path) -> None:
    done = check(*arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_report_is_written_whole_or_not_at_all(project: Path) -> None:
    done = check("--report", "json=a.json", "--report", "text=b.txt", cwd=project)
    assert done.returncode == 0
    assert json.loads((project / "a.json").read_text())["verdict"] == "ready"
    assert (project / "b.txt").read_text().startswith("READY")
    assert {file.name for file in project.iterdir()} == {"a.json", "b.txt", "stackproof.yaml", "template.yaml"}


def test_colour_is_for_terminals_that_want_it(project: Path) -> None:
    assert "\x1b[" not in check(cwd=project).stdout
    assert "\x1b[" in _on_terminal(project, {"TERM": "xterm"})
    assert "\x1b[" not in _on_terminal(project, {"TERM": "xterm", "NO_COLOR": "1"})


def _on_terminal(cwd: Path, env: dict[str, str]) -> str:
    controller, terminal = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [*STACKPROOF, "check", "--oracles", "none"], cwd=cwd, env={**clean, **env}, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    chunks = []
    while True:
        try:
            chunk = os.read(controller, 65536)
        except OSError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    process.wait()
    os.close(controller)
    return b"".join(chunks).decode()


def test_a_bug_of_ours_says_that_it_is_one(project: Path) -> None:
    program = (
        "import sys; import stackproof.project.discovery as d; "
        "d.discover = None; from stackproof.cli.main import run; sys.exit(run(['check', '--oracles', 'none']))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "this is a bug in stackproof" in done.stderr
    assert "please report it" in done.stderr


def test_oracle_findings_are_merged_with_ours(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(BAD)
    done = run("check", "--oracles", "all", "--format", "json", cwd=tmp_path)
    data = json.loads(done.stdout)
    assert [(oracle["name"], oracle["status"]) for oracle in data["oracles"]] == [
        ("cloudformation-validate", "finished"),
        ("cfn-lint", "finished"),
        ("checkov", "finished"),
    ]
    (finding,) = [finding for finding in data["findings"] if "AWS_REGION" in finding["message"]]
    assert (finding["origin"], finding["also"]) == (
        "stackproof",
        ["cloudformation-validate E3663", "cfn-lint E3663"],
    )
