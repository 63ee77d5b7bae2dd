"""Functions over values that depend on conditions, and over values that are known only at deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    Sensitive,
    Unknown,
    Value,
    moved,
    unmasked,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stackproof.graph.location import Location

MAX_BRANCHES = 64
"""Combinations of undecided conditions that one function is evaluated for."""


def each_branch(values: Sequence[Value], change: Callable[[list[Value]], Value], at: Location) -> Value:
    """`change` of every combination of branches that the values can have together, joined under their conditions.

    A condition that occurs in several of the values has the same truth in all of them.
    """
    return _Branches(change, at).of(list(values), {})


class _Branches:
    def __init__(self, change: Callable[[list[Value]], Value], at: Location) -> None:
        self.change = change
        self.at = at
        self.left = MAX_BRANCHES

    def of(self, values: list[Value], taken: dict[str, bool]) -> Value:
        values = [_taken(value, taken) for value in values]
        open_one = next((value for value in values if isinstance(value, Conditional)), None)
        if open_one is None:
            self.left -= 1
            return self.change(values)
        if self.left <= 1 or len(taken) > 20:
            self.left -= 1
            return Unknown("it depends on too many combinations of conditions", None, self.at, None, tuple(values))
        name = open_one.condition
        then = self.of(values, {**taken, name: True})
        otherwise = self.of(values, {**taken, name: False})
        return then if then == otherwise else Conditional(name, then, otherwise, self.at, open_one.assumed)


def _taken(value: Value, taken: dict[str, bool]) -> Value:
    while isinstance(value, Conditional) and value.condition in taken:
        value = value.then if taken[value.condition] else value.otherwise
    return value


def varies_in_length(items: Sequence[Value]) -> bool:
    """Whether some items of a list exist only under a condition, or stand for several items."""
    return any(
        isinstance(item, Conditional)
        and any(isinstance(inner, (Absent, ListValue)) for _, inner in walk(item) if inner is not item)
        for item in items
    )


def computed(label: str, values: Sequence[Value], at: Location) -> Value:
    """The result of a function of values that are known only at deployment.

    It has a symbol when every part of it has one, so that two computations of the same thing are equal; it is secret
    when a part of it is.
    """
    secret = False
    named = True
    for value in values:
        for _, inner in walk(value):
            secret = secret or isinstance(inner, Sensitive)
            named = named and not (isinstance(inner, Unknown) and inner.symbol is None)
    shown = [show(unmasked(value), 4000) for value in values]
    symbol = f"{label}({', '.join(shown)})" if named and not secret and all(len(one) < 4000 for one in shown) else None
    assumed = next((value.assumed for value in values if value.assumed), None)
    sources = tuple(value for value in values if not isinstance(value, Known))
    result = Unknown(f"{label} of it is computed at deployment", symbol, at, assumed, sources)
    return Sensitive(result, at, assumed) if secret else result


def assuming(value: Value, assumed: str | None) -> Value:
    """The value resting on an assumption besides its own."""
    if assumed is None or value.assumed is not None:
        return value
    copy = moved(value, value.at)
    copy.assumed = assumed
    return copy
