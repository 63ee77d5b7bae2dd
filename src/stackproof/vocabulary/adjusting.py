"""What the adjusters of several tables do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
    scalar_text,
)
from stackproof.vocabulary.parts import blocks_as
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.vocabulary.item import Item


def argument_beside(item: Item, argument: str, type_: str, properties: dict[str, Value], prop: str) -> None:
    """Adds a resource for an argument that is one of its own in CloudFormation (the inline policy of a bucket, say).

    It is named after the argument; there is none where the argument is not set.

    Args:
        type_: CloudFormation's type of the resource.
        properties: what it has beside the argument's value.
        prop: the property that the argument's value is.
    """
    value = item.argument(argument)
    if isinstance(value, Absent):
        return
    add = item.perhaps_beside if may_be_absent(value) else item.beside
    add(argument, type_, {**properties, prop: value}, value.at)


def may_be_absent(value: Value) -> bool:
    """Whether a value can turn out to be null: a conditional with such a branch, and what is not known at all."""
    if isinstance(value, Sensitive):
        return may_be_absent(value.inner)
    if isinstance(value, Conditional):
        return may_be_absent(value.then) or may_be_absent(value.otherwise)
    return isinstance(value, Unknown) or is_null(value)


def provider_default(item: Item, argument: str, path: str, data: str | float | bool) -> None:
    """Sets a property to the provider's own default where the argument is not set.

    For defaults that CloudFormation does not have; the module of the table states the source.
    """
    if isinstance(item.argument(argument), Absent) and not item.has(path):
        item.set(path, Known(data, item.at))


def kept_if(item: Item, argument: str) -> None:
    """The tool forgets the resource instead of deleting it when an argument is true."""
    answer = is_true(item.argument(argument))
    if answer is not Truth.NO:
        item.on_delete = "retain" if answer is Truth.YES else "unknown"


def by_name(item: str, key: str = "name") -> Callable[[Value], Value]:
    """A conversion of blocks of a name and something, such as the parameters of a parameter group, to one map.

    Known in part only where a name, or whether a block is there, is not known.

    Args:
        item: the argument beside the name.
        key: the argument that is the name.
    """

    def change(value: Value) -> Value:
        if isinstance(value, Conditional):
            return Conditional(value.condition, change(value.then), change(value.otherwise), value.at, value.assumed)
        if isinstance(value, Sensitive):
            return Sensitive(change(value.inner), value.at, value.assumed)
        if isinstance(value, MapValue):
            return change(ListValue((value,), value.at, value.assumed))
        if not isinstance(value, ListValue):
            return value
        entries: dict[str, Value] = {}
        complete = value.complete
        for block in value.items:
            name = block.entries.get(key) if isinstance(block, MapValue) else None
            if isinstance(block, MapValue) and isinstance(name, Known) and name.data is not None:
                entries[scalar_text(name.data)] = block.entries.get(item, Known(None, block.at))
            else:
                complete = False
        return MapValue(entries, value.at, value.assumed, complete=complete)

    return change


def hidden(value: Value) -> Value:
    """A value that is a secret, wherever it comes from."""
    return value if isinstance(value, Sensitive) or is_null(value) else Sensitive(value, value.at, value.assumed)


def hidden_unless_written(value: Value) -> Value:
    """A value that is a secret unless it stands in the source in plain text, where everybody reads it."""
    return value if isinstance(value, Known) else hidden(value)


def kept_secret(item: Item, argument: str) -> None:
    """Marks an argument that becomes no property as a secret."""
    if argument in item.left:
        item.left[argument] = hidden(item.left[argument])


def snapshot_if(item: Item, argument: str) -> None:
    """The tool takes a last snapshot at deletion when an argument, its name, is set."""
    value = item.argument(argument)
    if may_be_absent(value):
        item.on_delete = None if isinstance(value, Absent) else "unknown"
    else:
        item.on_delete = "snapshot"


def where(argument: str) -> Callable[[Value], Value]:
    """A conversion of blocks that say themselves whether they are switched on: those that are off are left out.

    Args:
        argument: the boolean inside of the block.
    """

    def one(block: MapValue) -> list[Value]:
        answer = is_true(block.entries.get(argument, Absent(block.at)))
        if answer is Truth.UNDECIDED or not block.complete:
            sources = tuple(block.entries.values())
            return [Unknown("whether it is switched on is not known", None, block.at, block.assumed, sources)]
        return [] if answer is Truth.NO else [block]

    return lambda value: blocks_as(value, one)
