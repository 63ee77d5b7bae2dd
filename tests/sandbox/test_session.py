"""A program that is started early, waits, and is fed later; both strong modes, by a worker of a few lines."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.sandbox import (
    Isolation,
    Limits,
    SandboxUnavailable,
    Session,
    copy_tree,
    execution,
    scratch_folder,
    start,
)
from stackproof.sandbox.execution import _try_mode
from stackproof.sandbox.model import Mode
from tests.sandbox.hostile_program import PATIENT, processes

Starting = Callable[..., Session]
READY = "print('ready', flush=True); "
FEED = READY + "import sys; given = sys.stdin.read(); "


@pytest.fixture(params=["namespaces", "landlock"])
def mode(request: pytest.FixtureRequest) -> Mode:
    mode: Mode = request.param
    offered = _try_mode(mode)
    if not isinstance(offered, Isolation):
        pytest.skip(f"{mode} is not offered here: {offered}")
    return mode


@pytest.fixture
def starting(mode: Mode) -> Iterator[Starting]:
    """Starts programs in scratch folders of their own; sessions are closed and folders removed at the end."""
    with ExitStack() as stack:

        def begin(program: str, *, limits: Limits = PATIENT, waiting_seconds: float = 60) -> Session:
            scratch = stack.enter_context(scratch_folder())
            session = start(
                [sys.executable, "-I", "-S", "-c", program],
                scratch=scratch,
                environment={"SCRATCH": str(scratch)},
                limits=limits,
                waiting_seconds=waiting_seconds,
                _modes=(mode,),
            )
            return stack.enter_context(session)

        yield begin


def test_what_it_says_while_it_waits_is_no_part_of_its_output(starting: Starting) -> None:
    session = starting(FEED + "print(given); sys.stderr.write('err'); sys.exit(3)")
    assert session.read_line(60) == b"ready\n"
    outcome = session.finish(b"x" * 200_000)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (3, b"x" * 200_000 + b"\n", b"err")


def test_files_that_came_while_it_waited_belong_to_its_user(starting: Starting, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "file").write_text("content")
    program = (
        FEED + "import os; os.rename('sub/file', 'moved'); open('moved', 'a').write('!'); print(os.stat('.').st_uid)"
    )
    session = starting(program)
    assert session.read_line(60)
    assert copy_tree(tmp_path, session.scratch) == ()
    session.hand_over(session.scratch)
    outcome = session.finish()
    assert (outcome.ok, outcome.stderr) == (True, b"")
    assert (session.scratch / "moved").read_text() == "content!"
    assert (session.scratch / "moved").stat().st_uid == int(outcome.stdout)


def test_the_time_that_it_waits_is_not_the_time_of_its_work(starting: Starting) -> None:
    session = starting("import time; time.sleep(1.2); " + FEED, limits=Limits(wall_seconds=1))
    assert session.read_line(60)
    outcome = session.finish()
    assert (outcome.limit, outcome.exit_code) == (None, 0)
    assert outcome.seconds < 1


def test_the_processor_time_of_warming_up_is_not_that_of_its_work(starting: Starting) -> None:
    busy = "begun = time.process_time()\nwhile time.process_time() < begun + 0.7: pass\n"
    session = starting(f"import time\n{busy}{FEED}\n{busy}", limits=Limits(cpu_seconds=1))
    assert session.read_line(60)
    outcome = session.finish()
    assert (outcome.limit, outcome.exit_code) == (None, 0)
    assert 0.5 <= outcome.cpu_seconds < 1


@pytest.mark.parametrize(
    ("work", "limits", "limit"),
    [
        ("time.sleep(60)", Limits(wall_seconds=0.3), "wall time"),
        ("while True: pass", Limits(wall_seconds=30, cpu_seconds=1), "CPU time"),
        ("block = bytearray(200 << 20); time.sleep(60)", Limits(wall_seconds=30, memory_bytes=100 << 20), "memory"),
        ("open('f', 'wb').write(bytes(9 << 20)); time.sleep(60)", Limits(disk_bytes=4 << 20), "disk space"),
        ("[os.fork() or time.sleep(60) for _ in range(60)]", Limits(wall_seconds=30, processes=20), "processes"),
        ("os.write(1, bytes(1 << 20))", Limits(output_bytes=1 << 10), "output"),
    ],
)
def test_every_limit_holds_for_the_work(starting: Starting, work: str, limits: Limits, limit: str) -> None:
    session = starting(f"{FEED}\nimport os, time\n{work}", limits=limits)
    assert session.read_line(60)
    assert session.finish().limit == limit


def test_one_that_is_never_fed_ends(starting: Starting) -> None:
    session = starting(FEED, waiting_seconds=0.2)
    assert session.read_line(60) == b"ready\n"
    assert session.read_line(60) is None
    assert session.finish().limit == "waiting time"


def test_the_limits_hold_while_it_waits(starting: Starting) -> None:
    session = starting("while True: pass", limits=Limits(cpu_seconds=1))
    assert session.read_line(60) is None
    assert session.finish().limit == "CPU time"


def test_one_that_ends_while_it_waits_is_told_by_its_silence(starting: Starting) -> None:
    session = starting("import sys; sys.stderr.write('gone'); sys.exit(4)")
    assert session.read_line(60) is None
    outcome = session.finish(b"work")
    assert (outcome.exit_code, outcome.stderr) == (4, b"gone")


def test_one_that_ends_after_it_had_a_word_is_known_to_have_ended(starting: Starting) -> None:
    waiting = starting(FEED)
    gone = starting(READY)
    for session in (waiting, gone):
        assert session.read_line(60) == b"ready\n"
    deadline = time.monotonic() + 20
    while not gone.has_ended():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not waiting.has_ended()
    assert waiting.finish().ok
    assert waiting.has_ended()


def test_silence_is_waited_for_as_long_as_was_asked(starting: Starting) -> None:
    session = starting("import time; time.sleep(60)")
    assert session.read_line(0.1) is None


def test_closing_ends_the_whole_tree_and_gives_everything_back(
    mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    token = os.urandom(8).hex()
    program = "import os, time; os.fork() or os.setsid(); print('ready', flush=True); time.sleep(60)"
    descriptors = set(os.listdir("/proc/self/fd"))
    session = start(
        [sys.executable, "-I", "-S", "-c", program, token],
        scratch=tmp_path / "scratch",
        environment={},
        waiting_seconds=60,
        _modes=(mode,),
    )
    assert session.read_line(60)
    session.close()
    session.close()
    assert [pid for pid, command in processes() if token.encode() in command] == []
    assert len(os.listdir("/proc/self/fd")) == len(descriptors)
    assert list((tmp_path / "own").iterdir()) == []


def test_several_wait_at_once_and_see_nothing_of_each_other(starting: Starting, mode: Mode) -> None:
    look = f"""{FEED}
