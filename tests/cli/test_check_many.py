"""`stackproof check` with several paths and several jobs."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STACKPROOF = [sys.executable, "-m", "stackproof", "check"]
TEMPLATE = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: %d}\n"


def check(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*STACKPROOF, "--today", "2026-11-20", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        (tmp_path / f"p{number}").mkdir()
        (tmp_path / f"p{number}" / "template.yaml").write_text(TEMPLATE % (30 + number))
    return tmp_path


def without_times(report: str) -> object:
    found = json.loads(report)
    for assessment in found.get("assessments", [found]):
        assessment.pop("timing")
    return found


def paths_in(report: str) -> list[str]:
    found = json.loads(report)
    return [assessment["project"]["path"] for assessment in found.get("assessments", [found])]


def test_several_paths_make_one_report_in_their_order(folder: Path) -> None:
    done = check("p2", "p0", "p3", "--format", "json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert paths_in(done.stdout) == ["p2", "p0", "p3"]


def test_the_number_of_jobs_changes_nothing_but_the_time(folder: Path) -> None:
    reports = [without_times(check(".", "--format", "json", "--jobs", jobs, cwd=folder).stdout) for jobs in ("1", "3")]
    assert reports[0] == reports[1]


def test_a_path_that_cannot_be_read_is_named_beside_the_others(folder: Path) -> None:
    done = check("p1", "absent", "p0", "--format", "json", cwd=folder)
    assert done.returncode == 1
    assert done.stderr == "stackproof: not assessed: absent: there is no such file or folder. Check the path\n"
    assert paths_in(done.stdout) == ["p1", "p0"]


def test_where_nothing_can_be_read_there_is_one_message(folder: Path) -> None:
    done = check("absent", "nowhere", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stackproof: absent: there is no such file or folder")


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", "²"])
def test_jobs_are_a_number_or_auto(jobs: str, folder: Path) -> None:
    done = check("--jobs", jobs, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is neither a number from 1 on nor 'auto'" in done.stderr


def test_progress_tells_how_far_it_is_and_leaves_no_trace(folder: Path) -> None:
    program = (
        "import stackproof.cli.progress as p, sys; p._PATIENCE_SECONDS = 0.01; from stackproof.cli.main import run; "
        "sys.exit(run(sys.argv[1:]))"
    )
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", program, "check", *(f"p{number}" for number in range(4)), "--format", "json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=follower) as process:
        os.close(follower)
        out, _ = process.communicate()
    told = b""
    try:
        while block := os.read(leader, 4096):
            told += block
    except OSError:  # the other end is closed
        os.close(leader)
    assert len(json.loads(out)["assessments"]) == 4
    lines = told.split(b"\r\x1b[K")
    assert lines[0] == b""
    assert lines[-1] == b""
    assert set(lines[1:-1]) <= {b"stackproof: assessing 4 paths, %d done ..." % done for done in range(5)}
    assert len(lines) > 2


@pytest.mark.slow
def test_an_interrupt_ends_programs_that_work_and_programs_that_wait(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"p{number}").mkdir()
        (tmp_path / f"p{number}" / "cdk.json").write_text('{"app": "python3 app.py"}')
        (tmp_path / f"p{number}" / "app.py").write_text("import time\ntime.sleep(600)\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [*STACKPROOF, "--jobs", "2", *(f"p{number}" for number in range(4))]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not list(temporary.glob("stackproof-*/context.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        # Programs that are being born are waited for, which takes its time on a busy machine; others would sleep on.
        _, said = process.communicate(timeout=120)
    assert (process.returncode, said.strip()) == (130, b"stackproof: interrupted")
    assert list(temporary.iterdir()) == []
