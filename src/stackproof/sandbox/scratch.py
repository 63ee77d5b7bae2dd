"""A private copy of a project tree for a foreign program to work on."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.sandbox.flags import FILE_FLAGS, FOLDER_FLAGS
from stackproof.sandbox.removal import remove_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLOCK = 8 << 20


@dataclass(frozen=True, slots=True)
class CopyLimits:
    """How much of a tree is copied before it is refused."""

    total_bytes: int = 512 << 20
    file_bytes: int = 128 << 20
    entries: int = 50_000
    depth: int = 64


@dataclass(frozen=True, slots=True)
class ScratchCopy:
    """A copy and what was left out of it."""

    path: Path
    dropped: tuple[str, ...]
    """Relative paths of links that lead out of the tree, fifos, sockets and devices, sorted."""


_DEFAULT_LIMITS = CopyLimits()


def _nothing(_: str) -> bool:
    return False


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A fresh private folder, which is removed afterwards whoever owns its files by then."""
    folder = Path(tempfile.mkdtemp(prefix="stackproof-")).resolve()
    try:
        yield folder
    finally:
        remove_tree(folder)


@contextlib.contextmanager
def scratch_copy(
    source: Path, *, ignore: Callable[[str], bool] = _nothing, limits: CopyLimits = _DEFAULT_LIMITS
) -> Iterator[ScratchCopy]:
    """Copy the tree at `source` into the folder `project` of a `scratch_folder`. Arguments and errors: `copy_tree`."""
    with scratch_folder() as folder:
        target = folder / "project"
        target.mkdir()
        yield ScratchCopy(target, copy_tree(source, target, ignore=ignore, limits=limits))


def copy_tree(
    source: Path, target: Path, *, ignore: Callable[[str], bool] = _nothing, limits: CopyLimits = _DEFAULT_LIMITS
) -> tuple[str, ...]:
    """Copy the tree at `source` into the empty folder `target`, which no foreign program can reach yet.

    No link is followed: one that stays inside the tree is copied as a link, any other is dropped.

    Args:
        source: a folder; it is only read.
        target: an existing folder.
        ignore: given the relative path (with slashes) of a file or folder, whether to leave it out.
        limits: how much is copied.

    Returns:
        What was dropped, see `ScratchCopy`.

    Raises:
        InputError: `source` is no folder, cannot be read, or is over a limit; it names the file.
    """
    return tuple(sorted(_Copy(source, target, ignore, limits).run()))


class _Copy:
    def __init__(self, source: Path, target: Path, ignore: Callable[[str], bool], limits: CopyLimits) -> None:
        self.source, self.target, self.ignore, self.limits = source, target, ignore, limits
        self.entries = self.bytes = 0
        self.dropped: list[str] = []

    def run(self) -> list[str]:
        try:
            top = os.open(self.source, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise InputError(f"the folder cannot be read: {error.strerror}", file=str(self.source)) from None
        self._folder(top, (), self.target)
        return self.dropped

    def _folder(self, folder: int, parents: tuple[str, ...], target: Path) -> None:
        """Copy what is in the open `folder`, and close it."""
        try:
            with os.scandir(folder) as listing:
                names = sorted(entry.name for entry in listing)
            for name in names:
                relative = "/".join((*parents, name))
                if not self.ignore(relative):
                    self._entry(folder, (*parents, name), relative, target / name)
        except OSError as error:
            place = "/".join((*parents, os.fsdecode(error.filename) if isinstance(error.filename, str) else ""))
            raise InputError(f"the project cannot be copied: {error.strerror}", file=self._named(place)) from None
        finally:
            os.close(folder)

    def _entry(self, folder: int, path: tuple[str, ...], relative: str, target: Path) -> None:
        self.entries += 1
        if self.entries > self.limits.entries:
            raise InputError(
                f"the project holds more than {self.limits.entries} files", file=self._named(relative),
                hint="Build output and dependencies do not belong to it",
            )  # fmt: skip
        status = os.stat(path[-1], dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            if len(path) > self.limits.depth:
                raise InputError(
                    f"the project's folders are more than {self.limits.depth} deep", file=self._named(relative)
                )
            target.mkdir()
            self._folder(os.open(path[-1], FOLDER_FLAGS, dir_fd=folder), path, target)
        elif stat.S_ISREG(status.st_mode):
            self._file(os.open(path[-1], FILE_FLAGS, dir_fd=folder), relative, target)
        elif stat.S_ISLNK(status.st_mode) and _stays_inside(path, os.readlink(path[-1], dir_fd=folder)):
            target.symlink_to(os.readlink(path[-1], dir_fd=folder))
        else:
            self.dropped.append(relative)

    def _file(self, file: int, relative: str, target: Path) -> None:
        """Copy the open `file`, and close it. Its size is what is read, whatever was said before."""
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                self.dropped.append(relative)
                return
            copied = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                # Owner's rights only: readable for the run, executable if it was, never setuid.
                os.fchmod(copied, 0o700 if status.st_mode & 0o100 else 0o600)
                size = 0
                while block := os.read(file, _BLOCK):
                    size += len(block)
                    self._count(size, len(block), relative)
                    os.write(copied, block)
            finally:
                os.close(copied)
        finally:
            os.close(file)

    def _count(self, file_bytes: int, added: int, relative: str) -> None:
        self.bytes += added
        if file_bytes > self.limits.file_bytes:
            raise InputError(f"the file is larger than {self.limits.file_bytes} bytes", file=self._named(relative))
        if self.bytes > self.limits.total_bytes:
            raise InputError(
                f"the project is larger than {self.limits.total_bytes} bytes", file=self._named(relative),
                hint="Build output and dependencies do not belong to it",
            )  # fmt: skip

    def _named(self, relative: str) -> str:
        return str(self.source / relative) if relative else str(self.source)


def _stays_inside(link: tuple[str, ...], target: str) -> bool:
    """Whether following `target` from the folder of `link` never leaves the tree, even for a moment."""
    if target.startswith("/"):
        return False
    depth = len(link) - 1
    for part in target.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return False
    return True
