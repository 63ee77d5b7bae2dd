"""Runs oracles beside our own work: started early, read late, ended at their time limit."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from stackproof.oracles.model import Oracle, OracleResult

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from stackproof.oracles.standing import Copy, Standing
    from stackproof.project.model import Engine

Choice = Literal["none", "default", "all"]
_MAX_OUTPUT = 64 * 1024 * 1024
_MEMORY_BYTES = 6 * 1024**3


def chosen(choice: Choice, engine: Engine) -> list[Oracle]:
    """The oracles that a choice of the command line asks for of what an engine reads or makes."""
    if choice == "none":
        return []
    return [oracle for oracle in _every() if engine in oracle.engines and (choice == "all" or oracle.default)]


def may_have_reported(rule: str, names: Collection[str]) -> bool:
    """Whether an id can be one of a finding where these oracles have finished; those of no oracle are rules of ours."""
    owners = [oracle.name for oracle in _every() if re.fullmatch(oracle.ids, rule)]
    return not owners or any(name in names for name in owners)


def _every() -> list[Oracle]:
    from stackproof.oracles import cfn_lint, checkov, cloudformation_validate

    return [cloudformation_validate.ORACLE, cfn_lint.ORACLE, checkov.ORACLE]


class Running:
    """One oracle at work on template files; `finish` waits for it and reads its answer.

    Args:
        oracle: which.
        templates: absolute paths.
        timeout: seconds of wall time.
        standing: where the oracle may have its tables loaded; None: it is started for these templates.
    """

    def __init__(self, oracle: Oracle, templates: Sequence[Path], timeout: float, standing: Standing | None) -> None:
        self._oracle = oracle
        self._templates = list(templates)
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._process: _Process | Copy | None = None
        self._python = sys.executable
        self._missing = ""
        if oracle.requirements:
            self._make_environment()
        elif find_spec(oracle.module) is None:
            self._missing = f"it is not installed; {oracle.install}"
        if self._missing:
            return
        # Files, not pipes: a child that prints a lot must not wait for us while we do our own work.
        self._stdout = tempfile.TemporaryFile()  # noqa: SIM115 - read in finish
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - read in finish
        copy = self._copy(standing) if standing is not None else None
        self._process = copy or self._started()

    def _make_environment(self) -> None:
        from stackproof.errors import MissingToolchain
        from stackproof.synthesis import environments

        try:
            self._python = str(environments.find(self._oracle.requirements).python)
        except MissingToolchain as error:
            self._missing = error.message
        # Whoever waits for an installation does not wait less for the answer.
        self._deadline = time.monotonic() + self._timeout

    def _started(self) -> _Process:
        command = self._oracle.command(self._python, self._templates)
        return _Process(command, self._stdout, self._stderr, self._timeout)

    def _copy(self, standing: Standing) -> Copy | None:
        module = self._oracle.serves
        if module is None or not hasattr(os, "pidfd_open"):
            return None
        request = {"templates": [str(path) for path in self._templates], "limits": limits(self._timeout)}
        with tempfile.TemporaryFile() as stdin:
            stdin.write(json.dumps(request).encode())
            stdin.seek(0)
            return standing.ask(module, (stdin, self._stdout, self._stderr))

    def finish(self) -> OracleResult:
        """The oracle's answer, or why there is none."""
        oracle = self._oracle
        if self._process is None:
            return OracleResult(oracle.name, "missing", reason=self._missing)
        try:
            code = self._process.wait(self._deadline - time.monotonic())
            if code is None:
                # The process that all share has died, which is no fault of these templates.
                self._process.end()
                self._process = self._started()
                code = self._process.wait(self._deadline - time.monotonic())
            version, found = oracle.read(code, self._text(self._stdout), self._text(self._stderr), self._templates)
        except TimeoutError:
            reason = f"it took longer than {self._timeout:g} s"
            return OracleResult(oracle.name, "timeout", reason=reason)
        except (ValueError, KeyError, TypeError) as error:
            return OracleResult(oracle.name, "failed", reason=str(error))
        finally:
            self.abandon()
        return OracleResult(oracle.name, "finished", version, diagnostics=tuple(found))

    def abandon(self) -> None:
        """Ends the oracle without an answer."""
        if self._process is not None:
            self._process.end()
            self._stdout.close()
            self._stderr.close()

    @staticmethod
    def _text(file: IO[bytes]) -> bytes:
        file.seek(0)
        return file.read(_MAX_OUTPUT)


class _Process:
    """An oracle that was started for one project."""

    def __init__(self, command: list[str], stdout: IO[bytes], stderr: IO[bytes], timeout: float) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="stackproof-oracle-")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            # An empty folder: no configuration file of the project under assessment is picked up.
            cwd=self._folder.name,
            env={"PATH": os.defpath, "HOME": self._folder.name, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        _limit(self._process.pid, timeout)

    def wait(self, seconds: float) -> int:
        """The exit code. Raises TimeoutError."""
        try:
            return self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None

    def end(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._folder.cleanup()


def limits(timeout: float) -> list[tuple[int, int]]:
    """What an oracle may use, as pairs of a `resource` limit and its value."""
    import resource

    return [(resource.RLIMIT_AS, _MEMORY_BYTES), (resource.RLIMIT_CPU, int(timeout) + 1)]


def _limit(pid: int, timeout: float) -> None:
    """Bounds the memory and processor time of an oracle where the system can (Linux)."""
    import resource

    prlimit = getattr(resource, "prlimit", None)
    if prlimit is None:
        return
    try:
        for kind, most in limits(timeout):
            prlimit(pid, kind, (most, most))
    except (ProcessLookupError, PermissionError):
        return  # It has ended already, or the system does not let us: the wall-clock limit still holds.


def start(
    oracles: Sequence[Oracle], templates: Sequence[Path], timeout: float, standing: Standing | None = None
) -> list[Running]:
    """Starts every oracle on the templates.

    Args:
        oracles: which.
        templates: files; none, and nothing is started.
        timeout: seconds of wall time for each oracle.
        standing: see `Running`.
    """
    if not templates:
        return []
    paths = [path.absolute() for path in templates]
    return [Running(oracle, paths, timeout, standing) for oracle in oracles]
