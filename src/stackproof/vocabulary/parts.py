"""What adjusters of several tables ask: single items of lists, the rules that a block stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Sensitive, Unknown, Value
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.vocabulary.item import Item


def is_set(value: Value | None) -> bool:
    """Whether an argument is set: neither null nor an empty text, which is null inside of attributes as blocks.

    https://developer.hashicorp.com/terraform/language/attr-as-blocks, read 2026-11-27.
    """
    return value is not None and not is_null(value) and not (isinstance(value, Known) and value.data == "")


def singles(value: Value) -> tuple[Value, ...]:
    """The items of a list that are set; what may be any list stands for itself."""
    if isinstance(value, ListValue):
        return tuple([item for item in value.items if is_set(item)])
    return () if isinstance(value, Absent) else (value,)


def sole(argument: str) -> Callable[[Item], None]:
    """An adjuster for a split resource that is one item of a list of scalars: the item is this argument."""

    def adjust(item: Item) -> None:
        value = item.argument(argument)
        item.properties = {} if isinstance(value, Absent) else {"": value}

    return adjust


def blocks_as(value: Value, change: Callable[[MapValue], list[Value]]) -> Value:
    """A list in which each block is replaced by what `change` makes of it.

    Branches of conditions are changed each on its own; what is not known stays so, and keeps its sources.
    """
    if is_null(value):
        return Absent(value.at, value.assumed)
    if isinstance(value, Conditional):
        then, otherwise = blocks_as(value.then, change), blocks_as(value.otherwise, change)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(blocks_as(value.inner, change), value.at, value.assumed)
    if isinstance(value, MapValue):
        return ListValue(tuple(change(value)), value.at, value.assumed)
    if not isinstance(value, ListValue):
        return Unknown("it is not known which blocks there are", None, value.at, value.assumed, (value,))
    made: list[Value] = []
    complete = value.complete
    for item in value.items:
        if isinstance(item, MapValue):
            made.extend(change(item))
            continue
        inside = blocks_as(item, change)
        if isinstance(inside, Conditional) and all(_at_most_one(one) for one in (inside.then, inside.otherwise)):
            then, otherwise = _only(inside.then), _only(inside.otherwise)
            made.append(Conditional(inside.condition, then, otherwise, item.at, item.assumed))
        elif not isinstance(inside, Absent):
            complete = False
    return ListValue(tuple(made), value.at, value.assumed, complete=complete)


def _at_most_one(value: Value) -> bool:
    return isinstance(value, Absent) or (isinstance(value, ListValue) and value.complete and len(value.items) < 2)


def _only(value: Value) -> Value:
    return value.items[0] if isinstance(value, ListValue) and value.items else Absent(value.at)


def each(value: Value, change: Callable[[Value], Value]) -> tuple[list[Value], bool]:
    """`change` applied to each item of a list, and whether these are all.

    A list that depends on a condition gives items that do; one that is not known gives `change` of an Unknown.
    """
    if not is_set(value):
        return [], True
    if isinstance(value, Conditional):
        then, first = each(value.then, change)
        otherwise, second = each(value.otherwise, change)
        made: list[Value] = [Conditional(value.condition, one, Absent(one.at), one.at, value.assumed) for one in then]
        made += [Conditional(value.condition, Absent(one.at), one, one.at, value.assumed) for one in otherwise]
        return made, first and second
    if isinstance(value, Sensitive):
        inside, complete = each(value.inner, lambda one: change(Sensitive(one, one.at, one.assumed)))
        return inside, complete
    if not isinstance(value, ListValue):
        if isinstance(value, Known):
            return [change(value)], True
        return [
            change(Unknown("it is one of a list that is not known", None, value.at, value.assumed, (value,)))
        ], False
    made = [change(item) for item in value.items if is_set(item)]
    if not value.complete:
        made.append(change(Unknown("the list is known in part only", None, value.at, value.assumed)))
    return made, value.complete
