"""Gives a value the shape that CloudFormation's property has, without a change of what it says.

Terraform writes a block that occurs once as a list of one, a JSON document as text, a number sometimes as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import boolean, number
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    scalar_text,
)
from stackproof.vocabulary.derive import letters, property_of
from stackproof.vocabulary.json_text import Encoded, parse, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.facts.properties import Shape

    Inner = Callable[[MapValue], Value]


def is_null(value: Value) -> bool:
    """Whether a value means that nothing was set."""
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data is None)


def shaped(value: Value, shape: Shape, block: Inner) -> Value:
    """The value in the shape of its property.

    Args:
        block: translates one map that stands for a structure with known properties.
    """
    if is_null(value):
        return Absent(value.at, value.assumed)
    if isinstance(value, Sensitive):
        inner = shaped(value.inner, shape, block)
        return inner if isinstance(inner, Absent) else Sensitive(inner, value.at, value.assumed)
    if isinstance(value, Conditional):
        then, otherwise = shaped(value.then, shape, block), shaped(value.otherwise, shape, block)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(shape, list):
        return _list(value, shape[0], block)
    if isinstance(shape, dict):
        return _structure(value, shape, block)
    return _free(value) if shape == "j" else _scalar(value, shape)


def _free(value: Value) -> Value:
    """JSON of any kind: the structure where the text is known to be one."""
    if isinstance(value, (Encoded, Text, Known)):
        structure = parse(value)
        if structure is not None:
            return structure
    return plain_text(value)


def _scalar(value: Value, shape: str) -> Value:
    value = plain_text(value)
    if isinstance(value, ListValue) and value.complete and len(value.items) < 2:
        return _scalar(value.items[0], shape) if value.items else Absent(value.at, value.assumed)
    if not isinstance(value, Known) or value.data is None:
        return value
    if shape == "b":
        known = boolean(value)
        return value if known is None else Known(known, value.at, value.assumed)
    if shape == "n" and isinstance(value.data, str):
        amount = number(value)
        if amount is not None:
            return Known(int(amount) if amount.is_integer() else amount, value.at, value.assumed)
    if shape == "s" and not isinstance(value.data, str):
        return Known(scalar_text(value.data), value.at, value.assumed)
    return value


def _list(value: Value, shape: Shape, block: Inner) -> Value:
    structured = isinstance(shape, dict) and "" not in shape
    if isinstance(value, (Encoded, Text, Known)) and structured:
        structure = parse(value)
        if structure is not None:
            return renamed(structure, [shape])
    if isinstance(value, ListValue):
        items = [shaped(item, shape, block) for item in value.items]
        kept = tuple([item for item in items if not isinstance(item, Absent)])
        return ListValue(kept, value.at, value.assumed, complete=value.complete)
    if isinstance(value, MapValue):
        pair = _pair(shape) if structured else None
        if pair is not None and {letters(name) for name in value.entries} != {letters(name) for name in pair}:
            return _pairs(value, pair)
        return ListValue((shaped(value, shape, block),), value.at, value.assumed)
    if isinstance(value, (Known, Text, Encoded)) or (isinstance(value, Reference) and _is_single(value)):
        return ListValue((shaped(value, shape, block),), value.at, value.assumed)
    return value


def _is_single(reference: Reference) -> bool:
    """Whether a reference is an identifier or an ARN; another attribute may be a list."""
    return not reference.attribute or reference.attribute.endswith("Arn")


def _pair(shape: dict[str, Shape]) -> tuple[str, str] | None:
    """The names of key and value, where a structure has nothing else."""
    names = {letters(name): name for name in shape}
    return (names["key"], names["value"]) if names.keys() == {"key", "value"} else None


def _pairs(value: MapValue, pair: tuple[str, str]) -> Value:
    key, item = pair
    pairs = [
        MapValue({key: Known(name, one.at, one.assumed), item: _scalar(one, "s")}, one.at)
        for name, one in value.entries.items()
        if not is_null(one)
    ]
    return ListValue(tuple(pairs), value.at, value.assumed, complete=value.complete)


def _structure(value: Value, shape: dict[str, Shape], block: Inner) -> Value:
    if isinstance(value, ListValue):
        if value.complete and len(value.items) < 2:
            return shaped(value.items[0], shape, block) if value.items else Absent(value.at, value.assumed)
        reason = "its block is written several times" if value.complete else "it is not known which blocks there are"
        return Unknown(reason, None, value.at, value.assumed, value.items)
    if isinstance(value, (Encoded, Text, Known)):
        structure = parse(value)
        return plain_text(value) if structure is None else renamed(structure, shape)
    if not isinstance(value, MapValue):
        return value
    if "" in shape:
        entries = {name: shaped(item, shape[""], block) for name, item in value.entries.items()}
        kept = {name: item for name, item in entries.items() if not isinstance(item, Absent)}
        return MapValue(kept, value.at, value.assumed, complete=value.complete)
    return block(value)


def renamed(structure: Value, shape: Shape) -> Value:
    """A document in the API's names with CloudFormation's: `portMappings` is PortMappings. Unknown names stay."""
    if isinstance(structure, Sensitive):
        return Sensitive(renamed(structure.inner, shape), structure.at, structure.assumed)
    if isinstance(structure, Conditional):
        then, otherwise = renamed(structure.then, shape), renamed(structure.otherwise, shape)
        return Conditional(structure.condition, then, otherwise, structure.at, structure.assumed)
    if isinstance(structure, ListValue):
        inner = shape[0] if isinstance(shape, list) else shape
        items = tuple([renamed(item, inner) for item in structure.items if not is_null(item)])
        return ListValue(items, structure.at, structure.assumed, complete=structure.complete)
    if isinstance(structure, MapValue) and isinstance(shape, dict):
        entries: dict[str, Value] = {}
        for name, item in structure.entries.items():
            if is_null(item):
                continue
            own = name if name in shape or "" in shape else property_of(name, shape) or name
            entries[own] = renamed(item, shape.get(own, shape.get("", "j")))
        return MapValue(entries, structure.at, structure.assumed, complete=structure.complete)
    if isinstance(structure, (MapValue, ListValue)) or not isinstance(shape, str) or shape == "j":
        return _free(structure) if isinstance(structure, Encoded) else structure
    return _scalar(structure, shape)
