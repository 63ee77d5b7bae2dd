"""`stackproof check` on AWS CDK programs at fault: an assessment, blocked, with the line; never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

STACKPROOF = [sys.executable, "-m", "stackproof"]
FINE = """\
import aws_cdk as cdk
from aws_cdk import aws_sns as sns

app = cdk.App()
stack = cdk.Stack(app, "Demo")
sns.Topic(stack, "Topic")
app.synth()
"""

pytestmark = [pytest.mark.slow]


def check(folder: Path, program: str, *options: str) -> tuple[int, dict[str, object], str]:
    (folder / "cdk.json").write_text('{"app": "python3 app.py"}')
    (folder / "app.py").write_text(program)
    done = subprocess.run(
        [*STACKPROOF, "check", "--oracles", "none", "--format", "json", *options, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def problems(data: dict[str, object]) -> list[dict[str, object]]:
    synthesis = data["synthesis"]
    assert isinstance(synthesis, dict)
    assert synthesis["status"] == "failed"
    found = [problem for problem in synthesis["problems"] if problem["level"] == "error"]
    assert found
    return found


def test_a_program_that_synthesises_is_assessed(tmp_path: Path) -> None:
    code, data, errors = check(tmp_path, FINE)
    assert (code, data["verdict"], errors) == (0, "ready", "")


@pytest.mark.parametrize(
    ("program", "message", "line"),
    [
        (FINE.replace('sns.Topic(stack, "Topic")', 'raise ValueError("no such account")'), "no such account", 6),
        (FINE.replace("sns.Topic", "sns.Topik"), "Topik", 6),
        ("import sys\n\nsys.exit(7)\n", "7", 3),
    ],
)
def test_a_program_that_fails_is_blocked_at_its_own_line(program: str, message: str, line: int, tmp_path: Path) -> None:
    code, data, errors = check(tmp_path, program)
    assert (code, data["verdict"], errors) == (1, "blocked", "")
    (problem,) = problems(data)
    assert message in str(problem["message"])
    assert (problem["file"], problem["line"]) == ("app.py", line)


def test_a_program_that_hangs_is_ended_at_the_limit(tmp_path: Path) -> None:
    code, data, errors = check(tmp_path, "import time\n\ntime.sleep(600)\n", "--timeout", "3")
    assert (code, data["verdict"], errors) == (1, "blocked", "")
    assert "wall time" in str(problems(data)[0]["message"])


def test_a_module_that_is_not_there_is_not_called_the_programs_fault(tmp_path: Path) -> None:
    code, data, _ = check(tmp_path, "import surely_not_installed_anywhere\n" + FINE)
    synthesis = data["synthesis"]
    assert isinstance(synthesis, dict)
    assert (code, data["verdict"], synthesis["status"]) == (1, "undecided", "not_run")
    assert "surely_not_installed_anywhere" in json.dumps(synthesis["problems"])
