from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackproof.sandbox import Limits
from tests.sandbox.hostile_program import Hostile


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the caller's that must not notice anything."""
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]) as process:
        yield process
        assert process.poll() is None
        process.kill()


@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n try: os.fork()\n except OSError: pass",
        "while True:\n if os.fork() == 0: time.sleep(60)",
        "while True:\n try: threading.Thread(target=time.sleep, args=(60,)).start()\n except RuntimeError: pass",
    ],
    ids=["bomb", "children that sleep", "threads"],
)
def test_forks_without_end(hostile: Hostile, loop: str) -> None:
    outcome = hostile.run(f"import os, time, threading\n{loop}", limits=Limits(wall_seconds=20, processes=50))
    assert (outcome.limit, outcome.exit_code) == ("processes", None)


def test_each_process_forks_and_ends(hostile: Hostile) -> None:
    program = "import os\nwhile True:\n if os.fork(): os._exit(0)"
    outcome = hostile.run(program, limits=Limits(wall_seconds=2))
    assert outcome.exit_code == 0
    assert outcome.limit is None


@pytest.mark.parametrize("stubborn", [False, True])
def test_hangs(hostile: Hostile, stubborn: bool) -> None:
    ignoring = "[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 17, 19)]" if stubborn else ""
    started = time.monotonic()
    outcome = hostile.run(f"import signal, time\n{ignoring}\ntime.sleep(60)", limits=Limits(wall_seconds=0.5))
    assert outcome.limit == "wall time"
    assert time.monotonic() - started < 5


def test_hangs_without_reading_its_input(hostile: Hostile) -> None:
    outcome = hostile.run("import time; time.sleep(60)", stdin=bytes(1 << 20), limits=Limits(wall_seconds=0.5))
    assert outcome.limit == "wall time"


@pytest.mark.parametrize("program", ["while True: pass", "import os\nos.fork(); os.fork()\nwhile True: pass"])
def test_is_busy_without_end(hostile: Hostile, program: str) -> None:
    assert hostile.run(program, limits=Limits(wall_seconds=20, cpu_seconds=1)).limit == "CPU time"


ALLOCATORS = {
    "one process": "while True: blocks.append(bytearray(1 << 20))",
    "many processes": "for _ in range(8):\n if not os.fork(): blocks.append(bytearray(64 << 20)); time.sleep(60)",
    "shared memory": "m = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1",
}


@pytest.mark.parametrize("program", ALLOCATORS.values(), ids=ALLOCATORS)
def test_allocates_without_end(hostile: Hostile, program: str) -> None:
    program = f"import mmap, os, time\nblocks = []\n{program}\ntime.sleep(60)"
    outcome = hostile.run(program, limits=Limits(wall_seconds=20, memory_bytes=256 << 20))
    assert outcome.limit == "memory"


def test_memory_that_forked_processes_share_counts_once(hostile: Hostile) -> None:
    program = """
import os, time
block = bytearray(100 << 20)
for _ in range(6): os.fork() or (time.sleep(1), os._exit(0))
time.sleep(1)
"""
    outcome = hostile.run(program, limits=Limits(wall_seconds=20, memory_bytes=300 << 20))
    assert (outcome.exit_code, outcome.limit) == (0, None)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_prints_without_end(hostile: Hostile, stream: str) -> None:
    outcome = hostile.run(
        f"import sys\nwhile True: sys.{stream}.write('x' * 65536)", limits=Limits(wall_seconds=20, output_bytes=1 << 20)
    )
    assert outcome.limit == "output"
    assert len(getattr(outcome, stream)) == 1 << 20


KILL = """
import os, signal, time
CALLER, BYSTANDER = {caller}, {bystander}
for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    try:
        os.kill({target}, number)
    except OSError:
        pass
print("alive", flush=True)
"""


TARGETS = ["os.getppid()", "-1", "CALLER", "-CALLER", "BYSTANDER", "1"]


@pytest.mark.parametrize("target", TARGETS)
def test_kills_what_is_not_its_own(hostile: Hostile, bystander: subprocess.Popen[bytes], target: str) -> None:
    outcome = hostile.run(KILL.format(caller=os.getpid(), bystander=bystander.pid, target=target))
    assert outcome.exit_code == 0
    assert outcome.stdout == b"alive\n"


@pytest.mark.parametrize("target", TARGETS)
def test_kills_nothing_on_a_kernel_that_does_not_keep_signals_in(
    hostile_on_old_kernel: Hostile, bystander: subprocess.Popen[bytes], target: str
) -> None:
    program = KILL.format(caller=os.getpid(), bystander=bystander.pid, target=target)
    outcome = hostile_on_old_kernel.run(program + "\nos.kill(0, 9)")
    assert "signal scope" not in outcome.isolation.features
    assert (outcome.stdout, outcome.signal) == (b"alive\n", signal.SIGKILL)


@pytest.mark.parametrize("ending", ["os._exit(0)", "time.sleep(60)"])
def test_leaves_nothing_behind_on_a_kernel_that_does_not_keep_signals_in(
    hostile_on_old_kernel: Hostile, ending: str
) -> None:
    program = f"""
import os, time
if os.fork() == 0:
    while True:
        if os.fork(): os._exit(0)
{ending}
"""
    outcome = hostile_on_old_kernel.run(program, limits=Limits(wall_seconds=1))
    # On a busy machine the chain leaves its dead behind faster than they are collected, and they count.
    assert outcome.limit in (None, "wall time", "processes")
    assert hostile_on_old_kernel.survivors() == []


