"""Workers of a few lines: each is born empty, used once, replaced, and survives nothing that it should not."""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stackproof import sandbox
from stackproof.errors import StackproofError
from stackproof.sandbox import Limits, Outcome, SandboxUnavailable, execution
from stackproof.synthesis.workers import worker as module
from stackproof.synthesis.workers.pool import Pool, ready_worker
from stackproof.synthesis.workers.worker import Recipe, Worker

PROGRAMS = Path(module.__file__).parents[1] / "programs"

# Runs the project's own file in its process, as the drivers of the engines do.
DRIVER = """
import os, sys
if os.environ.get("FATE"): exec(os.environ["FATE"])
sys.path.insert(0, os.environ["PROGRAMS"])
from running import await_job
born = sorted(os.listdir(sys.argv[1])), os.listdir(sys.argv[1] + "/project"), os.listdir(os.environ["HOME"])
job = await_job()
os.chdir(job["project"])
sys.path.insert(0, job["project"])
exec(open("program.py").read())
sys.stdout.flush()
os._exit(0)
"""


@dataclass
class Kind:
    """A kind of worker, and what becomes of those that are started, in their order."""

    recipe: Recipe
    fates: Iterator[str] = field(default_factory=lambda: itertools.repeat(""))
    started: list[Path] = field(default_factory=list)


@pytest.fixture
def kind(tmp_path: Path) -> Kind:
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER)

    def environment(work: Path) -> Mapping[str, str]:
        made.started.append(work)
        return {"PROGRAMS": str(PROGRAMS), "FATE": next(made.fates)}

    made = Kind(Recipe(driver, (), environment, timeout=10))
    return made


def project(folder: Path, program: str, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "program.py").write_text(program)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def work(worker: Worker, root: Path) -> Outcome:
    worker.copy(root, lambda _: False)
    return worker.work(json.dumps({"project": str(worker.project)}).encode())


def run(kind: Kind, pool: Pool | None, root: Path) -> Outcome:
    with ready_worker(kind.recipe, pool) as worker:
        return work(worker, root)


def test_a_worker_is_born_with_nothing_in_its_folders(kind: Kind, tmp_path: Path) -> None:
    with Pool(1) as pool:
        pool.expect(kind.recipe)
        outcome = run(kind, pool, project(tmp_path / "p", "print(born, os.listdir('.'))"))
    assert outcome.stdout == b"(['project'], [], []) ['program.py']\n"


def test_each_is_used_once_and_no_more_are_started_than_are_wanted(kind: Kind, tmp_path: Path) -> None:
    root = project(tmp_path / "p", "print(sys.argv[1])")
    with Pool(2) as pool:
        pool.expect(kind.recipe, 4)
        assert len(kind.started) == 2
        seen = [run(kind, pool, root).stdout.decode().strip() for _ in range(4)]
    assert seen == [str(folder) for folder in kind.started]
    assert len(set(seen)) == 4
    assert not any(folder.exists() for folder in kind.started)


def test_a_replacement_is_started_before_the_project_is_done(kind: Kind, tmp_path: Path) -> None:
    with Pool(1) as pool:
        pool.expect(kind.recipe, 2)
        with ready_worker(kind.recipe, pool):
            assert len(kind.started) == 2


def test_a_pool_that_does_not_know_what_comes_keeps_one_ready(kind: Kind) -> None:
    with Pool(1) as pool:
        pool.stay_ready(True)
        pool.expect(kind.recipe)
        for count in (2, 3):
            with ready_worker(kind.recipe, pool):
                assert len(kind.started) == count
        pool.stay_ready(False)
        with ready_worker(kind.recipe, pool):
            assert len(kind.started) == 3


def test_one_that_dies_while_it_waits_is_replaced(kind: Kind, tmp_path: Path) -> None:
    kind.fates = itertools.chain(["os._exit(3)", "os.kill(0, 9)"], itertools.repeat(""))
    with Pool(2) as pool:
        pool.expect(kind.recipe, 2)
        root = project(tmp_path / "p", "print('done')")
        assert [run(kind, pool, root).stdout for _ in range(2)] == [b"done\n"] * 2
    assert len(kind.started) == 4


