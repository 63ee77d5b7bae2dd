"""The fenced blocks of a Markdown document with what is said just before each, and its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from stackproof.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from markdown_it.token import Token

# A parse costs a few seconds for each megabyte of the dearest texts that were found, and 100 MB of memory.
MAX_BYTES = 4 << 20
MAX_FENCES = 20_000
_FENCE = re.compile(r"^[ \t>*+\-\d.)]*(?:```|~~~)", re.MULTILINE)
# Inline text and link definitions are not needed, and a definition costs more than a line of text.
_NOT_NEEDED = ["inline", "text_join", "reference"]
_LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level from 1 to 6, its text as it was written, and its line from 1."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Attributes:
        info: what stands behind the fence.
        text: the lines between the fences, each with its end.
        line: the first of them, counted from 1.
        fence: the line of the opening fence.
        indent: columns that its lines are indented by in the document.
        before: the last line of text between the heading or block before it and the block itself; empty without one.
        headings: those that it stands under, outermost first.
    """

    info: str
    text: str
    line: int
    fence: int
    indent: int
    before: str
    headings: tuple[Heading, ...]


def read(path: Path) -> str:
    """The text of a Markdown file with every line ended by a line feed.

    Raises:
        InputError: it cannot be read, is too large, is not UTF-8, or has more fences than anybody writes.
    """
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=str(path)) from error
    if len(data) > MAX_BYTES:
        hint = "Give a folder with the files themselves instead"
        raise InputError(f"the answer is larger than {MAX_BYTES >> 20} MiB", file=str(path), hint=hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("the answer is not text in UTF-8", file=str(path), line=line) from error
    # The parser would put another character for NUL; this one stays what it is, a sign of binary data.
    text = _LINE_ENDS.sub("\n", text).replace("\0", "\x01")
    beyond = next(islice(_FENCE.finditer(text), MAX_FENCES, None), None)
    if beyond is not None:
        line = text.count("\n", 0, beyond.start()) + 1
        raise InputError(f"the answer has more than {MAX_FENCES:,} fences", file=str(path), line=line)
    return text


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a document in their order, those within lists and quotes as well.

    Where a single block of Markdown holds all others, the document is what stands in it.
    """
    found = _blocks_of(text)
    wrapped = found[0] if len(found) == 1 else None
    if wrapped is None or wrapped.info.lower() not in {"markdown", "md"} or not _FENCE.search(wrapped.text):
        return found
    down, right = wrapped.line - 1, wrapped.indent
    return [
        replace(
            block,
            line=block.line + down,
            fence=block.fence + down,
            indent=block.indent + right,
            headings=tuple(replace(heading, line=heading.line + down) for heading in block.headings),
        )
        for block in _blocks_of(wrapped.text)
    ]


def _blocks_of(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable(_NOT_NEEDED).parse(text)
    lines = text.split("\n")
    found: list[Block] = []
    headings: list[Heading] = []
    before = ""
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.map:
            level = int(token.tag[1:])
            headings = [one for one in headings if one.level < level]
            headings.append(Heading(level, tokens[position + 1].content.strip(), token.map[0] + 1))
            before = ""
        elif token.type == "inline" and tokens[position - 1].type != "heading_open":
            before = token.content.strip().rpartition("\n")[2]
        elif token.type == "fence" and token.map:
            found.append(_block(token, lines, before, tuple(headings)))
            before = ""
    return found


def _block(token: Token, lines: list[str], before: str, headings: tuple[Heading, ...]) -> Block:
    assert token.map is not None
    fence = token.map[0] + 1
    # In a list or quote a prefix is taken from each line: the place in the document lies behind it.
    content = token.content.split("\n")
    offset = next((number for number, line in enumerate(content) if line.strip()), 0)
    written = lines[fence + offset] if fence + offset < len(lines) else ""
    indent = len(written) - len(content[offset]) if written.endswith(content[offset]) else 0
    return Block(token.info.strip(), token.content, fence + 1, fence, indent, before, headings)
