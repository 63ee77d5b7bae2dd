"""Writes the files of an answer into a folder of stackproof's own, and nowhere else."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from stackproof.project.answer.answers import Note
from stackproof.project.answer.safe_names import shown_name
from stackproof.sandbox.flags import FOLDER_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stackproof.project.answer.markdown import Block

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write(root: Path, files: Iterable[tuple[str, Block]]) -> tuple[dict[str, Block], list[Note]]:
    """Writes files with safe relative names below `root`, over what is there; those that were written, and the rest.

    Each folder on the way is opened from the one above it without following links, so that neither a name nor a link
    in a project under the answer leads anywhere else.
    """
    written: dict[str, Block] = {}
    notes: list[Note] = []
    top = os.open(root, FOLDER_FLAGS)
    try:
        for name, block in files:
            try:
                _write(top, name.split("/"), block.text.encode("utf-8", "replace"))
            except OSError as error:
                message = f"{shown_name(name)} could not be written: {_reason(error)}"
                notes.append(Note("error", message, block.fence))
            else:
                written[name] = block
    finally:
        os.close(top)
    return written, notes


def _write(top: int, parts: list[str], data: bytes) -> None:
    folder = os.dup(top)
    try:
        for part in parts[:-1]:
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, 0o700, dir_fd=folder)
            below = os.open(part, FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = below
        _remove(folder, parts[-1])
        file = os.open(parts[-1], _NEW_FILE, 0o600, dir_fd=folder)
        with os.fdopen(file, "wb") as opened:
            opened.write(data)
    finally:
        os.close(folder)


def _remove(folder: int, name: str) -> None:
    """Takes away what a project under the answer has by this name: the file or the link, not what a link points at."""
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(None, "the project has a folder of this name")
    os.unlink(name, dir_fd=folder)


def _reason(error: OSError) -> str:
    if isinstance(error, NotADirectoryError) or error.errno == errno.ELOOP:
        return "a file or a link stands where it needs a folder"
    return error.strerror or "the system refuses it"
