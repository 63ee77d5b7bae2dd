"""The other commands as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stackproof.rules import registry

STACKPROOF = [sys.executable, "-m", "stackproof"]


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*STACKPROOF, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False)


def test_every_command_has_a_help_text() -> None:
    listing = run("--help").stdout
    names = [line.split()[0] for line in listing.split("Commands:")[1].splitlines() if line.strip()]
    assert set(names) == {"check", "completion", "doctor", "explain", "graph", "new", "new-rule", "rules"}
    for name in names:
        done = run(name, "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) > 4


def test_a_mistyped_command_is_guessed() -> None:
    done = run("chek")
    assert done.returncode == 2
    assert "Did you mean check?" in done.stderr


def test_rules_lists_every_rule() -> None:
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert [row["id"] for row in listed["rules"]] == [rule.id for rule in registry.all_rules()]
    assert {line.split()[0] for line in run("rules").stdout.splitlines() if line} >= {
        rule.id for rule in registry.all_rules()
    }


def test_explain_shows_why_and_an_example_of_a_rule() -> None:
    page = run("explain", "s3-repl-001").stdout
    assert "S3-REPL-001" in page
    assert "VersioningConfiguration" in page


def test_explain_shows_a_check_of_contracts() -> None:
    assert "iam.permits-exactly" in run("explain", "iam.permits-exactly").stdout


def test_explain_of_something_unknown_names_what_is_near() -> None:
    done = run("explain", "S3-REPL-01")
    assert done.returncode == 2
    assert "S3-REPL-001" in done.stderr


@pytest.mark.parametrize("form", ["json", "mermaid", "cloudformation"])
def test_graph_prints_each_form(form: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n")
    done = run("graph", "--format", form, "t.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Topic" in done.stdout


def test_doctor_names_what_is_there() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert {"aws cdk (python)", "cloudformation", "sandbox", "cfn-lint"} <= {
        line[4:].split("  ")[0] for line in done.stdout.splitlines()
    }


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert "_STACKPROOF_COMPLETE" in done.stdout
