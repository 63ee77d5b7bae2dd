"""The parent of the foreign program: sets the isolation up, adopts orphans, ends the whole tree.

In namespace mode it is process 1 of a PID namespace: when it ends, the kernel kills all that is left. Elsewhere it is a
subreaper, so no process of the tree can leave it, and it sits in a Landlock domain of its own, out of which `kill(-1)`
reaches exactly that tree. The program cannot signal it in either mode.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from typing import Any

from stackproof.sandbox.child import kernel, landlock, program, root, wire
from stackproof.sandbox.child.watch import descendants, is_alive

_REAP_SECONDS = 0.1
_GIVE_UP_SECONDS = 10.0


def start(spec: dict[str, Any]) -> tuple[int, int, int]:
    """Start a guardian; returns its process id, the pipe that ends it when closed, and the pipe with its messages.

    Messages: ("failed", step, errno or None, text), ("ready", features that could not be had), ("exit", wait status).
    """
    control_read, control_write = os.pipe()
    messages_read, messages_write = os.pipe()
    if spec["mode"] == "namespaces":
        pid = _start_in_namespaces(spec, control_read, messages_read, messages_write, control_write)
    else:
        pid = os.fork()
        if pid == 0:
            _guard(spec, control_read, messages_write, (control_write, messages_read))
    os.close(control_read)
    os.close(messages_write)
    return pid, control_write, messages_read


def _start_in_namespaces(
    spec: dict[str, Any], control: int, messages_read: int, messages: int, control_write: int
) -> int:
    """A process in between makes the namespaces, so that the supervisor stays outside, and leaves its child to it."""
    announce_read, announce = os.pipe()
    between = os.fork()
    if between == 0:
        try:
            spec["owners"] = _owner_namespace(spec)
            _make_namespaces(spec)
            pid = os.fork()
            if pid == 0:
                os.close(announce)
                _guard(spec, control, messages, (control_write, messages_read, announce_read))
            wire.send(announce, pid)
        except OSError as error:
            wire.send(messages, ("failed", "namespaces", error.errno, str(error)))
        os._exit(0)
    os.close(announce)
    pid = wire.receive(announce_read)
    os.close(announce_read)
    os.waitpid(between, 0)
    return pid if pid is not None else -1


def _make_namespaces(spec: dict[str, Any]) -> None:
    flags = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
    if spec["privileged"]:
        kernel.unshare(flags)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(flags | kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _owner_namespace(spec: dict[str, Any]) -> int | None:
    """As root: a user namespace in which the owner of the first overlay's files is the program's user."""
    source = next((source for source, _, mode in spec["binds"] if mode == "overlay"), None)
    if source is None or not spec["privileged"]:
        return None
    made_read, made = os.pipe()
    done_read, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(done)
        kernel.unshare(kernel.CLONE_NEWUSER)
        os.write(made, b".")
        os.read(done_read, 1)
        os._exit(0)
    os.close(made)
    os.read(made_read, 1)
    owner = os.stat(source)
    try:
        for name, outside, inside in (("uid_map", owner.st_uid, spec["uid"]), ("gid_map", owner.st_gid, spec["gid"])):
            with open(f"/proc/{pid}/{name}", "w", encoding="ascii") as file:
                file.write(f"{outside} {inside} 1")
        return os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    finally:
        for descriptor in (done, done_read, made_read):
            os.close(descriptor)
        os.waitpid(pid, 0)


def _overlays(spec: dict[str, Any]) -> root.Overlays:
    options = "" if spec["privileged"] else ",userxattr"
    return root.Overlays(spec["work"], (spec["uid"], spec["gid"]), options, spec["owners"])


def _guard(spec: dict[str, Any], control: int, messages: int, foreign: tuple[int, ...]) -> None:
    """Never returns."""
    step = "guardian"
    try:
        for descriptor in foreign:
            os.close(descriptor)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        missing: list[str] = []
        if spec["mode"] == "namespaces":
            step = "private root"
            kernel.set_host_name(b"sandbox")
            missing = root.build(
                spec["scratch"], spec["binds"], spec["links"], overlays=_overlays(spec), home=spec["env"]["HOME"],
                uid=spec["uid"], gid=spec["gid"],
            )  # fmt: skip
        else:
            step = "process tree"
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
            if "signal scope" in spec["features"]:
                kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
                landlock.scope_signals()
        step = "program"
        failures_read, failures = os.pipe()
        pid = os.fork()
        if pid == 0:
            program.enter(spec, failures)
        os.close(failures)
        forget_standard_streams()
        failure = wire.receive(failures_read)
        if failure is not None:
            wire.send(messages, ("failed", *failure))
        else:
            wire.send(messages, ("ready", missing))
            _attend(pid, control, messages)
    except OSError as error:
        wire.send(messages, ("failed", step, error.errno, str(error)))
    if spec["mode"] != "namespaces":
        _end_tree(spec)
    os._exit(0)


def forget_standard_streams() -> None:
    """The streams end when the program's tree ends, not when we do."""
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _attend(program_pid: int, control: int, messages: int) -> None:
    """Reap until the supervisor closes `control`, and tell it when the program itself has ended."""
    handle = os.pidfd_open(program_pid)
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(handle, select.POLLIN)
    while True:
        ready = [descriptor for descriptor, _ in poll.poll(int(_REAP_SECONDS * 1000))]
        if control in ready:
            return
        if handle in ready:
            _, status = os.waitpid(program_pid, 0)
            poll.unregister(handle)
            wire.send(messages, ("exit", status))
        if handle not in ready:
            _reap(program_pid)


def _reap(program_pid: int) -> None:
    """Collect ended orphans, but leave the program's own status for the one who waits for it."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid == program_pid:
            return
        os.waitpid(ended.si_pid, 0)


def _end_tree(spec: dict[str, Any]) -> None:
    """Kill until no process of the tree is left."""
    if not spec["privileged"] and "signal scope" not in spec["features"]:
        _kill_one_by_one()
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    while time.monotonic() < deadline:
        _kill_all(spec)
        pause = 0.001
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                if pause > 0.05:
                    break
                time.sleep(pause)
                pause *= 2


def _kill_all(spec: dict[str, Any]) -> None:
    if spec["privileged"]:
        # No other process has this uid, and the kernel goes through all of them in one step that no fork escapes.
        killer = os.fork()
        if killer == 0:
            os.setresuid(spec["uid"], spec["uid"], spec["uid"])
            _kill_every_reachable()
            os._exit(0)
        os.waitpid(killer, 0)
    elif "signal scope" in spec["features"]:
        _kill_every_reachable()


def _kill_one_by_one() -> None:
    """Kill a tree that may fork faster than we look.

    Nobody is waited for meanwhile: the dead then count towards the limit of processes, so the forking comes to its end.
    """
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    own = os.getpid()
    while (living := [pid for pid in descendants(own) if is_alive(pid)]) and time.monotonic() < deadline:
        for pid in living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _kill_every_reachable() -> None:
    try:
        os.kill(-1, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
