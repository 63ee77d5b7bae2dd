"""Functions of sets. A set is a list without duplicates, its texts in order, since Terraform goes through it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Conditional, Known, ListValue, Reference, Unknown, Value
from stackproof.synthesis.terraform.functions.registry import Arguments, function
from stackproof.synthesis.terraform.lift import OpenInstances, is_exact, kind_of, sources_of
from stackproof.synthesis.terraform.values_of_type import as_set, unified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _needed(call: Arguments, value: Value) -> Value:
    if isinstance(value, OpenInstances):
        return ListValue((value.one,), call.at, complete=False)
    if isinstance(value, (Unknown, Reference)):
        return call.opaque()
    return call.failed(f"a list is needed, and this is {kind_of(value)}")


@function("toset", 1, 1, passes_on=True)
def _toset(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, ListValue):
        return as_set(value, call.at)
    # A list that is not known is the same list as a set, for all that can be told of it.
    return value if isinstance(value, (Reference, Unknown)) else _needed(call, value)


@function("distinct", 1, 1)
def _distinct(call: Arguments) -> Value:
    (value,) = call.values
    if not isinstance(value, ListValue):
        return _needed(call, value)
    items = dict.fromkeys(unified(value.items))
    return ListValue(tuple(items), call.at, value.assumed, complete=value.complete)


@function("setunion", 1, None, takes_more=True)
def _setunion(call: Arguments) -> Value:
    items: list[Value] = []
    complete = not call.open_ended
    assumed = None
    for value in call.values:
        if isinstance(value, ListValue):
            items += value.items
            complete = complete and value.complete
            assumed = assumed or value.assumed
        elif isinstance(value, (Unknown, Reference)):
            complete = False
            items += [value.one] if isinstance(value, OpenInstances) else []
        else:
            return _needed(call, value)
    if not items and not complete:
        return Unknown("its items are not known", None, call.at, None, sources_of(call.values))
    return as_set(ListValue(tuple(items), call.at, assumed, complete=complete), call.at)


def _of_known(change: Callable[[list[Value], list[Value]], Iterable[Value]]) -> Callable[[Arguments], Value]:
    """A function of sets that can be told only where every item of every set is known to be equal or to differ."""

    def apply(call: Arguments) -> Value:
        result: list[Value] | None = None
        assumed = None
        for value in call.values:
            if not isinstance(value, ListValue):
                return _needed(call, value)
            if not is_exact(value) or any(isinstance(item, (Conditional, Unknown)) for item in value.items):
                return call.opaque()
            assumed = assumed or value.assumed
            items = list(as_set(value, call.at).items)
            result = items if result is None else list(change(result, items))
        open_items = [item for value in call.values for item in _items(value) if not isinstance(item, Known)]
        if len(open_items) > 1:
            return call.opaque()
        return as_set(ListValue(tuple(result or ()), call.at, assumed), call.at)

    return apply


def _items(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, ListValue) else ()


function("setintersection", 1, None)(_of_known(lambda left, right: [item for item in left if item in right]))
function("setsubtract", 2, 2)(_of_known(lambda left, right: [item for item in left if item not in right]))
