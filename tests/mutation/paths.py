"""Takes away what a path of a contract leads to, or puts something else there."""

from __future__ import annotations

from collections.abc import Callable

from stackproof.contract.path import holds
from stackproof.contract.path_syntax import Entries, Field, Filter, Flatten, Index, Step
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Sensitive, Value

Change = Callable[[Value], Value]


def gone(value: Value) -> Value:
    """Nothing, known to be nothing."""
    return Absent(value.at)


def at_path(value: Value, steps: tuple[Step, ...], change: Change) -> Value:
    """The value with everything that the path leads to changed.

    A text in which the path goes on (JSON) is changed as a whole, and so is whatever is not known well enough to be
    changed in part. A field that is not there yet is put there.
    """
    if not steps:
        return change(value)
    if isinstance(value, Conditional):
        then, otherwise = at_path(value.then, steps, change), at_path(value.otherwise, steps, change)
        return Conditional(value.condition, then, otherwise, value.at)
    if isinstance(value, Sensitive):
        return Sensitive(at_path(value.inner, steps, change), value.at)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Field):
        return _field(value, step.name, rest, change)
    if isinstance(value, MapValue) and isinstance(step, Entries):
        entries = {key: at_path(one, rest, change) for key, one in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(step, Flatten) and step.deep and not isinstance(value, ListValue | Absent):
        # What a projection gave and is no list stays one item.
        return at_path(value, rest, change)
    if not isinstance(value, ListValue):
        return value if isinstance(value, Absent) else change(value)
    chosen = [number for number, item in enumerate(value.items) if _takes(step, number, item, len(value.items))]
    items = [at_path(one, rest, change) if number in chosen else one for number, one in enumerate(value.items)]
    return ListValue(tuple(items), value.at, value.assumed, complete=value.complete)


def _field(value: Value, name: str, rest: tuple[Step, ...], change: Change) -> Value:
    if isinstance(value, MapValue):
        found = value.entries.get(name, Absent(value.at))
        changed = at_path(found, rest, change)
        return MapValue({**value.entries, name: changed}, value.at, value.assumed, complete=value.complete)
    if isinstance(value, Absent):
        below = at_path(Absent(value.at), rest, change)
        return value if isinstance(below, Absent) else MapValue({name: below}, value.at)
    if isinstance(value, ListValue):
        return value
    return change(value)


def _takes(step: Step, number: int, item: Value, length: int) -> bool:
    if isinstance(step, Index):
        return number == step.number % length
    if isinstance(step, Filter):
        return holds(step.condition, item) is not Truth.NO
    return True


def put(data: str | float | bool) -> Change:
    """A change that puts this scalar in a value's place."""
    return lambda value: Known(data, value.at)
