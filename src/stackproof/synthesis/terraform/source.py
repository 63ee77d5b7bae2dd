"""A text that tree-sitter has read: its bytes, and the places of its nodes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stackproof.graph.location import Location

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from stackproof.synthesis.terraform.syntax import SyntaxFault

# A third of the time that a call of the named tuple takes; there are as many places as expressions.
_make = tuple.__new__


@cache
def parser() -> Parser:
    """The parser of HCL, made on first use."""
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


class Source:
    """Bytes with a name.

    Args:
        data: the text in UTF-8.
        file: how locations name it.
        row: number of the first line, where `data` is a part of a file that begins with a line.
        fixed: the place of everything in it, for a text that is itself a value in another document.

    Attributes:
        faults: what could not be read, in the order in which it was met.
    """

    def __init__(self, data: bytes, file: str, row: int = 1, fixed: Location | None = None) -> None:
        self.data = data
        self.file = file
        self.row = row
        self.fixed = fixed
        self.faults: list[SyntaxFault] = []
        self._ascii = data.isascii()

    def at(self, node: Node) -> Location:
        """Where a node begins."""
        if self.fixed is not None:
            return self.fixed
        row, column = node.start_point
        if not self._ascii:
            start = node.start_byte
            column = len(self.data[start - column : start].decode("utf-8", "replace"))
        return _make(Location, (self.file, self.row + row, column + 1))

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def between(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.data[start:end].decode("utf-8", "replace")
