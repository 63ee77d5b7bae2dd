"""The files of a tree, listed once and looked into once, for all detectors."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stackproof.project import tree
from stackproof.project.model import CONTRACT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What tells a template, a plan or a program from any other file stands within its first bytes.
SNIFFED_BYTES = 256 * 1024


class Listing:
    """The files below a folder as its author sees them, in a stable order.

    Args:
        root: the folder.
        within: what projects in it may use files of; None: the repository that it belongs to.

    Raises:
        InputError: when there are too many files, or a folder cannot be read.
    """

    def __init__(self, root: Path, within: Path | None = None) -> None:
        self.root, self.within = root, within
        self.files = tuple(tree.files(root))
        self._heads: dict[Path, bytes] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        index: dict[str, list[Path]] = {}
        for file in self.files:
            index.setdefault(file.name, []).append(file)
        return index

    def named(self, *names: str) -> list[Path]:
        """The files of these names."""
        return [file for name in names for file in self._by_name.get(name, ())]

    def ending(self, *endings: str) -> list[Path]:
        """The files whose names end so, whatever the case."""
        return [file for file in self.files if file.name.lower().endswith(endings)]

    def head(self, file: Path) -> bytes:
        """The first SNIFFED_BYTES of a file; nothing where it cannot be read."""
        if file not in self._heads:
            self._heads[file] = head(file)
        return self._heads[file]

    @cached_property
    def contracts(self) -> frozenset[Path]:
        """The folders that a contract stands in."""
        return frozenset(file.parent for file in self.named(CONTRACT_NAME))


def head(file: Path) -> bytes:
    """The first SNIFFED_BYTES of a file; nothing where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(SNIFFED_BYTES)
    except OSError:
        return b""


def lies_in(file: Path, folders: Iterable[Path]) -> bool:
    """Whether a file or folder is one of `folders` or lies below one."""
    known = folders if isinstance(folders, (set, frozenset, dict)) else set(folders)
    return file in known or any(parent in known for parent in file.parents)
