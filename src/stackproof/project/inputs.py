"""What a program reads of the files beside it: a template or module that it names is its input, no project."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stackproof.project.programs import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.project.listing import Listing

_QUOTED = re.compile(rb"[\"'`]([^\"'`\r\n]{1,300})[\"'`]")
_SOURCES = frozenset({*LANGUAGES, ".java", ".kt", ".go", ".cs", ".fs", ".rs"})


class Inputs:
    """Tells which files and folders below programs are named in the programs' text."""

    def __init__(self, listing: Listing, programs: set[Path]) -> None:
        self._listing = listing
        self._programs = programs
        self._named: dict[Path, frozenset[str]] = {}

    def names_file(self, file: Path) -> bool:
        """Whether a program above the file has its name in a text."""
        return any(file.name in self._names_of(folder) for folder in file.parents if folder in self._programs)

    def names_folder(self, folder: Path) -> bool:
        """Whether a program above the folder has the folder's path, seen from the program, in a text."""
        return any(
            folder.relative_to(above).as_posix() in self._names_of(above)
            for above in folder.parents
            if above in self._programs
        )

    def _names_of(self, folder: Path) -> frozenset[str]:
        if folder not in self._named:
            names: set[str] = set()
            for file in self._listing.files:
                if file.suffix in _SOURCES and folder in file.parents:
                    for found in _QUOTED.finditer(self._listing.head(file)):
                        text = posixpath.normpath(found.group(1).decode("utf-8", "replace"))
                        names |= {text, posixpath.basename(text)}
            self._named[folder] = frozenset(names)
        return self._named[folder]
