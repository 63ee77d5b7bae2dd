"""JSON texts with holes: written from structures, and read back into structures."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import (
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    from_plain,
    rewrite,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_TEXT = 4_000_000


class Encoded(Value):
    """A text that is the JSON (or YAML, which has JSON's structures) of a structure: what `jsonencode` gives.

    Lives in native graphs only: the translator takes `structure` where CloudFormation has a structure, and `as_text()`
    where it has a text. Whoever does anything else with such a value (joins it, measures it) takes `as_text()` first.
    """

    __slots__ = ("structure",)

    def __init__(self, structure: Value, at: Location = NOWHERE, assumed: str | None = None) -> None:
        self.structure = structure
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return self.structure

    def as_text(self) -> Value:
        """The text itself, with holes where the structure holds what is not known."""
        return dump(self.structure, self.at, self.assumed)


def plain_text(value: Value) -> Value:
    """An Encoded as the text that it is; any other value unchanged."""
    return value.as_text() if isinstance(value, Encoded) else value


def dump(structure: Value, at: Location = NOWHERE, assumed: str | None = None) -> Value:
    """The JSON text of a structure, with holes for what is not known."""
    return text(_parts(structure), at, assumed)


def _parts(value: Value) -> Iterator[str | Value]:  # noqa: PLR0912 - one branch a kind of value
    if isinstance(value, Known):
        yield json.dumps(value.data, ensure_ascii=False)
    elif isinstance(value, MapValue) and value.complete:
        yield "{"
        for number, (key, item) in enumerate(value.entries.items()):
            yield ("," if number else "") + json.dumps(key, ensure_ascii=False) + ":"
            yield from _parts(item)
        yield "}"
    elif isinstance(value, ListValue) and value.complete:
        yield "["
        for number, item in enumerate(value.items):
            if number:
                yield ","
            yield from _parts(item)
        yield "]"
    elif isinstance(value, Text):
        yield '"'
        for part in value.parts:
            yield json.dumps(part, ensure_ascii=False)[1:-1] if isinstance(part, str) else part
        yield '"'
    elif isinstance(value, Reference):
        yield '"'
        yield value
        yield '"'
    elif isinstance(value, Encoded):
        yield from _parts(value.as_text())
    elif isinstance(value, Sensitive):
        yield Sensitive(dump(value.inner, value.at, value.assumed), value.at, value.assumed)
    elif isinstance(value, (MapValue, ListValue)):
        yield Unknown("it is known in part only", None, value.at, value.assumed, tuple(_inside(value)))
    else:
        yield Unknown(f"it is the JSON of a value that is not known ({_why(value)})", None, value.at, None, (value,))


def _inside(value: MapValue | ListValue) -> Iterator[Value]:
    yield from value.entries.values() if isinstance(value, MapValue) else value.items


def _why(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.reason
    return f"it depends on {value.condition}" if isinstance(value, Conditional) else "it is not set"


def parse(value: Value) -> Value | None:
    """The structure that a text is the JSON of; None when it is no JSON of a list or map, or cannot be told.

    Holes are kept where they stand inside a string, or stand for a whole value.
    """
    if isinstance(value, Encoded):
        return value.structure
    if isinstance(value, Sensitive):
        inner = parse(value.inner)
        return None if inner is None else Sensitive(inner, value.at, value.assumed)
    if isinstance(value, Conditional):
        then, otherwise = parse(value.then), parse(value.otherwise)
        if then is None or otherwise is None:
            return None
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Known) and isinstance(value.data, str):
        return _load(value.data, [], value.at, value.assumed)
    if isinstance(value, Text):
        holes = [part for part in value.parts if isinstance(part, Value)]
        marks = iter(range(len(holes)))
        written = "".join(part if isinstance(part, str) else f"\x00{next(marks)}\x00" for part in value.parts)
        return _load(written, holes, value.at, value.assumed)
    return None


def _load(written: str, holes: list[Value], at: Location, assumed: str | None) -> Value | None:
    start = written.lstrip()[:1]
    if start not in ("{", "[") or len(written) > _MAX_TEXT:
        return None
    try:
        data = json.loads(_quoted(written) if holes else written, strict=False)
    except (ValueError, RecursionError):
        return None

    def filled(one: Value) -> Value:
        if not isinstance(one, Known) or not isinstance(one.data, str) or "\x00" not in one.data:
            if assumed is not None and one.assumed is None:
                one.assumed = assumed
            return one
        pieces = one.data.split("\x00")
        # Every other piece is the number of a hole.
        parts = [holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)]
        return text(parts, at, assumed)

    try:
        return rewrite(from_plain(data, at), filled)
    except (ValueError, IndexError, RecursionError):
        return None


def _quoted(written: str) -> str:
    """The text with quotes around each hole that stands for a whole value."""
    out: list[str] = []
    inside = escaped = False
    position = 0
    while position < len(written):
        character = written[position]
        if character == "\x00":
            end = written.index("\x00", position + 1)
            mark = written[position : end + 1]
            out.append(mark if inside else f'"{mark}"')
            position = end + 1
            continue
        if inside and escaped:
            escaped = False
        elif inside and character == "\\":
            escaped = True
        elif character == '"':
            inside = not inside
        out.append(character)
        position += 1
    return "".join(out)
