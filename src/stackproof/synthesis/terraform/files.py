"""The files of a project, as the reader and the functions `file`, `templatefile` and `fileset` see them."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path

from stackproof.errors import InputError
from stackproof.sandbox.output import read_output

MAX_BYTES = 10 * 1024 * 1024
"""Largest file that is read."""

MAX_TOTAL = 100 * 1024 * 1024
"""Bytes that one reading of a project may take from its files, those with Terraform's code among them."""

MAX_ENTRIES = 20_000
"""Files and folders that one listing may have."""


class OutsideError(Exception):
    """A path that leads out of the project."""


class Files:
    """The files below the project's folder. A symbolic link is followed where it stays inside.

    Args:
        root: the project's folder, or None for a project without files (a document from a framework).
        base: the folder of the root module, relative to `root`; relative paths start there.
    """

    def __init__(self, root: Path | None, base: str = ".") -> None:
        self.base = posixpath.normpath(base)
        self._real = None if root is None else Path(os.path.realpath(root))
        self._cache: dict[str, bytes] = {}
        self._left = MAX_TOTAL

    @property
    def root_name(self) -> str:
        """The name of the root module's folder; empty where there are no files."""
        if self._real is None:
            return ""
        return posixpath.basename(self.base) if self.base != "." else self._real.name

    def locate(self, path: str, folder: str | None = None) -> str:
        """A path as the user writes it, relative to the project's folder.

        Args:
            path: relative to `folder`.
            folder: relative to the project's folder; the root module's when it is left out.

        Raises:
            OutsideError: it leads out of the project, or there are no files.
        """
        if self._real is None or "\0" in path or path.startswith(("/", "~")) or len(path) > 4096:
            raise OutsideError
        joined = posixpath.normpath(posixpath.join(self.base if folder is None else folder, path))
        if joined == ".." or joined.startswith(("../", "/")):
            raise OutsideError
        return joined

    def _resolved(self, relative: str) -> str:
        """The same path with its links resolved.

        Raises:
            OutsideError: a link leads out of the project.
        """
        if self._real is None:
            raise OutsideError
        try:
            real = Path(os.path.realpath(self._real / relative))
            return real.relative_to(self._real).as_posix()
        except (OSError, ValueError):
            raise OutsideError from None

    def read(self, relative: str) -> bytes:
        """The content of a file, given by its path relative to the project's folder.

        Raises:
            InputError: there is no such file, it is no plain file, or too large.
            OutsideError: it leads out of the project.
        """
        found = self._cache.get(relative)
        if found is not None:
            return found
        if self._real is None:
            raise OutsideError
        if not self.exists(relative):
            raise InputError("there is no such file", file=relative)
        data = read_output(self._real, self._resolved(relative), max_bytes=min(MAX_BYTES, self._left))
        self._left -= len(data)
        self._cache[relative] = data
        return data

    def exists(self, relative: str) -> bool:
        """Whether there is a plain file.

        Raises:
            OutsideError: it leads out of the project.
        """
        if self._real is None:
            raise OutsideError
        try:
            return stat.S_ISREG((self._real / self._resolved(relative)).lstat().st_mode)
        except (OSError, ValueError):
            return False

    def is_folder(self, relative: str) -> bool:
        """Whether there is a folder.

        Raises:
            OutsideError: it leads out of the project.
        """
        if self._real is None:
            raise OutsideError
        return (self._real / self._resolved(relative)).is_dir()

    def names(self, relative: str) -> list[str]:
        """The names of the files in a folder, sorted; links that stay inside the project count as what they lead to.

        Raises:
            InputError: the folder cannot be read, or has too many entries.
            OutsideError: it leads out of the project.
        """
        if self._real is None:
            raise OutsideError
        found: list[str] = []
        try:
            with os.scandir(self._real / self._resolved(relative)) as listing:
                for count, entry in enumerate(listing):
                    if count > MAX_ENTRIES:
                        raise InputError(f"the folder has more than {MAX_ENTRIES} entries", file=relative)
                    if entry.is_file(follow_symlinks=False) or (
                        entry.is_symlink() and self._is_inside(relative, entry)
                    ):
                        found.append(entry.name)
        except OSError as error:
            raise InputError(f"the folder cannot be read: {error.strerror}", file=relative) from None
        return sorted(found)

    def _is_inside(self, folder: str, entry: os.DirEntry[str]) -> bool:
        try:
            return self.exists(posixpath.join(folder, entry.name))
        except OutsideError:
            return False

    def below(self, relative: str) -> list[str]:
        """The plain files below a folder, as sorted paths relative to it; links are left out.

        Raises:
            InputError: there are too many, or a folder cannot be read.
            OutsideError: it leads out of the project.
        """
        if self._real is None:
            raise OutsideError
        start = self._real / self._resolved(relative)
        found: list[str] = []
        pending = [""]
        count = 0
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(start / folder) as listing:
                    entries = list(listing)
            except OSError as error:
                raise InputError(f"the folder cannot be read: {error.strerror}", file=relative) from None
            count += len(entries)
            if count > MAX_ENTRIES:
                raise InputError(f"the folder has more than {MAX_ENTRIES} files", file=relative)
            for entry in entries:
                path = posixpath.join(folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                elif entry.is_file(follow_symlinks=False):
                    found.append(path)
        return sorted(found)
