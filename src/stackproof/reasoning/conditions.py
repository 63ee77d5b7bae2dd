"""Values that hang on the same undecided conditions, looked at together.

`If` in two properties with one condition is no doubt: both are there or neither is. Looked at one by one they give
"undecided" twice; here each way the conditions can turn out is looked at in turn.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, cast

from stackproof.graph.query import assumption
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, ListValue, MapValue, Sensitive, Text, Value, text, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stackproof.graph.resource import Resource

_MOST = 5
"""Conditions looked at together; 2 to the power of this many ways. With more, the values are taken as they are."""


def conditions_in(*values: Value) -> list[str]:
    """Names of the undecided conditions that the values hang on, in the order of the source."""
    found: dict[str, None] = {}
    for value in values:
        for _, inner in walk(value):
            if isinstance(inner, Conditional):
                found[inner.condition] = None
    return list(found)


def assume(value: Value, turned_out: Mapping[str, bool]) -> Value:
    """The value as it is when conditions turn out so; what is absent then leaves its list or map."""
    if isinstance(value, Conditional):
        if value.condition in turned_out:
            return assume(value.then if turned_out[value.condition] else value.otherwise, turned_out)
        then, otherwise = assume(value.then, turned_out), assume(value.otherwise, turned_out)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, MapValue):
        kept = {key: assume(item, turned_out) for key, item in value.entries.items()}
        entries = {key: item for key, item in kept.items() if not isinstance(item, Absent)}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(value, ListValue):
        items = (assume(item, turned_out) for item in value.items)
        present = tuple(item for item in items if not isinstance(item, Absent))
        return ListValue(present, value.at, value.assumed, complete=value.complete)
    if isinstance(value, Text):
        parts = [assume(part, turned_out) if isinstance(part, Value) else part for part in value.parts]
        return text(parts, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(assume(value.inner, turned_out), value.at, value.assumed)
    return value


def branches(*values: Value, existing: tuple[Resource, ...] = ()) -> Iterator[tuple[Value, ...]]:
    """The values in every way that their conditions can turn out.

    Args:
        values: looked at together.
        existing: resources that are taken to exist, so that the conditions they depend on hold.
    """
    hold = {resource.condition: True for resource in existing if resource.condition}
    names = conditions_in(*values)
    free = [name for name in names if name not in hold]
    if not names or len(free) > _MOST:
        yield values
        return
    for choice in product((True, False), repeat=len(free)):
        turned_out = {**hold, **dict(zip(free, choice, strict=True))}
        yield tuple(assume(value, turned_out) for value in values)


class Agreement(NamedTuple):
    """What a check answers over all the ways that conditions can turn out.

    `truth` is the common answer, YES when the question never arises, and UNDECIDED where the answers differ.
    `when` names the conditions when the question arises only if they turn out in some way; it is empty otherwise.
    """

    truth: Truth
    when: str = ""


def settle(check: Callable[..., Truth | None], *values: Value, existing: tuple[Resource, ...] = ()) -> Agreement:
    """Asks `check` about the values in every way that their conditions can turn out.

    `check` gives None where the question does not arise (there is no replication that could need a versioned bucket).
    """
    answers = {check(*branch) for branch in branches(*values, existing=existing)}
    arising = answers - {None}
    if not arising:
        return Agreement(Truth.YES)
    when = " and ".join(conditions_in(*values)) if None in answers else ""
    return Agreement(cast("Truth", arising.pop()) if len(arising) == 1 else Truth.UNDECIDED, when)


def agree(check: Callable[..., Truth | None], *values: Value, existing: tuple[Resource, ...] = ()) -> Truth:
    """The truth that `settle` finds, for checks that need not say what it hangs on."""
    return settle(check, *values, existing=existing).truth


def rests_on(*values: Value) -> str | None:
    """The first assumption that any of the values rests on."""
    return next((found for value in values if (found := assumption(value))), None)


def doubt(agreement: Agreement, *values: Value) -> tuple[str, ...]:
    """Evidence lines that say what a finding rests on beside the values shown; empty when it is proved."""
    lines = [f"this depends on the condition {agreement.when}, which is not decided here"] if agreement.when else []
    assumed = rests_on(*values)
    return (*lines, f"assuming {assumed}") if assumed else tuple(lines)
