"""Read what a foreign program left behind: beneath one folder, through no link, only plain files, of capped size."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.sandbox.flags import FILE_FLAGS, FOLDER_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_output(root: Path, relative: str, *, max_bytes: int) -> bytes:
    """The content of the plain file `relative` beneath `root`.

    `root` itself is trusted; every component of `relative` is opened on its own and may not be a symbolic link.

    Raises:
        InputError: the path leaves `root`, goes through a link, does not exist, is no plain file or is larger than
        `max_bytes`.
    """
    *folders, name = _components(relative)
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for component in folders:
            below = _open(component, FOLDER_FLAGS, folder, relative)
            os.close(folder)
            folder = below
        file = _open(name, FILE_FLAGS, folder, relative)
    finally:
        os.close(folder)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("the program left something there that is not a plain file", file=relative)
        if status.st_size > max_bytes:
            raise InputError(f"the file is larger than {max_bytes} bytes", file=relative)
        return _read(file, max_bytes, relative)
    finally:
        os.close(file)


def list_output(root: Path, *, max_entries: int = 100_000, max_depth: int = 64) -> list[str]:
    """The plain files beneath `root`, as sorted relative paths with slashes; links, fifos and devices are left out.

    Raises:
        InputError: there are more than `max_entries` entries, or folders deeper than `max_depth`, or one cannot be
        read.
    """
    found: list[str] = []
    for entries, (path, kind) in enumerate(_walk(root, max_depth), 1):
        if entries > max_entries:
            raise InputError(f"the program left more than {max_entries} files and folders")
        if kind == stat.S_IFREG:
            found.append(path)
    return sorted(found)


def _walk(root: Path, max_depth: int) -> Iterator[tuple[str, int]]:
    pending: list[tuple[str, ...]] = [()]
    while pending:
        parents = pending.pop()
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for component in parents:
                below = _open(component, FOLDER_FLAGS, folder, "/".join(parents))
                os.close(folder)
                folder = below
            with os.scandir(folder) as listing:
                for entry in listing:
                    path = (*parents, entry.name)
                    kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
                    if kind == stat.S_IFDIR:
                        if len(path) > max_depth:
                            raise InputError(
                                f"the program left folders more than {max_depth} deep", file="/".join(path)[:200]
                            )
                        pending.append(path)
                    yield "/".join(path), kind
        finally:
            os.close(folder)


def _components(relative: str) -> list[str]:
    components = relative.split("/")
    if any(part in ("", ".", "..") for part in components) or "\0" in relative:
        raise InputError("the path does not stay in the program's output", file=relative.replace("\0", "?"))
    return components


def _open(name: str, flags: int, folder: int, relative: str) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP or (error.errno == errno.ENOTDIR and _is_link(name, folder)):
            raise InputError("the path goes through a symbolic link", file=relative) from None
        if error.errno == errno.ENXIO:  # a socket, or a device without a driver
            raise InputError("the program left something there that is not a plain file", file=relative) from None
        raise InputError(f"the file cannot be read: {error.strerror}", file=relative) from None
    except UnicodeEncodeError:
        raise InputError("the file cannot be read: its name is not valid", file=ascii(relative)) from None


def _is_link(name: str, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _read(file: int, max_bytes: int, relative: str) -> bytes:
    blocks: list[bytes] = []
    size = 0
    while block := os.read(file, 1 << 20):
        size += len(block)
        if size > max_bytes:
            raise InputError(f"the file is larger than {max_bytes} bytes", file=relative)
        blocks.append(block)
    return b"".join(blocks)
