from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackproof.errors import StackproofError
from stackproof.sandbox import Limits, Mount
from stackproof.sandbox.toolchain import paths
from tests.sandbox.hostile_program import Hostile

TRY_TO_READ = """
import os, sys
for path in {paths!r}:
    for attempt in (lambda: open(path, "rb").read(), lambda: os.listdir(path)):
        try:
            attempt()
        except OSError:
            continue
        print(path)
"""


def state(path: Path) -> tuple[int, ...]:
    """All that a program might have changed; reading changes the time of access."""
    status = path.stat()
    return (status.st_mode, status.st_uid, status.st_gid, status.st_nlink, status.st_mtime_ns, status.st_ctime_ns)


def mount_points(folder: Path | str, *shown: Path) -> set[str]:
    """What an empty private root holds in `folder` on the way to what is shown."""
    known = [Path(path) for path in ("/tmp", *(path for _, path in paths()))] + list(shown)
    return {path.relative_to(folder).parts[0] for path in known if path.is_relative_to(folder) and path != Path(folder)}


def reads(hostile: Hostile, *candidates: Path | str) -> list[str]:
    outcome = hostile.run(TRY_TO_READ.format(paths=[str(path) for path in candidates]))
    assert outcome.ok, outcome.stderr
    return outcome.stdout.decode().splitlines()


