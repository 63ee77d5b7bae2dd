"""The last steps before the foreign program: every right is given up, then it takes this process over."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from typing import Any

from stackproof.sandbox.child import kernel, landlock, seccomp, wire

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
# What language runtimes ask of the machine; nothing in them is about a process or a person.
_MACHINE_FILES = ("/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/filesystems", "/proc/sys/vm/overcommit_memory")


def enter(spec: dict[str, Any], failures: int) -> None:
    """Become the program; never returns. A step that fails is written to the descriptor `failures`."""
    step = "session"
    try:
        os.setsid()
        os.closerange(3, failures)
        os.closerange(failures + 1, 1 << 20)
        os.umask(0o022)
        step = "limits"
        _set_limits(spec["limits"])
        step = "identity"
        _drop_identity(spec)
        for ignored in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
            signal.signal(ignored, signal.SIG_DFL)
        step = "working directory"
        os.chdir(spec["cwd"])
        step = "no new privileges"
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if "landlock" in spec["features"]:
            step = "Landlock"
            landlock.restrict_files(file_rules(spec), spec["landlock_version"])
        if "seccomp" in spec["features"]:
            step = "seccomp"
            seccomp.install(_system_call_rules(spec))
        if spec["argv"] is None:
            os._exit(0)
        step = "exec"
        os.execvpe(spec["argv"][0], spec["argv"], spec["env"])  # noqa: S606 - this is the purpose of the module
    except BaseException as error:  # noqa: BLE001 - reported to the guardian, whatever it is
        number = error.errno if isinstance(error, OSError) else None
        wire.send(failures, (step, number, str(error)))
    os._exit(127)


def file_rules(spec: dict[str, Any]) -> list[tuple[str, int]]:
    """The Landlock rules for the files that the program may use."""
    rules = [(path, landlock.DEVICE) for path in _DEVICES]
    if spec["mode"] == "namespaces":  # the private root holds nothing else
        rules += [("/", landlock.READ), ("/dev/shm", landlock.READ_WRITE)]
        return rules + [(target, landlock.READ_WRITE) for _, target, mode in spec["binds"] if mode != "ro"]
    rules += [(path, landlock.READ) for path in _MACHINE_FILES]
    return rules + [
        (source, landlock.READ if mode == "ro" else landlock.READ_WRITE) for source, _, mode in spec["binds"]
    ]


def _system_call_rules(spec: dict[str, Any]) -> list[seccomp.Instruction]:
    rules = seccomp.base_rules()
    if spec["mode"] != "namespaces":
        rules += seccomp.shared_system_rules()
        if spec["same_user"] and "signal scope" not in spec["features"]:
            rules += seccomp.unscoped_signal_rules()
    return rules


def _set_limits(limits: dict[str, int]) -> None:
    processor = limits["cpu_seconds"]
    for kind, soft, hard in (
        # The supervisor counts the time of the whole tree; this is for one process that outruns it.
        (resource.RLIMIT_CPU, processor + 1, processor + 2),
        (resource.RLIMIT_NPROC, limits["processes"], limits["processes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_NICE, 0, 0),
        (resource.RLIMIT_RTPRIO, 0, 0),
    ):
        _, most = resource.getrlimit(kind)
        if most == resource.RLIM_INFINITY:
            resource.setrlimit(kind, (soft, hard))
        else:
            resource.setrlimit(kind, (min(soft, most), min(hard, most)))


def _drop_identity(spec: dict[str, Any]) -> None:
    kept = 0
    if spec["privileged"]:
        os.setgroups([])
        os.setresgid(spec["gid"], spec["gid"], spec["gid"])
        if spec["reads_through"]:
            # Without a private root the toolchain may lie behind a folder that only root may enter. The right to read
            # past permissions is kept for that; Landlock, which it does not lift, says what can be read at all.
            kept = 1 << kernel.CAP_DAC_READ_SEARCH
            kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
            with contextlib.suppress(OSError):  # so that access(2) asks with that right as well, if we may say so
                kernel.prctl(kernel.PR_SET_SECUREBITS, kernel.SECBIT_NO_SETUID_FIXUP)
        os.setresuid(spec["uid"], spec["uid"], spec["uid"])
    if spec["privileged"] or spec["mode"] == "namespaces":
        kernel.set_capabilities(kept)
    if kept:
        kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_RAISE, kernel.CAP_DAC_READ_SEARCH)