import os
open('mine', 'w').write('x')
print(sorted(os.listdir('.')))
os.listdir(given)"""
    sessions = [starting(look) for _ in range(3)]
    scratches = [str(session.scratch) for session in sessions]
    outcomes: list[bytes] = [b""] * 3

    def work(index: int) -> None:
        assert sessions[index].read_line(60)
        outcome = sessions[index].finish(scratches[index - 1].encode())
        outcomes[index] = outcome.stdout + outcome.stderr.splitlines()[-1].split(b":")[0]

    threads = [threading.Thread(target=work, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refusal = {"namespaces": b"FileNotFoundError", "landlock": b"PermissionError"}[mode]
    assert outcomes == [b"['mine']\n" + refusal] * 3


def test_a_program_that_is_not_there_is_named_when_it_is_to_work(mode: Mode, tmp_path: Path) -> None:
    with (
        start(["no-such-program"], scratch=tmp_path, environment={}, waiting_seconds=60, _modes=(mode,)) as session,
        pytest.raises(InputError, match="no-such-program cannot be run in the sandbox"),
    ):
        session.finish()


def test_nothing_waits_without_isolation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(execution, "_refusals", {"namespaces": "not offered", "landlock": "switched off"})
    program = [sys.executable, "-c", "open('ran', 'w')"]
    with pytest.raises(SandboxUnavailable) as caught:
        start(program, scratch=tmp_path, environment={}, waiting_seconds=60)
    assert caught.value.reasons == ("namespaces: not offered", "landlock: switched off")
    assert list(tmp_path.iterdir()) == []
    with start(program, scratch=tmp_path, environment={}, waiting_seconds=60, allow_weak=True) as session:
        assert session.finish().isolation.strong is False
    assert (tmp_path / "ran").exists()
