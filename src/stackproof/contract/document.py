"""The contract's YAML with the place of every key and value.

PyYAML's parser gives events; nothing is constructed from tags, so that a contract cannot make objects. Sizes are capped
because a contract may come from the project that is being judged.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

from stackproof.errors import InputError
from stackproof.graph.location import Location

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


MAX_BYTES = 2_000_000
MAX_NODES = 100_000
MAX_DEPTH = 60

Data = str | int | float | bool | None
# PyYAML's events have their attributes by kind, which its types do not tell.
_Event: TypeAlias = Any


@dataclass(slots=True)
class Node:
    """One value of the document with its place.

    Exactly one of the three is meant, as `kind` says: `map` (`entries`, with the place of each key in `keys`), `list`
    (`items`), or `scalar` (`data`; `raw` is the text as it was written).
    """

    kind: str
    at: Location
    data: Data = None
    raw: str = ""
    quoted: bool = False
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Location] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)

    @property
    def shape(self) -> str:
        """What it is, for a message."""
        if self.kind == "map":
            return "a mapping"
        if self.kind == "list":
            return "a list"
        return {str: "a text", bool: "a boolean", int: "a number", float: "a number"}.get(type(self.data), "nothing")

    def plain(self) -> object:
        """The value without places."""
        if self.kind == "map":
            return {key: node.plain() for key, node in self.entries.items()}
        if self.kind == "list":
            return [node.plain() for node in self.items]
        return self.data


def fault(message: str, at: Location, hint: str | None = None) -> InputError:
    """The error for something at a place of the contract."""
    return InputError(message, file=at.file, line=at.line or None, column=at.column or None, hint=hint)


def stored(at: Location) -> Location:
    """A place as the assessment keeps it: by the contract's name alone, so that it is the same from every folder."""
    return at._replace(file=PurePath(at.file).name)


def nearest(word: str, known: Collection[str]) -> str | None:
    """A hint that names the known word nearest to `word`, or all of them when none is near."""
    close = difflib.get_close_matches(word, sorted(known), 1, 0.6)
    if close:
        return f"Did you mean {close[0]}?"
    return f"Known here: {', '.join(sorted(known))}" if known else None


def read(text: str, file: str) -> Node:
    """The document as nodes.

    Raises:
        InputError: for what is not YAML, holds a duplicate key, a tag, more than one document, or passes a limit.
    """
    import yaml

    if len(text) > MAX_BYTES:
        raise InputError(f"the contract is larger than {MAX_BYTES:,} bytes", file=file)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        builder = _Builder(file, iter(yaml.parse(text, Loader=loader)))
        return builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        raise fault(f"this is not YAML: {error.problem or error.context}", place) from error
    except yaml.YAMLError as error:
        raise InputError(f"this is not YAML: {error}".split("\n", 1)[0], file=file) from error


class _Builder:
    """Turns events into nodes. An alias shares the node of its anchor, and every use of it counts as new nodes."""

    def __init__(self, file: str, events: Iterator[_Event]) -> None:
        self._file = file
        self._events = events
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0

    def document(self) -> Node:
        event = self._next()
        while type(event).__name__ in {"StreamStartEvent", "DocumentStartEvent"}:
            event = self._next()
        if type(event).__name__ == "StreamEndEvent":
            raise InputError("the contract is empty", file=self._file, hint="It begins with `version: 1`")
        node = self._node(event, 0)
        self._next()
        after = self._next()
        if type(after).__name__ != "StreamEndEvent":
            raise fault("a contract is one YAML document, and here a second one begins", self._at(after))
        return node

    def _next(self) -> _Event:
        return next(self._events)

    def _at(self, event: _Event) -> Location:
        return Location(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: _Event, depth: int) -> Node:
        at = self._at(event)
        if depth > MAX_DEPTH:
            raise fault(f"more than {MAX_DEPTH} levels of nesting", at)
        before = self._count
        self._count_up(1, at)
        name = type(event).__name__
        if name == "AliasEvent":
            return self._alias(event, at)
        tag = event.tag
        if tag is not None and tag != "!":
            raise fault(f"tags such as {tag} have no meaning in a contract", at)
        if name == "ScalarEvent":
            quoted = bool(event.style)
            node = Node("scalar", at, event.value if quoted else _scalar(event.value), event.value, quoted)
        elif name == "SequenceStartEvent":
            node = Node("list", at)
            while type(inner := self._next()).__name__ != "SequenceEndEvent":
                node.items.append(self._node(inner, depth + 1))
        else:
            node = self._mapping(Node("map", at), depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, self._count - before)
        return node

    def _mapping(self, node: Node, depth: int) -> Node:
        while type(event := self._next()).__name__ != "MappingEndEvent":
            at = self._at(event)
            key = self._node(event, depth + 1)
            if key.kind != "scalar":
                raise fault("a key has to be a text", at)
            if key.raw in node.entries:
                first = node.keys[key.raw]
                raise fault(f"the key {key.raw} stands here twice", at, f"The first one is in line {first.line}")
            node.entries[key.raw] = self._node(self._next(), depth + 1)
            node.keys[key.raw] = at
        return node

    def _alias(self, event: _Event, at: Location) -> Node:
        found = self._anchors.get(event.anchor or "")
        if found is None:
            raise fault(f"the anchor {event.anchor} is not defined before this line, or refers to itself", at)
        node, size = found
        self._count_up(size, at)
        return node

    def _count_up(self, number: int, at: Location) -> None:
        self._count += number
        if self._count > MAX_NODES:
            raise fault(f"more than {MAX_NODES:,} values, aliases counted out", at)


_WORDS: dict[str, Data] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def _scalar(text: str) -> Data:
    """A plain scalar by YAML 1.2's core schema: `yes` and `on` are texts, `012` is a text too."""
    if text in _WORDS:
        return _WORDS[text]
    digits = text[1:] if text[0] in "+-" else text
    if not digits or digits[0] not in "0123456789." or len(text) > 40 or (digits[0] == "0" and digits[1:2].isdigit()):
        return text
    if digits.isascii() and digits.isdigit():
        return int(text)
    if "_" in digits or not any(c.isdigit() for c in digits) or not all(c in "0123456789.eE+-" for c in digits):
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text
