"""Computes named values when they are asked for, each once, however long the chain of names is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from stackproof.synthesis.terraform.evaluate import Evaluator

Result = TypeVar("Result")
Answer = TypeVar("Answer")

MAX_NESTED = 40
"""Levels of evaluation below which a name that is not computed yet is computed first, from the bottom again."""


class _Needed(Exception):
    def __init__(self, key: Hashable, compute: Callable[[], object]) -> None:
        self.key = key
        self.compute = compute


class Demand(Generic[Result]):
    """Named values, computed on demand.

    A chain of a thousand locals, each defined by the next one, would nest a thousand evaluations. Where evaluations are
    nested deeply already, the one that is running is given up, the missing value is computed on its own, and the
    first one starts again with that value at hand.

    Args:
        evaluator: tells how deeply evaluations are nested.
        cycle: the value of a name that is defined by itself.
    """

    def __init__(self, evaluator: Evaluator, cycle: Callable[[list[Hashable]], Result]) -> None:
        self._evaluator = evaluator
        self._cycle = cycle
        self._known: dict[Hashable, Result] = {}
        self._running: dict[Hashable, None] = {}

    def get(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """The value of a key."""
        if key in self._known:
            return self._known[key]
        if key in self._running:
            names = list(self._running)
            return self._cycle([*names[names.index(key) :], key])
        if self._evaluator.depth > MAX_NESTED:
            raise _Needed(key, lambda: self.get(key, compute))
        self._running[key] = None
        try:
            value = compute()
        finally:
            del self._running[key]
        self._known[key] = value
        return value

    def run(self, compute: Callable[[], Answer]) -> Answer:
        """Computes something that asks for named values; every evaluation starts here."""
        if self._running or self._evaluator.depth:
            return compute()
        waiting: list[tuple[Hashable, Callable[[], object]]] = [(None, compute)]
        while True:
            _, top = waiting[-1]
            try:
                value = top()
            except _Needed as needed:
                names = [name for name, _ in waiting]
                if needed.key in names:
                    self._known[needed.key] = self._cycle([*names[names.index(needed.key) :], needed.key])
                else:
                    waiting.append((needed.key, needed.compute))
                continue
            waiting.pop()
            if not waiting:
                return value  # type: ignore[return-value]