def test_one_that_dies_after_it_got_ready_gets_no_work(kind: Kind, tmp_path: Path) -> None:
    late = "import threading; threading.Timer(0.3, os._exit, (3,)).start()"
    kind.fates = itertools.chain([late], itertools.repeat(""))
    with Pool(1) as pool:
        pool.expect(kind.recipe)
        (waiting,) = pool._waiting[kind.recipe]
        deadline = time.monotonic() + 20
        while not waiting._session.has_ended():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert run(kind, pool, project(tmp_path / "p", "print('done')")).stdout == b"done\n"
    assert len(kind.started) == 2


def test_one_that_has_waited_for_too_long_gets_no_work(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pool(1) as pool:
        pool.expect(kind.recipe)
        (old,) = pool._waiting[kind.recipe]
        monkeypatch.setattr(old, "_born", old._born - 1700)
        assert run(kind, pool, project(tmp_path / "p", "print(sys.argv[1])")).stdout.decode().strip() != str(old.folder)
    assert len(kind.started) == 2


def test_where_none_waits_one_is_started(kind: Kind, tmp_path: Path) -> None:
    root = project(tmp_path / "p", "print('done')")
    with Pool(0) as empty:
        for pool in (None, empty):
            assert run(kind, pool, root).stdout == b"done\n"
    assert len(kind.started) == 2


def test_a_worker_that_never_gets_ready_is_a_fault_of_ours_and_said_to_be(kind: Kind) -> None:
    kind.fates = itertools.repeat("sys.exit('no framework')")
    with Pool(1) as pool:
        pool.expect(kind.recipe)
        with pytest.raises(StackproofError, match=r"did not get ready \(exit code 1, signal None\): no framework"):
            run(kind, pool, Path())


def test_without_a_sandbox_nobody_works(kind: Kind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(execution, "_refusals", {"namespaces": "no", "landlock": "no"})
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    root = project(tmp_path / "p", "print('done')")
    with Pool(2) as pool:
        pool.expect(kind.recipe, 2)
        with pytest.raises(SandboxUnavailable):
            run(kind, pool, root)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("stackproof")] == []


THREADS = "import threading, time\nfor _ in '123': threading.Thread(target=time.sleep, args=(60,)).start()"
CHILDREN = "import time\nfor _ in '123':\n if os.fork() == 0: os.setsid(); time.sleep(60)"
BOMB = "if os.fork() == 0:\n while True:\n  try: os.fork()\n  except OSError: pass"
BIG_FILE = "f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 24)); f.flush()"
MANY_FILES = "import itertools\nfor number in itertools.count(): open(f'f{number}', 'w')"
DEEDS = {
    "kills its process group": ("os.kill(0, 9)", (None, 9, None)),
    "kills itself": ("os.kill(os.getpid(), 15)", (None, 15, None)),
    "kills whatever it can": ("for number in (15, 9): os.kill(-1, number)", None),
    "leaves threads": (THREADS, (0, None, None)),
    "leaves children": (CHILDREN, (0, None, None)),
    "leaves a bomb": (BOMB, None),
    "fills its disk": (BIG_FILE, (None, None, "disk space")),
    "fills it with files": (MANY_FILES, (None, None, "disk space")),
    "closes everything": ("os.closerange(0, 100)\nos._exit(7)", (7, None, None)),
    "never ends": ("import time\ntime.sleep(60)", (None, None, "wall time")),
    "prints without end": ("while True: print('x' * 65536)", (None, None, "output")),
    "takes rights away": ("os.mkdir('d'); os.mkdir('d/d'); os.chmod('d', 0); os.chmod('.', 0)", (0, None, None)),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_pool_survives_a_program_that(
    deed: str, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "Limits", functools.partial(Limits, disk_bytes=64 << 20, disk_entries=2_000))
    program, ending = DEEDS[deed]
    kind.recipe = Recipe(kind.recipe.driver, (), kind.recipe.environment, timeout=2 if "ends" in deed else 20)
    with Pool(1) as pool:
        pool.expect(kind.recipe, 2)
        outcome = run(kind, pool, project(tmp_path / "bad", program))
        assert ending in (None, (outcome.exit_code, outcome.signal, outcome.limit))
        good = run(kind, pool, project(tmp_path / "good", "print(born, os.listdir('.'))"))
    assert good.stdout == b"(['project'], [], []) ['program.py']\n"
    assert len(kind.started) == 2
    assert not any(folder.exists() for folder in kind.started)


LEAVE = """
import builtins, lib
builtins.left = lib.who
os.environ["LEFT"] = "mine"
sys.path.append("/left")
for folder in (sys.argv[1], ".", os.environ["HOME"], os.environ["TMPDIR"], "/tmp", "/dev/shm", os.environ["PROGRAMS"],
               os.path.dirname(sys.executable), os.path.dirname(os.__file__)):
    try: open(folder + "/left", "w").write("x"); print("wrote", folder)
    except OSError: pass
"""

FIND = """
import builtins
found = [hasattr(builtins, "left"), "LEFT" in os.environ, "/left" in sys.path]
for top in (os.path.dirname(sys.argv[1]), os.environ["HOME"], os.environ["TMPDIR"], "/tmp", "/dev/shm",
            os.environ["PROGRAMS"], os.path.dirname(sys.executable), os.path.dirname(os.__file__)):
    for folder, _, files in os.walk(top):
        found += [folder for name in files if name == "left"]
        if folder.count("/") > 4: break
try: import lib; found.append(lib.__file__)
except ImportError: pass
print(found)
"""


def test_no_project_finds_what_another_left(kind: Kind, tmp_path: Path) -> None:
    with Pool(2) as pool:
        pool.expect(kind.recipe, 2)
        # Both are born before either works, and the second works while the first still stands.
        with ready_worker(kind.recipe, pool) as first, ready_worker(kind.recipe, pool) as second:
            left = work(first, project(tmp_path / "one", LEAVE, lib="who = 'first'"))
            found = work(second, project(tmp_path / "other", FIND))
    assert (left.exit_code, b"wrote " + os.fsencode(first.folder) in left.stdout) == (0, True), left
    assert (found.stdout, found.stderr) == (b"[False, False, False]\n", b"")


def test_the_environment_of_the_caller_and_of_the_pool_is_not_seen(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    outcome = run(kind, None, project(tmp_path / "p", "print('AWS_SECRET_ACCESS_KEY' in os.environ)"))
    assert outcome.stdout == b"False\n"


def test_closing_the_pool_ends_what_waits_and_what_works(kind: Kind, tmp_path: Path) -> None:
    outcomes: list[Outcome] = []
    begun = project(tmp_path / "p", "print('begun', flush=True)\nimport time; time.sleep(60)")
    started = time.monotonic()
    with Pool(2) as pool:
        pool.expect(kind.recipe, 3)
        with ready_worker(kind.recipe, pool) as worker:
            thread = threading.Thread(target=lambda: outcomes.append(work(worker, begun)))
            thread.start()
            while not (worker.project / "program.py").exists():
                time.sleep(0.01)
            pool.close()
            thread.join()
    assert outcomes[0].exit_code is None
    assert time.monotonic() - started < 9
    assert not any(folder.exists() for folder in kind.started)


def test_after_closing_a_worker_does_no_work(kind: Kind, tmp_path: Path) -> None:
    pool = Pool(1)
    pool.close()
    pool.expect(kind.recipe)
    assert kind.started == []
    with contextlib.suppress(StackproofError):
        assert run(kind, pool, project(tmp_path / "p", "print('done')")).stdout == b""


def test_threads_share_a_pool(kind: Kind, tmp_path: Path) -> None:
    roots = [project(tmp_path / f"p{number}", f"print({number})") for number in range(8)]
    outputs: dict[int, bytes] = {}
    with Pool(2) as pool:
        pool.expect(kind.recipe, 8)
        threads = [
            threading.Thread(target=lambda n=number: outputs.setdefault(n, run(kind, pool, roots[n]).stdout))
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outputs == {number: f"{number}\n".encode() for number in range(8)}
    assert len(kind.started) == 8


def test_in_either_strong_mode(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "p", "print(os.listdir('.')); open('written', 'w')")
    modes = []
    for mode in ("namespaces", "landlock"):
        monkeypatch.setattr(module, "start", functools.partial(sandbox.start, _modes=(mode,)))
        with contextlib.suppress(SandboxUnavailable), Pool(1) as pool:
            pool.expect(kind.recipe)
            outcome = run(kind, pool, root)
            assert outcome.stdout == b"['program.py']\n"
            modes.append(outcome.isolation.mode)
    assert modes