def test_ends_its_own_process_group(hostile: Hostile) -> None:
    outcome = hostile.run("import os, signal; os.kill(0, signal.SIGKILL)")
    assert (outcome.exit_code, outcome.signal, outcome.limit) == (None, signal.SIGKILL, None)


def test_ends_its_own_children(hostile: Hostile) -> None:
    program = "import os, time\np = os.fork()\nif not p: time.sleep(60)\nos.kill(p, 15)\nprint(os.waitpid(p, 0)[1])"
    assert hostile.run(program).stdout == b"15\n"


@pytest.mark.parametrize("ends", [True, False])
def test_leaves_daemons_behind(hostile: Hostile, ends: bool) -> None:
    program = f"""
import os, signal, sys, time
def daemon():
    for n in range(1, 32):
        if n not in (9, 17, 19): signal.signal(n, signal.SIG_IGN)
    if os.fork(): os._exit(0)
    os.setsid()
    if os.fork(): os._exit(0)
    os.closerange(0, 3)
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)", {hostile.token!r}])
for _ in range(3):
    if os.fork() == 0: daemon()
time.sleep({0.3 if ends else 60})
"""
    outcome = hostile.run(program, limits=Limits(wall_seconds=1))
    assert outcome.limit == (None if ends else "wall time")
    assert hostile.survivors() == []


def test_everything_ends_with_the_caller(hostile: Hostile, tmp_path: Path) -> None:
    caller = f"""
import sys
from pathlib import Path
from stackproof.sandbox import run
run([sys.executable, "-c", "import time; print(1); time.sleep(60)", {hostile.token!r}],
    scratch=Path({str(hostile.scratch)!r}), environment={{}}, _modes=({hostile.mode!r},))
"""
    with subprocess.Popen([sys.executable, "-c", caller], env=os.environ | {"TMPDIR": str(tmp_path)}) as process:
        _wait_until(lambda: len(hostile.survivors()) == 2)  # the caller itself, and the program
        process.kill()
    _wait_until(lambda: hostile.survivors() == [])


def _wait_until(condition: object) -> None:
    deadline = time.monotonic() + 10
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    "call",
    [
        "libc.unshare(0x10000000)",
        "libc.mount(None, b'/', None, 0x44000, None)",
        "libc.ptrace(16, os.getppid(), 0, 0)",
        "libc.chroot(b'.')",
        "libc.syscall(272, 0x10000000) if os.uname().machine == 'x86_64' else -1",
        "libc.syscall(425, 8, 0)",
        "libc.syscall(250, 0, -3, 0)",
        "libc.syscall(319, b'x', 0)",
        "libc.syscall(56, 0x10000011, 0, 0, 0, 0)",
        "libc.keyctl(0)",
    ],
)
def test_asks_the_kernel_for_what_it_may_not_have(hostile: Hostile, call: str) -> None:
    if "syscall(" in call and os.uname().machine != "x86_64":
        pytest.skip("numbers of x86_64")
    program = f"import ctypes, os\nlibc = ctypes.CDLL(None)\ntry: print({call})\nexcept AttributeError: print(-1)"
    assert hostile.run(program).stdout == b"-1\n"


def test_the_other_system_call_table_ends_the_program(hostile: Hostile) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("x32 is a table of x86_64")
    outcome = hostile.run("import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39); print('alive')")
    assert (outcome.signal, outcome.stdout) == (signal.SIGSYS, b"")


def test_has_no_rights_and_cannot_get_any(hostile: Hostile) -> None:
    program = """
import os
print(0 in os.getresuid())
try: os.setuid(0)
except OSError: print("refused")
"""
    assert hostile.run(program).stdout == b"False\nrefused\n"


def test_the_priority_of_the_callers_processes_stays(hostile: Hostile, bystander: subprocess.Popen[bytes]) -> None:
    pid = bystander.pid
    program = f"""
import os, resource
for attempt in (
    lambda: os.setpriority(os.PRIO_PROCESS, {pid}, 19), lambda: os.setpriority(os.PRIO_USER, 0, 19),
    lambda: os.sched_setaffinity({pid}, [0]), lambda: resource.prlimit({pid}, resource.RLIMIT_CPU, (0, 0)),
):
    try: attempt()
    except OSError: pass
"""
    before = os.sched_getaffinity(bystander.pid)
    assert hostile.run(program).ok
    assert os.getpriority(os.PRIO_PROCESS, bystander.pid) == os.getpriority(os.PRIO_PROCESS, 0)
    assert os.sched_getaffinity(bystander.pid) == before


def test_the_caller_is_left_as_it_was(hostile: Hostile) -> None:
    subreaper = ctypes.c_int(0)
    descriptors = set(os.listdir("/proc/self/fd"))
    hostile.run("pass")
    assert ctypes.CDLL(None).prctl(37, ctypes.byref(subreaper)) == 0
    assert subreaper.value == 0
    assert len(os.listdir("/proc/self/fd")) == len(descriptors)
