"""Give a tree to another user, and remove a tree, whatever a hostile program made of it."""

from __future__ import annotations

import itertools
import os
import secrets
import stat
from typing import TYPE_CHECKING

from stackproof.sandbox.flags import FOLDER_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def give_away(folder: str, uid: int, gid: int, *, keep_root: bool = False) -> None:
    """Make everything in `folder`, and `folder` itself unless `keep_root`, belong to another user.

    Needs to be called as root, while nobody else changes the tree. Follows no link. Raises OSError.
    """
    if not keep_root:
        os.chown(folder, uid, gid, follow_symlinks=False)
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as listing:
            for entry in listing:
                os.chown(entry.path, uid, gid, follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)


def remove_tree(root: Path) -> None:
    """Remove a folder with all that is in it, at any depth and with any permissions that its owner, us or root, can
    mend.

    Subfolders are moved up next to their parents before they are emptied, so neither the length of a path nor the
    number of open folders grows with the depth. Raises OSError when something cannot be removed.
    """
    root.chmod(0o700)
    top = os.open(root, FOLDER_FLAGS)
    names = (f".removed-{secrets.token_hex(8)}-{number}" for number in itertools.count())
    try:
        waiting = _empty(top, top, names)
        while waiting:
            name = waiting.pop()
            folder = os.open(name, FOLDER_FLAGS, dir_fd=top)
            try:
                waiting += _empty(folder, top, names)
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
    root.rmdir()


def _empty(folder: int, top: int, names: Iterator[str]) -> list[str]:
    """Remove the files of `folder` and move its subfolders to `top`; returns their new names there."""
    found: list[str] = []
    for entry in list(os.scandir(folder)):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.name, dir_fd=folder)
            continue
        # Moving a folder to another parent changes its "..", which needs the right to write it.
        if stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode) & 0o700 != 0o700:
            os.chmod(entry.name, 0o700, dir_fd=folder)
        name = next(names)
        os.rename(entry.name, name, src_dir_fd=folder, dst_dir_fd=top)
        found.append(name)
    return found
