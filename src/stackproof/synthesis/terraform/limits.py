"""Bounds on what one reading may cost, so that a small project cannot ask for endless time or memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Text, Value, children
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_STEPS = 1_000_000
"""Expressions that are evaluated in one reading; the largest of 284 public root modules takes 30,000."""

MAX_UNITS = 20_000_000
"""Characters that expressions may produce in one reading, a loop's item counting as 100; the most there is 150,000."""

MAX_VALUE = 50_000
"""Values that one value may hold; the largest in those modules holds 9,200."""

MAX_VALUE_DEPTH = 60
"""Levels of lists and maps that one value may have; the deepest there has 20."""

MAX_KEPT = 1_000_000
"""Values that the arguments of all resources may hold together, since all that comes after walks them; 14,000 there."""


class Limits:
    """What is left of the bounds.

    Attributes:
        reason: why nothing more is computed, once a bound is reached; completes "undecided, because ...".
    """

    def __init__(self) -> None:
        self._steps = MAX_STEPS
        self._units = MAX_UNITS
        self._kept = MAX_KEPT
        self.reason = "the project asks for more than can be computed here"
        self._measured: dict[int, tuple[Value, int, int]] = {}

    def step(self) -> bool:
        """Whether one more expression may be evaluated."""
        self._steps -= 1
        return self._steps > 0

    def take(self, units: int) -> bool:
        """Whether so many characters, or values, may be made."""
        self._units -= units
        return self._units > 0

    def allows(self, value: Value) -> bool:
        """Whether a value is neither too large nor too deep to be worked with, shared parts counted as often as met."""
        if not isinstance(value, Encoded) and next(children(value), None) is None:
            return True
        size, depth = self._measure(value)
        return size <= MAX_VALUE and depth <= MAX_VALUE_DEPTH

    def keeps(self, value: Value) -> bool:
        """Whether a value can become an argument of a resource; what it holds is counted when it can."""
        if not self.allows(value):
            return False
        size = self._measure(value)[0] if id(value) in self._measured else 1
        if size > self._kept:
            return False
        self._kept -= size
        return True

    def _measure(self, value: Value) -> tuple[int, int]:
        """Size and depth. What was measured is kept, so that values which share parts are measured in linear time."""
        pending = [value]
        while pending:
            current = pending[-1]
            if id(current) in self._measured:
                pending.pop()
                continue
            below = list(_below(current))
            missing = [one for one in below if id(one) not in self._measured]
            if missing:
                pending.extend(missing)
                continue
            pending.pop()
            size, depth = 1, 0
            for one in below:
                _, inner_size, inner_depth = self._measured[id(one)]
                size, depth = size + inner_size, max(depth, inner_depth)
            if isinstance(current, Encoded):
                # A text in a text in a text: each level escapes the quotation marks of the one below again.
                size *= 3
            # The value is kept with its measure: while it lives no other one has its id.
            self._measured[id(current)] = (current, size, depth + 1)
        _, size, depth = self._measured[id(value)]
        return size, depth


def _below(value: Value) -> Iterator[Value]:
    if isinstance(value, Encoded):
        yield value.structure
        return
    if isinstance(value, (Known, Text)):
        return
    for _, inner in children(value):
        yield inner