def test_reads_neither_home_nor_secrets_nor_neighbours(hostile: Hostile, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    assert reads(hostile, secret, "/etc/shadow", "/etc/machine-id", "/var/log", "/sys/class", "/dev/mem", "/run") == []


@pytest.mark.parametrize("folder", [Path.home(), "/home", "/", "..", "/var", "/opt"])
def test_lists_no_folder_beyond_what_is_shown(hostile: Hostile, folder: Path | str) -> None:
    place = Path(os.path.normpath(hostile.scratch / folder))
    outcome = hostile.run(f"import os\ntry: print(*os.listdir({str(place)!r}), sep='\\n')\nexcept OSError: pass")
    skeleton = mount_points(place, hostile.scratch)
    if place == Path("/"):
        skeleton |= {"dev", "proc", "etc", "tmp"}
    assert set(outcome.stdout.decode().split()) <= skeleton


def test_reads_no_process_of_the_caller(hostile: Hostile) -> None:
    own = os.getpid()
    places = [
        f"/proc/{own}/{name}" for name in ("cmdline", "environ", "maps", "status", "cwd", "root/etc/shadow", "fd")
    ]
    assert reads(hostile, *places) == []


def test_reads_the_toolchain(hostile: Hostile) -> None:
    folders = [path for _, path in paths() if Path(path).is_dir()]
    assert set(reads(hostile, *folders)) == set(folders)


def test_sees_nothing_of_the_callers_environment(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    outcome = hostile.run("import os; print(*sorted(os.environ))", environment={"SUFFIX": "demo"})
    assert set(outcome.stdout.decode().split()) - {"LD_LIBRARY_PATH", "LC_CTYPE"} == {
        "HOME", "LANG", "LOGNAME", "PATH", "SUFFIX", "TMPDIR", "USER",
    }  # fmt: skip


def test_home_and_temporary_folder_are_private_and_empty(hostile: Hostile) -> None:
    program = """
import os
for name in ("HOME", "TMPDIR"):
    folder = os.environ[name]
    print(os.listdir(folder))
    open(folder + "/x", "w").write("x")
"""
    for _ in range(2):
        outcome = hostile.run(program)
        assert (outcome.ok, outcome.stdout) == (True, b"[]\n[]\n"), outcome


WRITE_OUTSIDE = """
import os, shutil, sys
target, folder = {target!r}, {folder!r}
attempts = [
    lambda: open(target, "w"), lambda: open(target, "a"), lambda: os.truncate(target, 0), lambda: os.unlink(target),
    lambda: os.rename(target, target + "2"), lambda: os.rename(target, "stolen"), lambda: os.link(target, "linked"),
    lambda: os.mkdir(folder + "/new"), lambda: os.symlink("x", folder + "/link"), lambda: os.mkfifo(folder + "/fifo"),
    lambda: os.rmdir(folder), lambda: shutil.rmtree(folder), lambda: os.chmod(target, 0), lambda: os.chown(target, 1,
    1), lambda: os.utime(target, (1, 1)), lambda: os.setxattr(target, "user.x", b"x"),
    lambda: os.close(os.open(target, os.O_RDONLY | os.O_TRUNC)),
]
for attempt in attempts:
    try:
        attempt()
    except OSError:
        pass
"""


def test_writes_nothing_outside_the_scratch_folder(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "caller"
    folder.mkdir()
    victim = folder / "file"
    victim.write_text("kept")
    victim.chmod(0o666)
    folder.chmod(0o777)
    before = (state(victim), state(folder), os.listdir(tmp_path))
    hostile.run(WRITE_OUTSIDE.format(target=str(victim), folder=str(folder)))
    assert victim.read_text() == "kept"
    assert (state(victim), state(folder), os.listdir(tmp_path)) == before


def test_changes_nothing_of_a_read_only_mount(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "shown"
    folder.mkdir()
    victim = folder / "file"
    victim.write_text("kept")
    victim.chmod(0o666)
    folder.chmod(0o777)
    before = state(victim)
    program = f"print(open({str(victim)!r}).read())" + WRITE_OUTSIDE.format(target=str(victim), folder=str(folder))
    outcome = hostile.run(program, mounts=[Mount(folder)])
    assert outcome.stdout == b"kept\n"
    assert victim.read_text() == "kept"
    assert state(victim) == before
    assert os.listdir(folder) == ["file"]


def test_a_writable_mount_is_written_through(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    outcome = hostile.run(f"open({str(folder / 'made')!r}, 'w').write('x')", mounts=[Mount(folder, mode="rw")])
    assert outcome.ok, outcome.stderr
    assert (folder / "made").read_text() == "x"


def test_what_changes_in_an_overlay_vanishes(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_text("old")
    program = f"""
import os
os.chdir({str(folder)!r} + "/deep")
open("file", "w").write("new")
os.mkdir("more")
print(open("file").read())
"""
    if hostile.mode == "landlock":
        with pytest.raises(StackproofError, match="overlays and other targets need namespaces"):
            hostile.run(program, mounts=[Mount(folder, mode="overlay")])
        return
    outcome = hostile.run(program, mounts=[Mount(folder, mode="overlay")])
    assert (outcome.ok, outcome.stdout) == (True, b"new\n"), outcome
    assert (folder / "deep" / "file").read_text() == "old"
    assert os.listdir(folder / "deep") == ["file"]


def test_fills_the_disk_with_many_files(hostile: Hostile) -> None:
    program = "i = 0\nwhile True:\n open(f'f{i}', 'wb').write(bytes(1 << 20)); i += 1"
    assert hostile.run(program, limits=Limits(wall_seconds=20, disk_bytes=64 << 20)).limit == "disk space"


def test_fills_the_disk_with_empty_files(hostile: Hostile) -> None:
    program = "import os\ni = 0\nwhile True:\n os.close(os.open(f'f{i}', os.O_CREAT)); i += 1"
    assert hostile.run(program, limits=Limits(wall_seconds=20, disk_entries=2000)).limit == "disk space"


def test_leaves_more_on_the_disk_than_it_may_and_ends_at_once(hostile: Hostile) -> None:
    program = "open('f', 'wb').write(bytes(8 << 20))"
    assert hostile.run(program, limits=Limits(wall_seconds=20, disk_bytes=4 << 20)).limit == "disk space"


@pytest.mark.parametrize("reaction", ["SIG_IGN", "SIG_DFL"])
def test_writes_a_file_that_is_too_large(hostile: Hostile, reaction: str) -> None:
    program = f"""
import signal
signal.signal(signal.SIGXFSZ, signal.{reaction})
file = open("huge", "wb")
while True: file.write(bytes(1 << 20))
"""
    assert hostile.run(program, limits=Limits(wall_seconds=20, file_bytes=4 << 20)).limit == "file size"
    assert (hostile.scratch / "huge").stat().st_size == 4 << 20


def test_digs_folders_deeper_than_a_path_can_be(hostile: Hostile) -> None:
    program = "import os\nfor i in range(3000): os.mkdir('d' * 100); os.chdir('d' * 100)"
    assert hostile.run(program).limit == "disk space"


def test_opens_more_files_than_it_may(hostile: Hostile) -> None:
    program = "import os\ntry:\n while True: last = os.open('/dev/null', 0)\nexcept OSError as e: print(last, e.errno)"
    assert hostile.run(program, limits=Limits(wall_seconds=20, open_files=64)).stdout == b"63 24\n"
