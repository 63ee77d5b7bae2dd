"""Keeps the limits of one run and tells the caller how it ended. The process that the caller starts."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import Any

from stackproof.sandbox.child import guardian, kernel, landlock, seccomp, watch, wire

_INTERVAL_SECONDS = 0.05
_WAITING_INTERVAL_SECONDS = 0.5
# Nothing foreign runs while the program waits for its work.
_DISK_INTERVAL_SECONDS = 0.25
_DISK_SHARE = 20
"""A look at the disk may take at most one part in this many of the time."""
_END_SECONDS = 15.0
_PROCESSES_ABOVE_LIMIT = 8
# How many more processes and threads the user's other programs may start during a run.
_TASKS_OF_OTHERS = 256


def main(specification: int, report: int) -> None:
    """Read a specification, run it, write a report. Closing `specification` at the caller's end stops the run.

    A program that waits for its work is told of in the specification; one word more on that pipe, and it has begun.
    """
    spec = wire.receive(specification)
    if spec is None:
        os._exit(1)
    # The terminal's interrupt is for the caller, which then closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)  # adopts the guardian from the process that made its namespaces
    spec["landlock_version"] = min(landlock.version(), spec["newest_landlock"])
    spec["features"], lacking = features_of(spec["mode"], spec["landlock_version"])
    if not watch.works():
        wire.send(report, {"failure": ("kernel", None, "/proc cannot be read, so limits cannot be kept")})
    elif spec["mode"] == "landlock" and lacking:
        wire.send(report, {"failure": ("kernel", None, ", ".join(lacking))})
    else:
        answer = Supervision(spec, specification).run()
        wire.send(report, answer | {"features": spec["features"], "missing": answer["missing"] + lacking})
    os._exit(0)


def features_of(mode: str, offered: int) -> tuple[list[str], list[str]]:
    """The kernel features that a run in `mode` uses with Landlock version `offered`, and those it lacks, in words."""
    features = ["namespaces"] if mode == "namespaces" else []
    lacking = []
    if offered >= landlock.SUFFICIENT_VERSION or (offered and mode == "weak"):
        features.append("landlock")
    else:
        lacking.append(f"Landlock version {landlock.SUFFICIENT_VERSION} (Linux 6.2), version {offered} found")
    if seccomp.supported():
        features.append("seccomp")
    else:
        lacking.append(f"a seccomp filter for {kernel.MACHINE} on this kernel")
    if offered >= landlock.SCOPING_VERSION:
        features.append("signal scope")
    return features, lacking


class Supervision:
    """One run from the guardian's start to its end."""

    def __init__(self, spec: dict[str, Any], stop: int) -> None:
        self.limits: dict[str, Any] = spec["limits"]
        self.folders: list[str] = [spec["scratch"], spec["work"]]
        self.stop = stop
        # The kernel refuses a fork a little later than we would end the tree: a program that gives up over a refused
        # fork has then still been seen above its limit.
        refused_at = self.limits["processes"] + _PROCESSES_ABOVE_LIMIT
        if spec["same_user"]:
            # The kernel counts all that the user runs, which changes while the program runs: what the tree may have is
            # held by looking at the tree, and the kernel's own limit stands behind it.
            refused_at += watch.tasks_of_user(os.getuid()) + _TASKS_OF_OTHERS
        self.waiting: bool = spec["waiting_seconds"] is not None
        # A process that waited has used CPU time before its work, which the kernel counts with it.
        processor = self.limits["cpu_seconds"] * (2 if self.waiting else 1)
        self.spec = {**spec, "limits": {**self.limits, "processes": refused_at, "cpu_seconds": processor}}
        self.limit: str | None = None
        self.status: int | None = None
        self.failure: tuple[str, int | None, str] | None = None
        self.missing: list[str] = []
        self.disk_due = self.deadline = self.begun = self.cpu_before = 0.0

    def run(self) -> dict[str, Any]:
        """Returns what `stackproof.sandbox.execution` needs for its Outcome."""
        self.begun = time.monotonic()
        pid, control, messages = guardian.start(self.spec)
        guardian.forget_standard_streams()
        self.disk_due = self.begun + _DISK_INTERVAL_SECONDS
        self.deadline = self.begun + (self.spec["waiting_seconds"] if self.waiting else self.limits["wall_seconds"])
        self._attend(pid, messages)
        if pid > 0 and self.limit is None and self.failure is None:
            self._check_tree(pid)
            self._check_disk()
        seconds = time.monotonic() - self.begun
        os.close(control)
        cpu_seconds = max(0.0, self._await_end(pid) - self.cpu_before)
        return {
            "limit": self.limit, "status": self.status, "failure": self.failure, "missing": self.missing,
            "seconds": seconds, "cpu_seconds": cpu_seconds,
        }  # fmt: skip

    def _attend(self, pid: int, messages: int) -> None:
        poll = select.poll()
        poll.register(messages, select.POLLIN)
        poll.register(self.stop, select.POLLIN)
        while True:
            interval = _WAITING_INTERVAL_SECONDS if self.waiting else _INTERVAL_SECONDS
            pause = min(interval, max(0.0, self.deadline - time.monotonic()))
            ready = [descriptor for descriptor, _ in poll.poll(int(pause * 1000) + 1)]
            if self.stop in ready and not self._begin(pid, wire.receive(self.stop)):
                return
            if messages in ready and not self._take(wire.receive(messages)):
                return
            if not ready:
                self._check_tree(pid)
            now = time.monotonic()
            if now >= self.disk_due and self.limit is None:
                self._check_disk()
            if now >= self.deadline and self.limit is None:
                self.limit = "waiting time" if self.waiting else "wall time"
            if self.limit is not None:
                return

    def _begin(self, pid: int, word: Any) -> bool:  # noqa: ANN401 - a marshalled value
        """The waiting program is given its work: its time counts from now. False when the caller went away instead."""
        if word is None:
            return False
        self.waiting = False
        self.cpu_before = watch.usage(pid).cpu_seconds
        self.begun = time.monotonic()
        self.deadline = self.begun + self.limits["wall_seconds"]
        return True

    def _take(self, message: Any) -> bool:  # noqa: ANN401 - a marshalled tuple
        """Whether the run goes on."""
        if message is None:
            self.failure = self.failure or ("guardian", None, "it ended without a word")
            return False
        kind, *rest = message
        if kind == "ready":
            self.missing = rest[0]
            return True
        if kind == "failed":
            self.failure = (rest[0], rest[1], rest[2])
        else:
            self.status = rest[0]
        return False

    def _check_tree(self, pid: int) -> None:
        used = watch.usage(pid)
        limits = self.limits
        if used.resident_bytes > limits["memory_bytes"] and watch.proportional_bytes(pid) > limits["memory_bytes"]:
            self.limit = "memory"
        elif used.tasks >= limits["processes"]:
            self.limit = "processes"
        elif used.cpu_seconds - self.cpu_before >= limits["cpu_seconds"] or self._was_killed_by(signal.SIGXCPU):
            self.limit = "CPU time"

    def _was_killed_by(self, number: int) -> bool:
        return self.status is not None and os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == number

    def _check_disk(self) -> None:
        started = time.monotonic()
        limits = self.limits
        used = watch.disk_usage(self.folders, stop_bytes=limits["disk_bytes"], stop_entries=limits["disk_entries"])
        if used.largest >= limits["file_bytes"] or self._was_killed_by(signal.SIGXFSZ):
            self.limit = "file size"
        elif used.bytes > limits["disk_bytes"] or used.entries > limits["disk_entries"] or used.too_deep:
            self.limit = "disk space"
        ended = time.monotonic()
        self.disk_due = ended + max(_DISK_INTERVAL_SECONDS, _DISK_SHARE * (ended - started))

    def _await_end(self, pid: int) -> float:
        """CPU seconds of the whole tree, once nothing of it is left."""
        if pid < 0:
            return 0.0
        if self.spec["mode"] == "namespaces":
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + _END_SECONDS
        pause = 0.0005
        while True:
            ended, _, used = os.wait4(pid, os.WNOHANG)
            if ended == pid:
                return used.ru_utime + used.ru_stime
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                deadline += _END_SECONDS
            time.sleep(pause)
            pause = min(0.02, pause * 2)
