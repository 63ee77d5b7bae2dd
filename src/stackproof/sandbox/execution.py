"""Run a foreign program in the strongest sandbox that this machine offers."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError, StackproofError
from stackproof.sandbox import toolchain
from stackproof.sandbox.child import wire
from stackproof.sandbox.model import Isolation, Limits, Mode, Mount, Outcome, SandboxUnavailable
from stackproof.sandbox.specification import ModeRefusedError, specification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DEFAULT_LIMITS = Limits()
_STRONG: tuple[Mode, ...] = ("namespaces", "landlock")
_GRACE_SECONDS = 60.0
"""For the setting up and the ending, which our own child does; only a fault of ours can use it up."""
_BLOCK = 1 << 16
# Not permitted (namespaces, mounts in them), no more namespaces allowed, no such system call.
_REFUSALS_OF_THE_KERNEL = (errno.EPERM, errno.EACCES, errno.ENOSPC, errno.ENOSYS)

# The child must start fast: no site-packages, and the packages above its modules are replaced by empty ones.
_BOOT = """
import sys
from types import ModuleType
package = sys.argv[1]
for name, folder in (("stackproof", "/.."), ("stackproof.sandbox", ""), ("stackproof.sandbox.child", "/child")):
    sys.modules[name] = module = ModuleType(name)
    module.__path__ = [package + folder]
from stackproof.sandbox.child.supervisor import main
main(int(sys.argv[2]), int(sys.argv[3]))
"""


def run(
    argv: Sequence[str],
    *,
    scratch: Path,
    mounts: Sequence[Mount] = (),
    environment: Mapping[str, str],
    limits: Limits = _DEFAULT_LIMITS,
    working_directory: Path | None = None,
    stdin: bytes = b"",
    allow_weak: bool = False,
    _modes: tuple[Mode, ...] = _STRONG,
) -> Outcome:
    """Run `argv` with nothing of this machine but `scratch`, `mounts` and the toolchain; wait until its whole tree is
    gone.

    Args:
        argv: the program, looked up in PATH of its own environment unless it holds a slash, and its arguments.
        scratch: an existing folder that the program may change, see `scratch_copy`. As root it is given to another
            user.
        mounts: what else it may see.
        environment: added to a minimal one (PATH, HOME, TMPDIR, LANG, USER); nothing of the caller's own is passed on.
        limits: what it may use.
        working_directory: `scratch` when None.
        stdin: what it reads from standard input.
        allow_weak: run it even where files and network cannot be isolated; `Outcome.isolation` then says so.

    Raises:
        SandboxUnavailable: neither strong mode is offered here and `allow_weak` is not set.
        InputError: the program cannot be started (not found, not executable).
        StackproofError: a mount that this mode cannot do, or a fault in the sandbox itself.
    """
    reasons: list[str] = []
    for mode in (*_modes, "weak") if allow_weak else _modes:
        refusal = _refusals.get(mode)
        if refusal is None:
            try:
                with specification(mode, argv, scratch, mounts, environment, limits, working_directory) as spec:
                    return _execute(spec, stdin, limits, reasons)
            except ModeRefusedError as error:
                offered = str(error) if error.certain else _try_mode(mode)
                if isinstance(offered, Isolation):
                    raise StackproofError(f"the sandbox could not be set up: {error}") from None
                refusal = _refusals.setdefault(mode, offered)
        reasons.append(f"{mode}: {refusal}")
    raise SandboxUnavailable(tuple(reasons))


@functools.cache
def probe() -> Isolation:
    """What `run` would use here, found out by setting it up once without a program; cached."""
    reasons: list[str] = []
    for mode in _STRONG:
        offered = _try_mode(mode)
        if isinstance(offered, Isolation):
            return offered
        reasons.append(f"{mode}: {offered}")
    return Isolation("none", False, False, False, False, False, (), tuple(reasons))


_refusals: dict[Mode, str] = {}


@functools.cache
def _try_mode(mode: Mode) -> Isolation | str:
    """What the mode isolates here, or why it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="stackproof-") as folder:
        try:
            with specification(mode, None, Path(folder), (), {}, Limits(), None) as spec:
                return _execute(spec, b"", Limits(), []).isolation
        except ModeRefusedError as error:
            return str(error)


