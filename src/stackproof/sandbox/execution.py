"""Run a foreign program in the strongest sandbox that this machine offers."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import StackproofError
from stackproof.sandbox.model import Isolation, Limits, Mode, Mount, Outcome, SandboxUnavailable
from stackproof.sandbox.session import Session
from stackproof.sandbox.specification import ModeRefusedError, Request, specification

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DEFAULT_LIMITS = Limits()
_STRONG: tuple[Mode, ...] = ("namespaces", "landlock")


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
    request = Request(argv, scratch, mounts, environment, limits, working_directory)
    reasons: list[str] = []
    for mode in (*_modes, "weak") if allow_weak else _modes:
        refusal = _refusals.get(mode)
        if refusal is None:
            try:
                with _begin(mode, request, reasons) as begun:
                    return begun.finish(stdin)
            except ModeRefusedError as error:
                offered = str(error) if error.certain else _try_mode(mode)
                if isinstance(offered, Isolation):
                    raise StackproofError(f"the sandbox could not be set up: {error}") from None
                refusal = _refusals.setdefault(mode, offered)
        reasons.append(f"{mode}: {refusal}")
    raise SandboxUnavailable(tuple(reasons))


def start(
    argv: Sequence[str],
    *,
    scratch: Path,
    mounts: Sequence[Mount] = (),
    environment: Mapping[str, str],
    limits: Limits = _DEFAULT_LIMITS,
    working_directory: Path | None = None,
    waiting_seconds: float,
    allow_weak: bool = False,
    _modes: tuple[Mode, ...] = _STRONG,
) -> Session:
    """Start `argv` like `run`, and leave it waiting for its standard input; the caller closes the session.

    All isolation is in force from the start, and nothing is shown to the program later but what is put into `scratch`.
    The limits of wall and CPU time count anew from `Session.finish`, for which alone the outcome gives them; before it
    the program may wait for `waiting_seconds` ("waiting time" is then the limit that ended it) and use as much CPU time
    again. All other limits hold throughout.

    Raises:
        SandboxUnavailable, InputError, StackproofError: as `run`; what keeps the program itself from starting is told
        by `Session.finish`.
    """
    request = Request(argv, scratch, mounts, environment, limits, working_directory, waiting_seconds)
    reasons: list[str] = []
    for mode in (*_modes, "weak") if allow_weak else _modes:
        offered: Isolation | str = _refusals.get(mode) or _try_mode(mode)
        if isinstance(offered, Isolation):
            return _begin(mode, request, reasons)
        reasons.append(f"{mode}: {offered}")
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
            with _begin(mode, Request(None, Path(folder)), []) as begun:
                return begun.finish().isolation
        except ModeRefusedError as error:
            return str(error)


def _begin(mode: Mode, request: Request, refused: list[str]) -> Session:
    resources = contextlib.ExitStack()
    try:
        spec = resources.enter_context(specification(mode, request))
        return Session(spec, request.limits, refused, resources)
    except BaseException:
        resources.close()
        raise
