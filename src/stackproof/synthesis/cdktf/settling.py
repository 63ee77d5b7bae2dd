"""What differs between two syntheses with equal settings comes of chance or the clock, and is nothing that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import ListValue, MapValue, Text, Unknown, Value, text
from stackproof.synthesis.cdk.readback import VARYING
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from stackproof.vocabulary.native import NativeGraph


def settle(graph: NativeGraph, one: NativeGraph, other: NativeGraph) -> None:
    """Makes unknown in `graph` what differs between two other graphs, of which `one` may be the same.

    Args:
        graph: changed in place.
        one: of a synthesis with some settings.
        other: of another synthesis with the settings of `one`.
    """
    for address, resource in graph.resources.items():
        first, second = one.resources.get(address), other.resources.get(address)
        if first is not None and second is not None:
            settled = settled_value(resource.arguments, first.arguments, second.arguments)
            resource.arguments = settled if isinstance(settled, MapValue) else resource.arguments
    outputs = {(output.stack, output.name): output for output in one.outputs}
    others = {(output.stack, output.name): output for output in other.outputs}
    for output in graph.outputs:
        key = (output.stack, output.name)
        if key in outputs and key in others:
            output.value = settled_value(output.value, outputs[key].value, others[key].value)


def settled_value(value: Value, one: Value, other: Value) -> Value:
    """The value with unknowns in the places where the two others differ."""
    if one == other or _equally_unknown(one, other):
        return value
    if isinstance(value, MapValue) and isinstance(one, MapValue) and isinstance(other, MapValue):
        entries = {}
        for key, item in value.entries.items():
            first, second = one.entries.get(key), other.entries.get(key)
            if first is None and second is None:
                entries[key] = item
            elif first is None or second is None:
                entries[key] = Unknown(VARYING, None, item.at)
            else:
                entries[key] = settled_value(item, first, second)
        complete = value.complete and one.entries.keys() == other.entries.keys()
        return MapValue(entries, value.at, value.assumed, complete=complete)
    if isinstance(value, Encoded) and isinstance(one, Encoded) and isinstance(other, Encoded):
        return Encoded(settled_value(value.structure, one.structure, other.structure), value.at, value.assumed)
    if (
        isinstance(value, ListValue)
        and isinstance(one, ListValue)
        and isinstance(other, ListValue)
        and len(value.items) == len(one.items) == len(other.items)
    ):
        items = tuple(settled_value(*three) for three in zip(value.items, one.items, other.items, strict=True))
        return ListValue(items, value.at, value.assumed, complete=value.complete)
    if (
        isinstance(value, Text)
        and isinstance(one, Text)
        and isinstance(other, Text)
        and len(value.parts) == len(one.parts) == len(other.parts)
    ):
        parts = [_settled_part(*three) for three in zip(value.parts, one.parts, other.parts, strict=True)]
        return text(parts, value.at, value.assumed)
    return Unknown(VARYING, None, value.at)


def _settled_part(part: str | Value, one: str | Value, other: str | Value) -> str | Value:
    if isinstance(part, Value) and isinstance(one, Value) and isinstance(other, Value):
        return settled_value(part, one, other)
    return part if one == other else Unknown(VARYING)


def _equally_unknown(one: Value, other: Value) -> bool:
    return isinstance(one, Unknown) and isinstance(other, Unknown) and one.reason == other.reason
