"""Keeps an oracle's tables loaded and answers each request in a copy of its own process, which ends with the answer.

A program of its own, started with a bare interpreter: `serving.py SOCKET MODULE`. MODULE is a Python file with a
function `prepare`, which loads what takes long and returns a function that takes the paths of templates and prints the
answer. The process that has called it reads no template: it forks for each, so no request can change what the next one
is answered, and one that crashes or hangs ends alone.

A request is a message on SOCKET with four descriptors: standard input, output and error of the copy, and a socket on
which its end is told, as the number that `os.waitstatus_to_exitcode` gives. Closing that socket ends the copy. Standard
input holds a JSON object with `templates` and `limits`, pairs of a `resource` limit and its value.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import select
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Callable[[list[str]], None]

_DESCRIPTORS = 4


def main(requests: socket.socket, module: str) -> None:
    """Loads the module, and serves until the other end is closed."""
    answer = _prepared(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # The copies are nobody's to wait for.
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, 1, _DESCRIPTORS)
        if not message:
            return
        if os.fork() == 0:
            requests.close()
            _attend(answer, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _prepared(module: str) -> Answer:
    spec = importlib.util.spec_from_file_location("oracle", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    prepared: Answer = loaded.prepare()
    return prepared


def _attend(answer: Answer, descriptors: list[int]) -> None:
    """Starts the copy that answers, and tells how it ended; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, caller = descriptors
    copy = os.fork()
    if copy == 0:
        os.close(caller)
        _answer(answer, streams)
    for descriptor in streams:
        os.close(descriptor)
    handle = os.pidfd_open(copy)
    poll = select.poll()
    for descriptor in (handle, caller):
        poll.register(descriptor, select.POLLIN)
    if handle not in [descriptor for descriptor, _ in poll.poll()]:
        os.kill(copy, signal.SIGKILL)  # The caller went away.
    _, status = os.waitpid(copy, 0)
    try:
        os.write(caller, str(os.waitstatus_to_exitcode(status)).encode())
    except OSError:
        os._exit(1)
    os._exit(0)


def _answer(answer: Answer, streams: list[int]) -> None:
    """Never returns."""
    code = 1
    try:
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
            os.close(descriptor)
        with open(0, encoding="utf-8", closefd=False) as file:
            request = json.load(file)
        for kind, most in request["limits"]:
            resource.setrlimit(kind, (most, most))
        answer(request["templates"])
        sys.stdout.flush()
        code = 0
    except BaseException:  # noqa: BLE001 - as an interpreter ends with what was not caught
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
