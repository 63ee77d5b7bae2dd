from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.sandbox import Limits, Mount, SandboxUnavailable, execution, probe, run
from stackproof.sandbox.child import landlock, seccomp
from tests.sandbox.hostile_program import Hostile, Waiting

SOURCES = Path(execution.__file__).parents[2]


def test_gives_the_program_its_input_and_returns_its_output(hostile: Hostile) -> None:
    outcome = hostile.run(
        "import sys; d = sys.stdin.read(); print(len(d)); sys.stderr.write(d[:3]); sys.exit(7)", stdin=b"x" * 200_000
    )
    assert (outcome.exit_code, outcome.signal, outcome.limit) == (7, None, None)
    assert (outcome.stdout, outcome.stderr, outcome.ok) == (b"200000\n", b"xxx", False)


def test_reports_the_signal_that_ended_the_program(hostile: Hostile) -> None:
    outcome = hostile.run("import os; os.abort()")
    assert (outcome.exit_code, outcome.signal, outcome.limit) == (None, 6, None)


def test_counts_the_time_of_all_processes(hostile: Hostile) -> None:
    program = "import os, time\nif os.fork() == 0:\n while time.process_time() < 0.3: pass\nelse: os.wait()"
    outcome = hostile.run(program)
    # A waiting program may begin before the supervisor has read what it used until then.
    assert (0.2 if isinstance(hostile, Waiting) else 0.3) <= outcome.cpu_seconds < 1
    assert 0.3 <= outcome.seconds < 5


def test_works_in_the_scratch_folder_or_where_it_is_told(hostile: Hostile) -> None:
    (hostile.scratch / "sub").mkdir()
    assert hostile.run("import os; print(os.getcwd())").stdout.decode().strip() == str(hostile.scratch)
    below = hostile.run("import os; print(os.getcwd())", working_directory=hostile.scratch / "sub")
    assert below.stdout.decode().strip() == str(hostile.scratch / "sub")


@pytest.mark.parametrize(
    ("program", "reason"), [("no-such-program", "No such file"), ("/etc/shadow", ""), ("./data", "")]
)
def test_a_program_that_cannot_be_started_is_named(hostile: Hostile, program: str, reason: str) -> None:
    (hostile.scratch / "data").write_text("x")
    with pytest.raises(InputError, match=f"{program} cannot be run in the sandbox: {reason}"):
        run([program], scratch=hostile.scratch, environment={}, _modes=(hostile.mode,))


def test_works_with_files_as_programs_do(hostile: Hostile) -> None:
    program = """
import os, shutil, tempfile
os.makedirs("a/b"); os.mkdir("c")
open("a/b/file", "w").write("x")
os.rename("a/b/file", "c/file"); os.rename("a/b", "c/b")
shutil.copy2("c/file", "copied"); shutil.copytree("c", "tree"); os.symlink("c", "link"); os.link("copied", "hard")
os.truncate("hard", 0)
with tempfile.NamedTemporaryFile() as file: file.write(open("/dev/urandom", "rb").read(9))
shutil.rmtree("c")
open("/dev/null", "w").write("x")
print(sorted(os.listdir(".")), os.path.getsize("copied"))
"""
    outcome = hostile.run(program)
    assert outcome.stdout == b"['a', 'copied', 'hard', 'link', 'tree'] 0\n", outcome


def test_a_second_program_may_go_on_with_what_the_first_left(hostile: Hostile) -> None:
    deep = "import os\nfor _ in range(1200): os.mkdir('d'); os.chdir('d')"
    assert hostile.run(deep).ok
    assert hostile.run("import os; os.rmdir('d/' * 1200); open('d/x', 'w')").ok


def test_a_mount_that_does_not_exist_is_named(hostile: Hostile, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none: what the program is to be shown does not exist"):
        hostile.run("pass", mounts=[Mount(tmp_path / "none")])


def test_a_folder_can_be_shown_under_another_path(tmp_path: Path) -> None:
    if not probe().overlays:
        pytest.skip("needs namespaces")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "file").write_text("x")
    outcome = run(
        [sys.executable, "-c", "print(open('/srv/data/file').read())"], scratch=tmp_path / "scratch", environment={},
        mounts=[Mount(tmp_path / "data", Path("/srv/data"))],
    )  # fmt: skip
    assert outcome.stdout == b"x\n"


