"""Texts that hold JSON (dashboard bodies, policies, state machines), read as values although parts are not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text, Unknown, Value, text

if TYPE_CHECKING:
    from stackproof.graph.location import Location

MAX_LENGTH = 2_000_000
# Private-use characters that mark a hole; a text that holds them itself is not read.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"


def parsed(value: Value) -> Value:
    """What stands in a text that holds a JSON object or list, each part placed where the text stands.

    A value that is no such text is returned as it is. A hole inside a JSON string stays a hole of that string, which
    is sound for what AWS fills in (names, ARNs, regions and account ids hold no quote and no backslash); with a hole
    of any other origin the structure itself is not certain, and the whole is unknown.
    """
    if isinstance(value, Known) and isinstance(value.data, str):
        parts: tuple[str | Value, ...] = (value.data,)
    elif isinstance(value, Text):
        parts = value.parts
    else:
        return value
    first = parts[0]
    if not isinstance(first, str) or first.lstrip()[:1] not in {"{", "["}:
        return value
    marked, holes = _marked(parts)
    if marked is None:
        return value
    if len(marked) > MAX_LENGTH:
        return Unknown("the text is too long to be read as JSON", None, value.at, value.assumed)
    try:
        data = json.loads(marked)
        if any(not _is_plain(hole) for hole in holes):
            return Unknown("the text is JSON of which a part is not known", None, value.at, value.assumed)
        return _build(data, holes, value.at, value.assumed)
    except ValueError:
        return value
    except RecursionError:
        return Unknown("the text is JSON that is nested too deeply to be read", None, value.at, value.assumed)


def _is_plain(hole: Value) -> bool:
    return isinstance(hole, Reference) or (isinstance(hole, Unknown) and (hole.symbol or "").startswith("AWS::"))


def _marked(parts: tuple[str | Value, ...]) -> tuple[str | None, list[Value]]:
    out: list[str] = []
    holes: list[Value] = []
    inside = False
    for part in parts:
        if isinstance(part, str):
            if _OPEN in part or _CLOSE in part:
                return None, []
            inside = _ends_inside(part, inside)
            out.append(part)
        else:
            mark = f"{_OPEN}{len(holes)}{_CLOSE}"
            out.append(mark if inside else f'"{mark}"')
            holes.append(part)
    return "".join(out), holes


def _ends_inside(part: str, inside: bool) -> bool:
    """Whether a JSON string is open after `part`, given whether one was open before it."""
    escaped = False
    for character in part:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = inside
        elif character == '"':
            inside = not inside
    return inside


def _build(data: object, holes: list[Value], at: Location, assumed: str | None) -> Value:
    if isinstance(data, dict):
        entries = {}
        for key, item in data.items():
            if _OPEN in key:
                return Unknown("a key of the JSON is not known", None, at, assumed)
            entries[str(key)] = _build(item, holes, at, assumed)
        return MapValue(entries, at, assumed)
    if isinstance(data, list):
        return ListValue(tuple(_build(item, holes, at, assumed) for item in data), at, assumed)
    if isinstance(data, str) and _OPEN in data:
        return _with_holes(data, holes, at, assumed)
    assert data is None or isinstance(data, (str, int, float))
    return Known(data, at, assumed)


def _with_holes(data: str, holes: list[Value], at: Location, assumed: str | None) -> Value:
    parts: list[str | Value] = []
    for index, piece in enumerate(data.split(_OPEN)):
        if index:
            number, _, piece = piece.partition(_CLOSE)  # noqa: PLW2901 - the rest of the piece is what is left to add
            parts.append(holes[int(number)])
        if piece:
            parts.append(piece)
    return text(parts, at, assumed)
