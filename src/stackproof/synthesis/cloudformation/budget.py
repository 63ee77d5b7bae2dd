"""A bound on what the functions of a project may produce, so that a small template cannot ask for endless memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, MapValue, Sensitive, Text, Value, children

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_UNITS = 20_000_000
"""Characters that functions may produce in one graph; a value counts as 100 characters."""

_VALUE = 100


class Budget:
    """What is left of `MAX_UNITS`."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_UNITS

    def take(self, units: int) -> bool:
        """Whether so many units are left; they are taken when they are."""
        if units > self.left:
            return False
        self.left -= units
        return True


def text_units(parts: Iterable[str | Value]) -> int:
    """The units of a text made of parts."""
    return sum(len(part) if isinstance(part, str) else _units(part) for part in parts)


def _units(part: Value) -> int:
    if isinstance(part, Sensitive):
        part = part.inner
    if isinstance(part, Known):
        return len(part.data) if isinstance(part.data, str) else 20
    if isinstance(part, Text):
        return text_units(part.parts)
    return _VALUE


def node_units(node: object) -> int:
    """The units of the value of a node that holds no functions."""
    total = 0
    pending = [node]
    while pending:
        current = pending.pop()
        total += _VALUE
        if isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return total


def value_units(value: Value) -> int:
    """The units of a value with everything inside it."""
    total = 0
    pending = [value]
    while pending:
        current = pending.pop()
        total += _units(current) if isinstance(current, (Known, Text)) else _VALUE
        if isinstance(current, (MapValue, ListValue, Sensitive)):
            pending.extend(inner for _, inner in children(current))
    return total
