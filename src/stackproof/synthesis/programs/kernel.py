"""Starts jsii's kernel as one node process.

jsii for Python starts two: one that passes messages on, and the kernel, which it gives a socket as descriptor 3. Every
call of a construct goes through both, and the kernel looks for the next message with pauses in between. Here Python
holds the other end of that socket itself, and the kernel waits for it. What the kernel prints goes to the standard
streams of the program, as it does with the process in front.
"""
# ruff: noqa: PTH118, PTH120, PTH123
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import fcntl
import os
import socket
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHANNEL = 3
_MARK = "readFD:3,writeFD:3"
"""The kernel that reads and writes descriptor 3."""
_ABOVE = 10


def connect_directly() -> None:
    """Changes how jsii starts its kernel, where it is the jsii that this was written for.

    Raises:
        ImportError: jsii is not installed.
    """
    from jsii._kernel.providers import process as module

    node: Any = module._NodeProcess
    start = node.start
    if not all(hasattr(node, name) for name in ("_jsii_runtime", "handshake", "stop")):
        return

    def start_one(self: Any) -> None:  # noqa: ANN401 - an object of jsii's
        front = self._jsii_runtime()
        kernel = os.path.join(os.path.dirname(os.path.dirname(front)), "lib", "program.js")
        if "JSII_RUNTIME" in os.environ or _is_open(_CHANNEL) or not _speaks_on_channel(kernel):
            start(self)
            return
        _start(self, kernel)
        self.handshake()

    node.start = start_one


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _speaks_on_channel(kernel: str) -> bool:
    try:
        with open(kernel, encoding="utf-8") as file:
            return _MARK in file.read()
    except (OSError, ValueError):
        return False


def _start(process: Any, kernel: str) -> None:  # noqa: ANN401 - an object of jsii's
    import platform
    import threading

    # Out of the way of the number that the kernel's end has to have.
    ours, theirs = (_moved(end) for end in socket.socketpair())
    os.dup2(theirs, _CHANNEL)
    os.close(theirs)
    try:
        started: Any = subprocess.Popen(
            [os.environ.get("JSII_NODE", "node"), "--max-old-space-size=4069", "--preserve-symlinks", kernel],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "JSII_AGENT": f"Python/{platform.python_version()}"},
            pass_fds=(_CHANNEL,),
        )
    finally:
        os.close(_CHANNEL)
    with socket.socket(fileno=ours) as channel:
        started.stdin, started.stdout = channel.makefile("wb"), channel.makefile("rb")
    started.stderr = open(os.devnull, "rb")  # noqa: SIM115 - jsii closes it
    process._process = started
    process.sink_thread = threading.Thread()  # There is nothing for it to do.


def _moved(end: socket.socket) -> int:
    with end:
        return fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _ABOVE)
