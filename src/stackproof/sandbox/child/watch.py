"""What a process tree uses, read from /proc, and what a folder holds."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_KIBIBYTE = 1024
_LONGEST_PATH = 4000


class Usage(NamedTuple):
    """Of a whole tree at one moment."""

    tasks: int
    """Processes and their threads."""
    resident_bytes: int
    """Anonymous and shared memory; pages that several processes share are counted for each."""
    cpu_seconds: float
    """Of the living, and of the dead that were waited for by the living."""


class DiskUsage(NamedTuple):
    """Of a folder at one moment."""

    bytes: int
    entries: int
    largest: int
    too_deep: bool
    """Whether a path in it is longer than the kernel takes."""


def descendants(pid: int) -> list[int]:
    """Every living process below `pid`, which is not among them."""
    found: list[int] = []
    pending = [pid]
    while pending:
        children = _children(pending.pop())
        found += children
        pending += children
    return found


def works() -> bool:
    """Whether /proc shows processes here; a sandbox around this one may hide it."""
    return bool(_read_or_nothing(f"/proc/{os.getpid()}/stat"))


def is_alive(pid: int) -> bool:
    """Whether the process still runs, rather than waits to be waited for."""
    state = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return bool(state) and state[0] not in (b"Z", b"X")


def usage(pid: int) -> Usage:
    """What the processes below `pid` use; `pid` adds its dead children only."""
    tasks = resident = 0
    ticks = _ticks(pid, own=False)
    for process in descendants(pid):
        status = _read(f"/proc/{process}/status")
        tasks += _field(status, b"\nThreads:")
        resident += (_field(status, b"\nRssAnon:") + _field(status, b"\nRssShmem:")) * _KIBIBYTE
        ticks += _ticks(process, own=True)
    return Usage(tasks, resident, ticks / _TICKS_PER_SECOND)


def proportional_bytes(pid: int) -> int:
    """The memory below `pid` with shared pages divided among their users: exact, slow, for when `usage` says too much.

    A process whose details are withheld counts with all that it holds.
    """
    total = 0
    for process in descendants(pid):
        try:
            rollup = _read(f"/proc/{process}/smaps_rollup")
        except PermissionError:
            rollup = b""
        if rollup:
            total += (_field(rollup, b"\nPss_Anon:") + _field(rollup, b"\nPss_Shmem:")) * _KIBIBYTE
        else:
            status = _read(f"/proc/{process}/status")
            total += (_field(status, b"\nRssAnon:") + _field(status, b"\nRssShmem:")) * _KIBIBYTE
    return total


def disk_usage(folders: list[str], *, stop_bytes: int, stop_entries: int) -> DiskUsage:
    """What `folders` hold, without following a link; ends early when either stop is passed."""
    size = entries = largest = 0
    too_deep = False
    pending = list(folders)
    while pending and size <= stop_bytes and entries <= stop_entries:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    entries += 1
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_blocks * 512
                    if stat.S_ISDIR(status.st_mode):
                        too_deep = too_deep or len(entry.path) > _LONGEST_PATH
                        if not too_deep:
                            pending.append(entry.path)
                    elif stat.S_ISREG(status.st_mode):
                        largest = max(largest, status.st_size)
        except OSError:  # it changes under our eyes, or its owner took our right to read it away
            continue
    return DiskUsage(size, entries, largest, too_deep)


def tasks_of_user(uid: int) -> int:
    """How many processes and threads run under `uid` now: RLIMIT_NPROC counts all of them."""
    count = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.stat(f"/proc/{name}").st_uid == uid:
                    count += os.stat(f"/proc/{name}/task").st_nlink - 2
            except OSError:
                continue
    return count


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += [int(child) for child in _read(f"/proc/{pid}/task/{thread}/children").split()]
    except OSError:
        return found
    return found


def _ticks(pid: int, *, own: bool) -> int:
    fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return sum(int(field) for field in fields[11 if own else 13 : 15])


def _field(text: bytes, name: bytes) -> int:
    start = text.find(name)
    return int(text[start + len(name) :].split(None, 1)[0]) if start >= 0 else 0


def _read_or_nothing(path: str) -> bytes:
    try:
        return _read(path)
    except OSError:
        return b""


def _read(path: str) -> bytes:
    """Empty when the process has ended."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, ProcessLookupError):
        return b""
    try:
        return os.read(descriptor, 1 << 16)
    except ProcessLookupError:
        return b""
    finally:
        os.close(descriptor)
