"""What the child of one run is told: identity, files, limits; and the private folders that the run needs."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError, StackproofError
from stackproof.sandbox import identity, removal, toolchain
from stackproof.sandbox.model import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.sandbox.model import Mode, Mount


NEWEST_LANDLOCK = 1 << 16
"""The Landlock version up to which a run uses what the kernel offers."""


class ModeRefusedError(StackproofError):
    """This machine does not offer the mode.

    Args:
        reason: why, in words.
        certain: whether it is the machine that refuses, rather than what was asked of it.
    """

    def __init__(self, reason: str, *, certain: bool) -> None:
        super().__init__(reason)
        self.certain = certain


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be run, see `stackproof.sandbox.run`.

    Attributes:
        argv: None sets the isolation up and runs nothing.
        waiting_seconds: how long the program may wait for its input before the limits of time count; None: they count
            from its start.
    """

    argv: Sequence[str] | None
    scratch: Path
    mounts: Sequence[Mount] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    working_directory: Path | None = None
    waiting_seconds: float | None = None


@contextlib.contextmanager
def specification(mode: Mode, request: Request) -> Iterator[dict[str, Any]]:
    """What the child is told, with the private folders of the run, which are removed afterwards."""
    if sys.platform != "linux":
        raise ModeRefusedError("it needs Linux", certain=True)
    scratch_path = os.path.realpath(request.scratch)
    binds, links = _binds(mode, request.mounts)
    user = identity.choose()
    work = ""
    try:
        work = os.path.realpath(tempfile.mkdtemp(prefix="stackproof-run-"))
        home, temporary, root_temporary = f"{work}/home", f"{work}/tmp", f"{work}/root-tmp"
        for folder in (home, temporary, root_temporary):
            os.mkdir(folder, 0o700)
        binds += [(path, path, "rw") for path in (scratch_path, home, temporary)]
        if mode == "namespaces":
            binds.append((root_temporary, "/tmp", "rw"))
            _make_mount_points(root_temporary, binds)
        binds.sort(key=lambda bind: bind[1].count("/"))
        if user.privileged:
            os.chmod(work, 0o711)  # noqa: S103 - to be passed through
            removal.give_away(work, user.uid, user.gid, keep_root=True)
            try:
                removal.give_away(scratch_path, user.uid, user.gid)
            except OSError as error:  # an earlier program left folders deeper than a path can be
                raise InputError(f"the scratch folder cannot be used: {error.strerror}", file=scratch_path) from None
        yield {
            "mode": mode,
            "argv": None if request.argv is None else [os.fspath(argument) for argument in request.argv],
            "env": toolchain.environment(home, temporary) | dict(request.environment),
            "cwd": os.fspath(request.working_directory or scratch_path),
            "scratch": scratch_path,
            "work": work,
            "binds": binds,
            "links": links,
            "limits": asdict(request.limits),
            "waiting_seconds": request.waiting_seconds,
            "newest_landlock": NEWEST_LANDLOCK,
            "uid": user.uid,
            "gid": user.gid,
            "privileged": user.privileged,
            "same_user": mode != "namespaces" and not user.privileged,
            "reads_through": user.privileged and mode != "namespaces" and identity.may_read_past_permissions(),
        }
    finally:
        try:
            if work:
                removal.remove_tree(Path(work))
        finally:
            identity.release(user)


def _binds(mode: Mode, mounts: Sequence[Mount]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """(source, target, mode) of all that is shown read-only or on request, and (path, target) of symbolic links."""
    binds: dict[str, tuple[str, str]] = {}
    links: list[tuple[str, str]] = []
    for real, path in toolchain.paths():
        if real != path and os.path.islink(path):
            links.append((path, real))
        else:
            binds[path] = (real, "ro")
    for mount in mounts:
        source = os.path.realpath(mount.source)
        target = os.path.normpath(mount.target or mount.source)
        if not os.path.exists(source):
            raise InputError("what the program is to be shown does not exist", file=str(mount.source))
        if mode != "namespaces" and (mount.mode == "overlay" or target not in (source, os.path.normpath(mount.source))):
            raise StackproofError(f"{target}: overlays and other targets need namespaces; see Isolation.overlays")
        binds[target] = (source, mount.mode)
        binds.setdefault(source, (source, "ro" if mount.mode == "overlay" else mount.mode))
    return [(source, target, access) for target, (source, access) in binds.items()], links


def _make_mount_points(temporary: str, binds: list[tuple[str, str, str]]) -> None:
    """What is shown below /tmp needs a place in the private folder that becomes /tmp."""
    for source, target, _ in binds:
        if not target.startswith("/tmp/"):
            continue
        place = temporary + target.removeprefix("/tmp")
        if os.path.isdir(source):
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            Path(place).touch()
