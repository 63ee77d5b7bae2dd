"""How a value stands against what was asked of it, with the values that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.truth import Truth, every, some

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.values import Value


class Leaf(NamedTuple):
    """One value that was looked at.

    Attributes:
        path: where it stands in the resource, such as `Rules[0].Status`.
        value: what stands there.
        wanted: what was asked of it, for a message.
        truth: whether it is so.
    """

    path: str
    value: Value
    wanted: str
    truth: Truth


class Judgement(NamedTuple):
    """An answer and the leaves that it rests on."""

    truth: Truth
    leaves: tuple[Leaf, ...]

    @property
    def decisive(self) -> tuple[Leaf, ...]:
        """The leaves that led to the answer: for a no those that fail, for a yes all of them."""
        same = tuple(leaf for leaf in self.leaves if leaf.truth is self.truth)
        return same or self.leaves


def leaf(truth: Truth, path: str, value: Value, wanted: str) -> Judgement:
    """A judgement of one value."""
    return Judgement(truth, (Leaf(path, value, wanted, truth),))


def all_of(judgements: Iterable[Judgement]) -> Judgement:
    """YES when all are; nothing at all is YES."""
    parts = list(judgements)
    return Judgement(every(part.truth for part in parts), _decisive_of(parts))


def any_of(judgements: Iterable[Judgement]) -> Judgement:
    """YES when one is; nothing at all is NO."""
    parts = list(judgements)
    return Judgement(some(part.truth for part in parts), _decisive_of(parts))


def either(value: Value, path: str, wanted: str, then: Judgement, otherwise: Judgement) -> Judgement:
    """What holds of a value that depends on a condition: what both branches say, else undecided."""
    if then.truth is otherwise.truth:
        return Judgement(then.truth, then.decisive + otherwise.decisive)
    return leaf(Truth.UNDECIDED, path, value, wanted)


def _decisive_of(parts: list[Judgement]) -> tuple[Leaf, ...]:
    return tuple(one for part in parts for one in part.decisive)
