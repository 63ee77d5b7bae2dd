"""Which of the paths that a foreign program names are files of its project, or of the repository around it."""

from __future__ import annotations

import os
from pathlib import Path

from stackproof.errors import InputError
from stackproof.project.tree import limit_of

INNER = "within"
"""The file beside a copy that tells which folder of it is the project's; empty, or not there, for the copy itself."""

_MOST = 100_000
_MAX_BYTES = 4096


def is_file(root: Path, relative: str, known: dict[str, bool]) -> bool:
    """Whether a path is that of a plain file of the project, or of one beside it in its repository (`../src/x.ts`).

    Args:
        root: the project; `relative` has to be in normal form.
        known: what was found out before, by path.
    """
    if relative not in known:
        known[relative] = len(known) < _MOST and _is_file(root, relative)
    return known[relative]


def copy_in(work: Path, root: Path) -> Path:
    """Where a program saw its project, below the folder that it worked in; what the program wrote there is checked."""
    project = work / "project"
    if not os.path.lexists(work / INNER):
        return project
    from stackproof.sandbox import read_output

    try:
        inner = read_output(work, INNER, max_bytes=_MAX_BYTES).decode("utf-8", "replace")
    except InputError:
        return project
    return project / inner if inner and root.absolute().as_posix().endswith(f"/{inner}") else project


def _is_file(root: Path, relative: str) -> bool:
    parts = relative.split("/")
    steps = next((index for index, part in enumerate(parts) if part != ".."), len(parts))
    below = parts[steps:]
    if not below or any(part in ("", ".", "..") for part in below) or "\0" in relative:
        return False
    if steps == 0:
        return _is_plain(root / relative)
    limit = Path(os.path.normpath(limit_of(root)))
    place = Path(os.path.normpath(root.absolute() / relative))
    if not place.is_relative_to(limit) or any(part.startswith(".") for part in place.relative_to(limit).parts):
        return False
    return _is_plain(place) and place.resolve().is_relative_to(limit.resolve())


def _is_plain(place: Path) -> bool:
    try:
        return place.is_file()
    except (OSError, ValueError):
        return False
