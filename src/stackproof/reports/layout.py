"""Lines for a terminal: folded to its width and painted with escape sequences of our own."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# SGR parameters: https://ecma-international.org/publications-and-standards/standards/ecma-48/ (8.3.117)
_CODES = {"bold": "1", "dim": "2", "red": "1;31", "green": "1;32", "yellow": "1;33", "cyan": "36"}
_SEQUENCE = re.compile("\x1b\\[[0-9;]*m")
_RESET = "\x1b[0m"


def paint(text: str, name: str) -> str:
    """The text in a colour or weight; nothing for an empty text."""
    return f"\x1b[{_CODES[name]}m{text}{_RESET}" if text else ""


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; sequences of `paint` take none, East Asian wide letters two."""
    bare = _SEQUENCE.sub("", text)
    if bare.isascii():
        return len(bare)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in bare)


def fold(text: str, width: int, before: str = "", after: str | None = None) -> Iterator[str]:
    """The text in lines of at most `width` columns, broken between words; a longer word has a line of its own.

    Args:
        text: one line, safe already; it may be painted.
        width: columns of the terminal.
        before: what the first line begins with.
        after: what the others begin with; as the first one when left out.
    """
    indent = before if after is None else after
    current, used, empty, open_sequence = before, len(before), True, ""
    for word in text.split(" "):
        size = columns(word)
        if not empty and used + 1 + size > width:
            open_sequence = _open(current)
            yield current.rstrip() + (_RESET if open_sequence else "")
            current, used, empty = indent + open_sequence, len(indent), True
        if empty and not word:
            continue
        current += word if empty else f" {word}"
        used += size if empty else size + 1
        empty = False
    yield current.rstrip()


def clip(text: str, width: int) -> str:
    """The text cut to `width` columns, with a mark where something was cut."""
    if columns(text) <= width:
        return text
    kept, used = "", 1
    for letter in text:
        used += columns(letter)
        if used > width:
            break
        kept += letter
    return kept + "\u2026"


def _open(text: str) -> str:
    """The sequence that is still in force at the end of the text, empty where none is."""
    found = _SEQUENCE.findall(text)
    return found[-1] if found and found[-1] != _RESET else ""
