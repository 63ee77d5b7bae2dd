"""The grammar of EventBridge event patterns, and of the filter policies of SNS subscriptions, which share it.

Sources, read 2026-11-28: operators in
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html (a value that is to match
stands in a list), fields of an event in https://docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import string
from stackproof.graph.values import Known, ListValue, MapValue, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_FIELDS = frozenset(
    {"version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "replay-name"}
)
"""The fields at the top of every event."""

_OPERATORS = frozenset(
    {"prefix", "suffix", "anything-but", "numeric", "cidr", "exists", "equals-ignore-case", "wildcard"}
)
_COMPARISONS = frozenset({"=", "<", "<=", ">", ">="})


class Flaw(NamedTuple):
    """A place of a pattern that the service refuses, and why; `why` completes "refused, because ..."."""

    at: Value
    why: str


def flaws(pattern: Value, path: str = "") -> Iterator[Flaw]:
    """What a pattern is refused for, as far as it is known. Whatever is not known is passed over."""
    if not isinstance(pattern, MapValue):
        return
    if not path and not pattern.entries and pattern.complete:
        yield Flaw(pattern, "a pattern has at least one field")
    for key, value in pattern.entries.items():
        name = f"{path}.{key}" if path else key
        if key == "$or":
            yield from _alternatives(value, path, name)
        elif isinstance(value, MapValue):
            if value.complete and not value.entries:
                yield Flaw(value, f"{name} is empty")
            yield from flaws(value, name)
        elif isinstance(value, ListValue):
            yield from _candidates(value, name)
        elif isinstance(value, Known):
            yield Flaw(value, f"{name} has to be a list (or an object), also for a single value")


def _alternatives(value: Value, path: str, name: str) -> Iterator[Flaw]:
    if not isinstance(value, ListValue):
        if isinstance(value, (Known, MapValue)):
            yield Flaw(value, f"{name} has to be a list of patterns")
        return
    for one in value.items:
        # Each alternative is a pattern of the same level.
        yield from flaws(one, path or "$or")


def _candidates(values: ListValue, name: str) -> Iterator[Flaw]:
    if values.complete and not values.items:
        yield Flaw(values, f"the list of {name} is empty")
    for one in values.items:
        if isinstance(one, ListValue):
            yield Flaw(one, f"the list of {name} holds a list")
        elif isinstance(one, MapValue) and one.complete:
            yield from _operator(one, name)


def _operator(value: MapValue, name: str) -> Iterator[Flaw]:
    if len(value.entries) != 1:
        yield Flaw(value, f"an object in the list of {name} has exactly one operator")
        return
    ((operator, operand),) = value.entries.items()
    if operator not in _OPERATORS:
        yield Flaw(value, f"{operator} in the list of {name} is no operator")
    elif operator == "numeric":
        yield from _numeric(operand, name)
    elif operator == "exists" and isinstance(operand, (MapValue, ListValue)):
        yield Flaw(operand, f"exists of {name} takes true or false")


def _numeric(operand: Value, name: str) -> Iterator[Flaw]:
    if isinstance(operand, (Known, MapValue)):
        yield Flaw(operand, f"numeric of {name} takes a list of comparisons")
    elif isinstance(operand, ListValue) and operand.complete:
        signs = [string(one) for one in operand.items[::2]]
        if len(operand.items) not in (2, 4) or any(sign is not None and sign not in _COMPARISONS for sign in signs):
            yield Flaw(operand, f'numeric of {name} takes one or two comparisons, such as [">", 0, "<=", 5]')


def unheard_fields(pattern: Value) -> Iterator[tuple[str, Value]]:
    """Fields at the top of a pattern that no event has, with what they are compared with."""
    if isinstance(pattern, MapValue):
        for key, value in pattern.entries.items():
            # Rules are matched by whole paths, so that a name with points in it may be one.
            if key.partition(".")[0] not in EVENT_FIELDS and not key.startswith("$"):
                yield key, value
