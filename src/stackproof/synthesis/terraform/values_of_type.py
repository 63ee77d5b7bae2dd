"""Collections of one type: what Terraform does when items of different types stand in one list, set or map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, Text, Value
from stackproof.synthesis.terraform.lift import known_text
from stackproof.synthesis.terraform.numbers import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.location import Location


def unified(items: Iterable[Value]) -> list[Value]:
    """The items as one type: all of them texts where one is a text and others are numbers or booleans."""
    listed = list(items)
    kinds = {_kind(item) for item in listed}
    if "text" not in kinds and len(kinds - {"null", "other"}) < 2:
        return listed
    if kinds <= {"text", "null"}:
        return listed
    return [
        Known(scalar_text(item.data), item.at, item.assumed)
        if isinstance(item, Known) and item.data is not None and not isinstance(item.data, str)
        else item
        for item in listed
    ]


def _kind(item: Value) -> str:
    if isinstance(item, Text):
        return "text"
    if not isinstance(item, Known):
        return "other"
    if item.data is None:
        return "null"
    if isinstance(item.data, bool):
        return "boolean"
    return "text" if isinstance(item.data, str) else "number"


def as_set(value: ListValue, at: Location) -> ListValue:
    """The list without duplicates; known scalars in order, and before them what is not known, as it came."""
    items = list(dict.fromkeys(unified(value.items)))
    known = [item for item in items if known_text(item) is not None and isinstance(item, Known)]
    others = [item for item in items if not (known_text(item) is not None and isinstance(item, Known))]
    known.sort(key=_order)
    return ListValue((*others, *known), at, value.assumed, complete=value.complete)


def _order(item: Value) -> tuple[float, bytes]:
    if isinstance(item, Known) and isinstance(item.data, (int, float)):
        return (item.data, b"")
    return (0, (known_text(item) or "").encode("utf-8", "replace"))
