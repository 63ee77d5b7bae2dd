"""A program in the sandbox between its start and its end: it may wait, warmed up, until it is given its work."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.sandbox import removal
from stackproof.sandbox.exchange import Exchange
from stackproof.sandbox.model import Isolation, Limits, Outcome
from stackproof.sandbox.specification import ModeRefusedError

if TYPE_CHECKING:
    import contextlib
    from types import TracebackType

# Not permitted (namespaces, mounts in them), no more namespaces allowed, no such system call.
_REFUSALS_OF_THE_KERNEL = (errno.EPERM, errno.EACCES, errno.ENOSPC, errno.ENOSYS)


class Session:
    """One run that was started, see `stackproof.sandbox.start`. For one thread at a time.

    Args:
        spec: what the child is told.
        limits: what the run may use.
        refused: why better modes were not taken, in words.
        resources: what is to be given back when the session is closed.
    """

    def __init__(
        self, spec: dict[str, Any], limits: Limits, refused: list[str], resources: contextlib.ExitStack
    ) -> None:
        self._spec = spec
        self._limits = limits
        self._refused = refused
        self._resources = resources
        self._waits = spec["waiting_seconds"] is not None
        self._exchange = Exchange(spec, limits.output_bytes)
        resources.callback(self._exchange.close)

    @property
    def scratch(self) -> Path:
        """The folder that the program may change."""
        return Path(self._spec["scratch"])

    def read_line(self, seconds: float) -> bytes | None:
        """The first line that the program prints, taken out of its output; None when it ends or `seconds` pass first.

        Nothing else can have printed it than the program that was started, as long as that was given nothing foreign.
        """
        return self._exchange.read_line(seconds)

    def has_ended(self) -> bool:
        """Whether the program is known to have ended, be it by a limit."""
        return self._exchange.has_ended()

    def hand_over(self, folder: Path) -> None:
        """Give what was put into the scratch folder after the start to the user of the run.

        The program that waits there must be one that does not touch it.

        Raises:
            OSError: it cannot be given away.
        """
        if self._spec["privileged"]:
            removal.give_away(os.fspath(folder), self._spec["uid"], self._spec["gid"])

    def finish(self, stdin: bytes = b"") -> Outcome:
        """Give the program its standard input and wait until its whole tree is gone. The limits of time count from now.

        Raises:
            InputError: the program could not be started (not found, not executable).
            StackproofError: a fault in the sandbox itself.
        """
        answer = self._exchange.finish(stdin, self._limits.wall_seconds, begin=self._waits)
        if answer["failure"] is not None:
            _raise_failure(self._spec, answer["failure"])
        limit = self._exchange.limit or answer["limit"]
        status = None if limit is not None else answer["status"]
        code = None if status is None else os.waitstatus_to_exitcode(status)
        return Outcome(
            exit_code=code if code is not None and code >= 0 else None,
            signal=-code if code is not None and code < 0 else None,
            stdout=bytes(self._exchange.stdout),
            stderr=bytes(self._exchange.stderr),
            seconds=answer["seconds"],
            cpu_seconds=answer["cpu_seconds"],
            limit=limit,
            isolation=_isolation(self._spec, answer["features"], [*self._refused, *answer["missing"]]),
        )

    def stop(self) -> None:
        """End the program's tree; any thread may ask for it, and whoever waits in `finish` gets an outcome soon."""
        self._exchange.stop()

    def close(self) -> None:
        """End what is left of the run, and give back what it needed; the scratch folder stays."""
        self._resources.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _raise_failure(spec: dict[str, Any], failure: tuple[str, int | None, str]) -> None:
    step, number, text = failure
    reason = os.strerror(number) if number is not None else text
    if step == "exec" and number in (errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR, errno.E2BIG):
        hint = None if shutil.which(spec["argv"][0]) else "Install it, or name it by its whole path"
        raise InputError(f"{spec['argv'][0]} cannot be run in the sandbox: {reason}", hint=hint)
    if step == "working directory":
        raise InputError(f"the working directory cannot be entered in the sandbox: {reason}", file=spec["cwd"])
    raise ModeRefusedError(f"{step}: {text}", certain=step == "kernel" or number in _REFUSALS_OF_THE_KERNEL)


def _isolation(spec: dict[str, Any], features: list[str], missing: list[str]) -> Isolation:
    mode = spec["mode"]
    strong = mode in ("namespaces", "landlock")
    return Isolation(
        mode=mode,
        files=strong,
        network=strong or "seccomp" in features,
        processes=strong,
        memory=True,
        overlays=mode == "namespaces",
        features=tuple(features),
        missing=tuple(missing),
    )
