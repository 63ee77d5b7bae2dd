"""Oracles run in child processes, finish or are ended, and never take the assessment down with them."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.oracles import cfn_lint, cloudformation_validate
from stackproof.oracles.model import Oracle, OracleResult
from stackproof.oracles.run import chosen, start

if TYPE_CHECKING:
    from stackproof.oracles.run import Choice
    from stackproof.project.model import Engine

BAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: -3
      Nonsense: 1
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(BAD)
    return file


def ask(oracle: Oracle, *templates: Path, timeout: float = 60) -> OracleResult:
    (running,) = start([oracle], list(templates), timeout)
    return running.finish()


def test_cloudformation_validate_reports_resources_with_their_lines(bad: Path) -> None:
    result = ask(cloudformation_validate.ORACLE, bad)
    assert result.status == "finished"
    assert {(found.rule, found.level, found.logical_id, found.line) for found in result.diagnostics} == {
        ("F3002", "fatal", "Queue", 7),
        ("F3034", "fatal", "Queue", 6),
    }


def test_cfn_lint_reports_the_same_faults_and_tells_templates_apart(bad: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n")
    result = ask(cfn_lint.ORACLE, good, bad)
    assert result.status == "finished"
    assert {(found.rule, found.template, found.logical_id, found.line) for found in result.diagnostics} == {
        ("E3002", 1, "Queue", 7),
        ("E3034", 1, "Queue", 6),
    }


def scripted(program: str) -> Oracle:
    return replace(cloudformation_validate.ORACLE, command=lambda *_: [sys.executable, "-I", "-c", program])


def test_an_oracle_that_hangs_is_ended_at_its_limit(bad: Path) -> None:
    begun = time.monotonic()
    result = ask(scripted("import time; time.sleep(60)"), bad, timeout=0.5)
    assert (result.status, result.reason) == ("timeout", "it took longer than 0.5 s")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit('broken')", "broken"),
        ("print('nonsense')", "its output is not JSON"),
        ("import os; os.kill(os.getpid(), 9)", "it ended with exit code -9"),
        ("print('{}')", "'diagnostics'"),
    ],
)
def test_an_oracle_that_breaks_says_so(program: str, reason: str, bad: Path) -> None:
    result = ask(scripted(program), bad)
    assert result.status == "failed"
    assert reason in result.reason


def test_an_oracle_that_is_not_installed_names_the_command_that_installs_it(bad: Path) -> None:
    result = ask(replace(cfn_lint.ORACLE, module="surely_not_installed"), bad)
    assert (result.status, result.reason) == ("missing", "it is not installed; pip install 'stackproof[cfn-lint]'")


def test_an_oracle_sees_nothing_of_the_callers_environment(bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    program = "import os; raise SystemExit(','.join(sorted(k for k in os.environ if 'AWS' in k)) or 'nothing')"
    assert ask(scripted(program), bad).reason == "nothing"


@pytest.mark.parametrize(
    ("engine", "default", "every"),
    [
        ("cloudformation", ["cloudformation-validate"], ["cloudformation-validate", "cfn-lint", "checkov"]),
        ("cdk", ["cloudformation-validate"], ["cloudformation-validate", "cfn-lint", "checkov"]),
        ("terraform", [], ["checkov"]),
        ("pulumi", [], []),
    ],
)
def test_the_choice_names_oracles_that_read_what_the_engine_has(
    engine: Engine, default: list[str], every: list[str]
) -> None:
    choices: tuple[Choice, ...] = ("none", "default", "all")
    names = [[oracle.name for oracle in chosen(choice, engine)] for choice in choices]
    assert names == [[], default, every]