def test_says_what_was_in_force(hostile: Hostile) -> None:
    isolation = hostile.run("pass").isolation
    assert (isolation.mode, isolation.files, isolation.network, isolation.strong) == (hostile.mode, True, True, True)
    assert "seccomp" in isolation.features
    assert isolation.overlays == (hostile.mode == "namespaces")


def test_the_probe_says_what_a_run_uses(tmp_path: Path) -> None:
    outcome = run([sys.executable, "-c", "pass"], scratch=tmp_path, environment={})
    assert outcome.isolation == probe()


@pytest.fixture
def without_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "_refusals", {"namespaces": "not offered", "landlock": "switched off"})


@pytest.mark.usefixtures("without_sandbox")
def test_is_not_run_without_isolation(tmp_path: Path) -> None:
    with pytest.raises(SandboxUnavailable) as caught:
        run([sys.executable, "-c", "open('ran', 'w')"], scratch=tmp_path, environment={})
    assert caught.value.reasons == ("namespaces: not offered", "landlock: switched off")
    assert "--allow-weak-sandbox" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_sandbox")
def test_runs_without_isolation_when_that_is_allowed_and_says_so(tmp_path: Path) -> None:
    outcome = run([sys.executable, "-c", "print(1)"], scratch=tmp_path, environment={}, allow_weak=True)
    assert (outcome.ok, outcome.stdout) == (True, b"1\n")
    assert (outcome.isolation.mode, outcome.isolation.strong) == ("weak", False)
    assert outcome.isolation.missing[:2] == ("namespaces: not offered", "landlock: switched off")


@pytest.mark.usefixtures("without_sandbox")
def test_keeps_the_limits_without_isolation(tmp_path: Path) -> None:
    limits = replace(Limits(), wall_seconds=0.3)
    outcome = run(
        [sys.executable, "-c", "import time; time.sleep(9)"],
        scratch=tmp_path,
        environment={},
        limits=limits,
        allow_weak=True,
    )
    assert outcome.limit == "wall time"


def test_takes_the_next_mode_where_the_kernel_refuses_namespaces(hostile: Hostile) -> None:
    program = f"""
import os, sys, tempfile
from pathlib import Path
sys.path.insert(0, {str(SOURCES)!r})
from stackproof.sandbox import SandboxUnavailable, run
python = os.path.realpath(sys.executable)
try:
    inner = run([python, "-c", "print(1)"], scratch=Path(tempfile.mkdtemp()), environment={{}})
    print(inner.ok, inner.stdout, inner.isolation.mode, *inner.isolation.missing, sep="|")
except SandboxUnavailable as error:
    print(*error.reasons, sep="|")
"""
    outcome = hostile.run(program, mounts=[Mount(SOURCES)])  # a sandbox in a sandbox
    expected = "True|b'1\\n'|landlock|namespaces: namespaces: [Errno 1] unshare: Operation not permitted"
    if hostile.mode == "landlock":  # shows no process, so there is nothing to keep limits by
        reason = "kernel: /proc cannot be read, so limits cannot be kept"
        expected = f"namespaces: {reason}|landlock: {reason}"
    assert outcome.stdout.decode().strip() == expected, outcome


def test_adds_little_to_the_time_of_a_program(hostile: Hostile) -> None:
    hostile.run("pass")
    times = []
    for _ in range(5):
        started = time.perf_counter()
        hostile.run("pass")
        times.append(time.perf_counter() - started)
    assert min(times) < 0.15


def test_the_filter_of_each_architecture_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = {}
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr("stackproof.sandbox.child.kernel.MACHINE", machine)
        rules = seccomp.base_rules() + seccomp.shared_system_rules()
        for index, (code, if_true, if_false, _) in enumerate(rules):
            if code & 7 == 5:  # a jump: it ends inside the filter
                assert index + 1 + max(if_true, if_false) <= len(rules)
        lengths[machine] = len(seccomp.encode(rules)) // 8
    assert lengths["aarch64"] < lengths["x86_64"] < 4096


def test_landlock_rights_hold_no_devices() -> None:
    made = {
        name: bool(landlock.READ_WRITE & 1 << bit)
        for name, bit in {"character": 6, "block": 11, "folder": 7, "fifo": 10}.items()
    }
    assert made == {"character": False, "block": False, "folder": True, "fifo": True}
