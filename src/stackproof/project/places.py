"""Where the files of a Markdown answer stand in what the user has: the answer itself, and the project under it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.errors import InputError


class Block(NamedTuple):
    """A file's text within the answer: its first line there, counted from 1, and by how much it is indented."""

    line: int
    indent: int


@dataclass(frozen=True, slots=True)
class Places:
    """Turns places in materialised files into places in the user's own.

    Attributes:
        folder: the folder that the answer lies in; places are relative to it.
        answer: the answer's file in that folder.
        root: the folder that the files were materialised in.
        title: which answer of several in the file it is, as its heading says; empty for the only one.
        blocks: where each materialised file stands in the answer, by its name.
        generated: for files that stackproof wrote, the place that each was written for.
        base: the folder of the project under the answer, relative to `folder`; None without one.
    """

    folder: Path
    answer: str
    root: Path
    title: str = ""
    blocks: Mapping[str, Block] = field(default_factory=dict)
    generated: Mapping[str, Location] = field(default_factory=dict)
    base: str | None = None

    @property
    def name(self) -> str:
        """The answer's name in reports."""
        return f"{self.answer} ({self.title})" if self.title else self.answer

    def move(self, at: Location) -> Location:
        """The place in the user's own files."""
        block = self.blocks.get(at.file)
        if block is not None:
            return at._replace(
                file=self.answer,
                line=block.line + at.line - 1 if at.line else block.line,
                column=at.column + block.indent if at.column else 0,
            )
        if at.file in self.generated:
            return self.generated[at.file]
        if at.file and self.base is not None:
            return at._replace(file=posixpath.normpath(posixpath.join(self.base, at.file)))
        return at

    def error(self, error: InputError) -> InputError:
        """The same error at the place in the user's own files, where it lies in a materialised one."""
        if error.file is None:
            return error
        file = Path(error.file)
        if file.is_absolute():
            if not file.is_relative_to(self.root):
                return error
            file = file.relative_to(self.root)
        name = file.as_posix()
        if name not in self.blocks and name not in self.generated and self.base is None:
            return error if name == error.file else self._again(error, Location(self.answer))
        return self._again(error, self.move(Location(name, error.line or 0, error.column or 0)))

    def _again(self, error: InputError, at: Location) -> InputError:
        return type(error)(
            error.message,
            file=str(self.folder / at.file),
            line=at.line or None,
            column=at.column or None,
            hint=error.hint,
        )