def _execute(spec: dict[str, Any], stdin: bytes, limits: Limits, refused: list[str]) -> Outcome:
    specification_read, specification = os.pipe()
    report, report_write = os.pipe()
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        _BOOT,
        os.path.dirname(__file__),
        str(specification_read),
        str(report_write),
    ]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
            env=toolchain.loader_environment(), pass_fds=(specification_read, report_write), start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(specification_read)
        os.close(report_write)
    exchange = _Exchange(process, specification, report, stdin, limits)
    try:
        answer = exchange.run(spec)
    finally:
        exchange.close()
    return _outcome(spec, answer, exchange, refused)


class _Exchange:
    """The caller's end of the pipes to one run."""

    def __init__(
        self, process: subprocess.Popen[bytes], specification: int, report: int, stdin: bytes, limits: Limits
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.process = process
        self.specification: int | None = specification
        self.report = report
        self.input, self.pending = process.stdin, memoryview(stdin)
        self.output = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
        self.stdout, self.stderr = self.output.values()
        self.limits = limits
        self.limit: str | None = None

    def run(self, spec: dict[str, Any]) -> dict[str, Any]:
        """Feed the program and read it until it is gone; returns the supervisor's report."""
        assert self.specification is not None
        with contextlib.suppress(BrokenPipeError):
            wire.send(self.specification, spec)
        deadline = time.monotonic() + self.limits.wall_seconds + _GRACE_SECONDS
        answer: Any = None
        with selectors.DefaultSelector() as selector:
            for descriptor in (*self.output, self.report):
                selector.register(descriptor, selectors.EVENT_READ)
            if self.pending:
                os.set_blocking(self.input.fileno(), False)
                selector.register(self.input.fileno(), selectors.EVENT_WRITE)
            else:
                self.input.close()
            open_outputs = len(self.output) + 1
            while open_outputs:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise StackproofError("the sandbox did not end within its time")
                for key, _ in ready:
                    if key.fd == self.report:
                        answer = wire.receive(self.report)
                        selector.unregister(key.fd)
                        open_outputs -= 1
                    elif key.fd in self.output:
                        if not self._read(key.fd):
                            selector.unregister(key.fd)
                            open_outputs -= 1
                    elif not self._write(key.fd):
                        selector.unregister(key.fd)
                        self.input.close()
        if answer is None:
            raise StackproofError(f"the sandbox failed: {self.stderr.decode(errors='replace')[-2000:].strip()}")
        return dict(answer)

    def _read(self, descriptor: int) -> bool:
        block = os.read(descriptor, _BLOCK)
        kept = self.output[descriptor]
        room = self.limits.output_bytes - len(kept)
        kept += block[:room]
        if len(block) > room:
            self.limit = "output"
            self.stop()
        return bool(block)

    def _write(self, descriptor: int) -> bool:
        try:
            self.pending = self.pending[os.write(descriptor, self.pending[:_BLOCK]) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False
        return bool(self.pending)

    def stop(self) -> None:
        """Have the supervisor end the tree."""
        if self.specification is not None:
            os.close(self.specification)
            self.specification = None

    def close(self) -> None:
        """End what is left, on every way out of a run."""
        self.stop()
        try:
            self.process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()  # the guardian ends the tree when the supervisor's pipe closes
            self.process.wait()
        os.close(self.report)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _outcome(spec: dict[str, Any], answer: dict[str, Any], exchange: _Exchange, refused: list[str]) -> Outcome:
    if answer["failure"] is not None:
        _raise_failure(spec, answer["failure"])
    limit = exchange.limit or answer["limit"]
    status = None if limit is not None else answer["status"]
    code = None if status is None else os.waitstatus_to_exitcode(status)
    isolation = _isolation(spec, answer["features"], [*refused, *answer["missing"]])
    return Outcome(
        exit_code=code if code is not None and code >= 0 else None,
        signal=-code if code is not None and code < 0 else None,
        stdout=bytes(exchange.stdout),
        stderr=bytes(exchange.stderr),
        seconds=answer["seconds"],
        cpu_seconds=answer["cpu_seconds"],
        limit=limit,
        isolation=isolation,
    )


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
    strong = mode in _STRONG
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
