"""What adjusters of several tables ask: single items of lists, the rules that a block stands for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stackproof.graph.query import string, why
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
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.derive import property_of
from stackproof.vocabulary.json_text import plain_text
from stackproof.vocabulary.map import below, put
from stackproof.vocabulary.shaping import is_null, shaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.facts.properties import Shape
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
        reason = f"it is one of a list that is not known: {why(value)}"
        return [change(Unknown(reason, None, value.at, value.assumed, (value,)))], False
    made = [change(item) for item in value.items if is_set(item)]
    if not value.complete:
        made.append(change(Unknown("the list is known in part only", None, value.at, value.assumed)))
    return made, value.complete


def structure(block: MapValue, shape: Shape, names: Mapping[str, str] | None = None) -> MapValue:
    """A block as a structure of CloudFormation's, for adjusters that put blocks together.

    Args:
        shape: of the structure.
        names: the property's path (with dots) by argument, empty for what is left out; the rest is derived. An argument
            without a property makes the structure incomplete.
    """
    inside = shape if isinstance(shape, dict) else {}
    entries: dict[str, Value] = {}
    complete = block.complete
    for argument, value in block.entries.items():
        if not is_set(value):
            continue
        path = (names or {}).get(argument)
        path = property_of(argument, inside) if path is None else path
        if path:
            steps = tuple(path.split("."))
            below_it = below(inside, steps)
            inner = below_it
            while isinstance(inner, list):
                inner = inner[0]
            put(entries, inside, steps, shaped(value, below_it, partial(structure, shape=inner)))
        elif names is None or argument not in names:
            complete = False
    return MapValue(entries, block.at, block.assumed, complete=complete)


def joined(*lists: Value) -> Value:
    """Several lists one after the other; Absent where none is written."""
    written = [one for one in lists if not is_null(one)]
    if len(written) < 2:
        return written[0] if written else Absent(lists[0].at)
    items: list[Value] = []
    complete = True
    for one in written:
        if isinstance(one, ListValue):
            items.extend(one.items)
            complete = complete and one.complete
        else:
            complete = False
    return ListValue(tuple(items), written[0].at, complete=complete)


def items_as(name: str) -> Callable[[Value], Value]:
    """A conversion of a list of scalars to a list of structures with one property."""

    def change(value: Value) -> Value:
        if isinstance(value, Conditional):
            return Conditional(value.condition, change(value.then), change(value.otherwise), value.at, value.assumed)
        if isinstance(value, Sensitive):
            return Sensitive(change(value.inner), value.at, value.assumed)
        if isinstance(value, ListValue):
            items = tuple([MapValue({name: item}, item.at) for item in value.items])
            return ListValue(items, value.at, value.assumed, complete=value.complete)
        if isinstance(value, Known) and value.data is not None:
            return ListValue((MapValue({name: value}, value.at),), value.at, value.assumed)
        return value

    return change


def item_as(name: str) -> Callable[[Value], Value]:
    """A conversion of one scalar to a list of one structure with one property."""

    def change(value: Value) -> Value:
        if isinstance(value, Conditional):
            return Conditional(value.condition, change(value.then), change(value.otherwise), value.at, value.assumed)
        if is_null(value):
            return value
        if isinstance(value, Unknown) and value.symbol is None:
            # It may be null; what has a symbol is written there.
            return Unknown("it is not known whether it is set", None, value.at, value.assumed, (value,))
        return ListValue((MapValue({name: value}, value.at),), value.at, value.assumed)

    return change


def encoded(value: Value) -> Value:
    """A text as base64, as CloudFormation wants the scripts of instances."""

    def one(known: Known) -> Value:
        from binascii import b2a_base64

        written = scalar_text(known.data)
        return Known(b2a_base64(written.encode(), newline=False).decode("ascii"), known.at, known.assumed)

    return mapped(plain_text(value), one, "it is the base64 of a text that is not known")


def tag_specification(kind: str, tags: Value) -> Value:
    """The tags of a type that takes them by kind of resource; Absent where there are none."""
    if isinstance(tags, Absent):
        return tags
    shape = [{"Key": "s", "Value": "s"}]
    entries = {"ResourceType": Known(kind, tags.at), "Tags": shaped(tags, shape, lambda one: one)}
    return ListValue((MapValue(entries, tags.at),), tags.at)


def keyed(value: Value, shape: Shape, inner: str = "", key: str = "key") -> Value:
    """Blocks with a key as a map by that key.

    Args:
        value: the blocks.
        shape: of what the keys lead to.
        inner: the block inside each that it is; empty for the rest of the block itself.
        key: the argument that is the key.
    """
    if isinstance(value, Conditional):
        then, otherwise = keyed(value.then, shape, inner, key), keyed(value.otherwise, shape, inner, key)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(keyed(value.inner, shape, inner, key), value.at, value.assumed)
    if is_null(value) or isinstance(value, Unknown):
        return value
    blocks = value.items if isinstance(value, ListValue) else (value,)
    found: dict[str, Value] = {}
    complete = not isinstance(value, ListValue) or value.complete
    for block in blocks:
        name = string(block.entries.get(key, Absent())) if isinstance(block, MapValue) else None
        if not isinstance(block, MapValue) or name is None:
            complete = False
        elif inner:
            written = block.entries.get(inner, Absent(block.at))
            found[name] = shaped(written, shape, partial(structure, shape=shape))
        else:
            found[name] = structure(block, shape, {key: ""})
    return MapValue(found, value.at, value.assumed, complete=complete)
