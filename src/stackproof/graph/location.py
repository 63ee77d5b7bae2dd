"""Where a value stands in the user's own source."""

from __future__ import annotations

from typing import NamedTuple


class Location(NamedTuple):
    """A place in a file of the project.

    `file` is relative to the project, with forward slashes; `line` and `column` count from 1, and 0 means unknown.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


NOWHERE = Location("", 0, 0)
"""The place of what has no source, such as a value that the framework computed."""
