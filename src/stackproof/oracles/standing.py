"""Oracles whose tables stay loaded for many projects; each answer comes from a process that ends with it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_SERVER = Path(__file__).with_name("serving.py")


class Copy:
    """One request under way in a copy of an oracle's process.

    Args:
        link: on which the copy's end is told; closing it ends the copy.
    """

    def __init__(self, link: socket.socket) -> None:
        self._link = link

    def wait(self, seconds: float) -> int | None:
        """The copy's exit code, negative for a signal; None when the oracle's process died before it could tell.

        Raises:
            TimeoutError: it has not ended within `seconds`.
        """
        self._link.settimeout(max(0.001, seconds))
        with contextlib.suppress(ConnectionError):
            if said := self._link.recv(16):
                return int(said)
        return None

    def end(self) -> None:
        """Ends the copy, if it has not ended."""
        self._link.close()


class Standing:
    """Processes of oracles, for any number of threads; started when they are first asked, or before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._servers: dict[Path, _Server] = {}
        self._closed = False

    def prepare(self, module: Path) -> None:
        """Starts the oracle of a module, so that its rules are loaded when it is asked."""
        with self._lock, contextlib.suppress(OSError):
            if not self._closed and module not in self._servers and hasattr(os, "pidfd_open"):
                self._servers[module] = _Server(module)

    def ask(self, module: Path, streams: tuple[IO[bytes], IO[bytes], IO[bytes]]) -> Copy | None:
        """Asks the oracle of a module, see `serving`, with what is to be standard input, output and error of the copy.

        None when its process cannot be started or has died; the next call starts it again.
        """
        ours, theirs = socket.socketpair()
        try:
            with self._lock:
                if self._closed:
                    raise OSError("closed")
                server = self._servers.get(module)
                if server is None:
                    server = self._servers[module] = _Server(module)
                try:
                    server.ask([*(stream.fileno() for stream in streams), theirs.fileno()])
                except OSError:
                    del self._servers[module]
                    server.close()
                    raise
        except OSError:
            ours.close()
            return None
        finally:
            theirs.close()
        return Copy(ours)

    def close(self) -> None:
        """Ends all of them; copies at work end when nobody waits for them."""
        with self._lock:
            self._closed = True
            servers = list(self._servers.values())
            self._servers.clear()
        for server in servers:
            server.close()

    def __enter__(self) -> Standing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server:
    def __init__(self, module: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="stackproof-oracle-")
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_SERVER), str(theirs.fileno()), str(module)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # As for an oracle that is started for one project: nothing of the project or of the user is near.
                cwd=self._folder.name,
                env={"PATH": os.defpath, "HOME": self._folder.name, "LANG": "C.UTF-8"},
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    def ask(self, descriptors: list[int]) -> None:
        """Raises OSError when the process has died."""
        socket.send_fds(self._requests, [b"."], descriptors)

    def close(self) -> None:
        self._requests.close()
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()
