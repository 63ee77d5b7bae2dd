"""Runs oracles beside our own work: started early, read late, ended at their time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from stackproof.oracles.model import Oracle, OracleResult

if TYPE_CHECKING:
    from collections.abc import Sequence

Choice = Literal["none", "default", "all"]
_MAX_OUTPUT = 64 * 1024 * 1024
_MEMORY_BYTES = 6 * 1024**3


def chosen(choice: Choice) -> list[Oracle]:
    """The oracles that a choice of the command line asks for."""
    if choice == "none":
        return []
    from stackproof.oracles import cfn_lint, cloudformation_validate

    every = [cloudformation_validate.ORACLE, cfn_lint.ORACLE]
    return every if choice == "all" else [oracle for oracle in every if oracle.default]


class Running:
    """One oracle at work on template files; `finish` waits for it and reads its answer."""

    def __init__(self, oracle: Oracle, templates: Sequence[Path], timeout: float) -> None:
        self._oracle = oracle
        self._templates = list(templates)
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        if find_spec(oracle.module) is None:
            return
        # Files, not pipes: a child that prints a lot must not wait for us while we do our own work.
        self._stdout = tempfile.TemporaryFile()  # noqa: SIM115 - read in finish
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - read in finish
        self._folder = tempfile.TemporaryDirectory(prefix="stackproof-oracle-")
        self._process = subprocess.Popen(
            oracle.command(self._templates),
            stdin=subprocess.DEVNULL,
            stdout=self._stdout,
            stderr=self._stderr,
            # An empty folder: no configuration file of the project under assessment is picked up.
            cwd=self._folder.name,
            env={"PATH": os.defpath, "HOME": self._folder.name, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        _limit(self._process.pid, timeout)

    def finish(self) -> OracleResult:
        """The oracle's answer, or why there is none."""
        oracle = self._oracle
        if self._process is None:
            return OracleResult(oracle.name, "missing", reason=f"it is not installed; {oracle.install}")
        try:
            code = self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            reason = f"it took longer than {self._timeout:g} s"
            return OracleResult(oracle.name, "timeout", reason=reason)
        finally:
            self._end()
        try:
            version, found = oracle.read(code, self._text(self._stdout), self._text(self._stderr), self._templates)
        except (ValueError, KeyError, TypeError) as error:
            return OracleResult(oracle.name, "failed", reason=str(error))
        finally:
            self._stdout.close()
            self._stderr.close()
        return OracleResult(oracle.name, "finished", version, diagnostics=tuple(found))

    def abandon(self) -> None:
        """Ends the oracle without an answer."""
        if self._process is not None:
            self._end()
            self._stdout.close()
            self._stderr.close()

    def _end(self) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._folder.cleanup()

    @staticmethod
    def _text(file: IO[bytes]) -> bytes:
        file.seek(0)
        return file.read(_MAX_OUTPUT)


def _limit(pid: int, timeout: float) -> None:
    """Bounds the memory and processor time of an oracle where the system can (Linux)."""
    import resource

    prlimit = getattr(resource, "prlimit", None)
    if prlimit is None:
        return
    try:
        prlimit(pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        seconds = int(timeout) + 1
        prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
    except (ProcessLookupError, PermissionError):
        return  # It has ended already, or the system does not let us: the wall-clock limit still holds.


def start(oracles: Sequence[Oracle], templates: Sequence[Path], timeout: float) -> list[Running]:
    """Starts every oracle on the templates; `timeout` is in seconds of wall time for each."""
    if not templates:
        return []
    return [Running(oracle, [path.absolute() for path in templates], timeout) for oracle in oracles]
