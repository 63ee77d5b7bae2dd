"""Finds the projects that a path holds."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stackproof.errors import InputError
from stackproof.project.engines.registry import Found, detectors
from stackproof.project.listing import Listing
from stackproof.project.programs import LANGUAGES

if TYPE_CHECKING:
    from stackproof.project.model import Project

MARKDOWN = frozenset({".md", ".markdown"})


class Discovery(NamedTuple):
    """The projects at a path in a stable order, and what looked like a project but cannot be read."""

    projects: list[Project]
    skipped: list[InputError]


def discover(path: Path, *, within: Path | None = None) -> Discovery:
    """The projects at a path: the only one for a file, all of them for a folder.

    Markdown answers are not opened here: see `stackproof.project.opening`.

    Args:
        path: a folder or a file that stands for a project.
        within: for a folder, what its projects may use files of; None: the repository that it belongs to.

    Raises:
        InputError: when there is nothing that can be assessed; the message says what was looked for.
    """
    if stat.S_ISDIR(_mode(path)):
        return _in_folder(path, within)
    if path.suffix in LANGUAGES:
        hint = f"Name its folder instead: stackproof check {path.parent}"
        raise InputError("a single file of a program is no project", file=str(path), hint=hint)
    for detector in detectors():
        if project := detector.of_file(path):
            return Discovery([project], [])
    raise _nothing(path)


def _mode(path: Path) -> int:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError("there is no such file or folder", file=str(path), hint="Check the path") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"it cannot be read: {reason}", file=str(path)) from error
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        raise InputError("it is neither a file nor a folder", file=str(path))
    return mode


def _in_folder(root: Path, within: Path | None) -> Discovery:
    listing = Listing(root, within)
    found = Found()
    for detector in detectors():
        found.add(detector.find(listing, found))
    if not found.projects:
        raise found.skipped[0] if found.skipped else _nothing(root)
    in_order = sorted(found.projects, key=lambda project: (str(project.root), project.engine, project.entry))
    return Discovery(in_order, sorted(found.skipped, key=str))


def _nothing(path: Path) -> InputError:
    looked_for = "; ".join(detector.looked_for for detector in sorted(detectors(), key=lambda one: one.engine))
    hint = f"Looked for: {looked_for}. A model's answer in Markdown is named itself: stackproof check ANSWER.md"
    return InputError("no project was found", file=str(path), hint=hint)


def shown_path(path: Path) -> str:
    """A path as reports show it: relative to the current folder when it lies below, with forward slashes."""
    absolute = path.absolute()
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix() if not path.is_absolute() else os.fspath(absolute)
