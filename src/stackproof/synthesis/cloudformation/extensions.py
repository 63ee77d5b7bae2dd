"""Intrinsic functions that compute: Fn::Cidr, Fn::Length, Fn::ToJsonString."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, string
from stackproof.graph.values import (
    Absent,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
    text,
    walk,
)
from stackproof.synthesis.cloudformation.budget import value_units
from stackproof.synthesis.cloudformation.combine import computed, each_branch, varies_in_length
from stackproof.synthesis.cloudformation.document import place

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.scope import Scope


def cidr(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Cidr`: up to 256 blocks of an address block, `cidrBits` being the bits left for hosts."""
    if not isinstance(argument, list) or len(argument) not in (2, 3):
        return scope.wrong("Fn::Cidr takes an address block, a count and the number of host bits", at)

    def blocks(values: list[Value]) -> Value:
        block, count = string(values[0]), number(values[1])
        bits = number(values[2]) if len(values) == 3 else 8.0
        if block is None or count is None or bits is None:
            return computed("Fn::Cidr", values, at)
        import ipaddress

        try:
            if not 0 <= bits <= 128:
                return scope.wrong(f"Fn::Cidr: {bits:g} is no number of host bits", at)
            network = ipaddress.ip_network(block, strict=False)
            prefix = network.max_prefixlen - int(bits)
            step = 1 << int(bits)
            fits = 1 <= count <= 256 and network.prefixlen <= prefix
            if not fits or int(count) > network.num_addresses // step:
                return scope.wrong(f"Fn::Cidr: {block} does not hold {count:g} blocks of {bits:g} bits", at)
        except (ValueError, OverflowError):
            return scope.wrong(f"Fn::Cidr: {block[:60]} is no address block", at)
        first = int(network.network_address)
        kind = type(network.network_address)
        assumed = next((value.assumed for value in values if value.assumed), None)
        found = [Known(f"{kind(first + index * step)}/{prefix}", at, assumed) for index in range(int(count))]
        return ListValue(tuple(found), at, assumed)

    return each_branch([scope.value(node, place(argument, i, at)) for i, node in enumerate(argument)], blocks, at)


def length(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Length`: the number of items of a list."""

    def count(values: list[Value]) -> Value:
        listed = values[0]
        if isinstance(listed, Sensitive):
            return Sensitive(count([listed.inner]), at)
        if not isinstance(listed, ListValue) or not listed.complete:
            return computed("Fn::Length", values, at)
        if varies_in_length(listed.items):
            return each_branch(list(listed.items), lambda items: Known(len(_existing(items)), at, listed.assumed), at)
        return Known(len(listed.items), at, listed.assumed)

    return each_branch([scope.value(argument, at)], count, at)


def _existing(items: list[Value]) -> list[Value]:
    return [item for item in items if not isinstance(item, Absent)]


def to_json_string(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::ToJsonString`: a map or a list as JSON text, with holes where it is known only at deployment."""
    value = scope.value(argument, at)
    if not isinstance(value, (MapValue, ListValue)):
        return computed("Fn::ToJsonString", [value], at)
    refused = scope.too_much(2 * value_units(value), at)
    if refused is not None:
        return refused
    parts: list[str | Value] = []
    if not _write(value, parts):
        return computed("Fn::ToJsonString", [value], at)
    return text(parts, at)


def _write(value: Value, parts: list[str | Value]) -> bool:
    """Appends the JSON of a value; False when its form is not known (keys or items that may or may not be there)."""
    from json import dumps

    if isinstance(value, Known):
        parts.append(dumps(value.data, ensure_ascii=False))
        return True
    if isinstance(value, MapValue):
        return value.complete and _write_map(value, parts)
    if isinstance(value, ListValue):
        if not value.complete or varies_in_length(value.items):
            return False
        parts.append("[")
        for index, item in enumerate(value.items):
            if index:
                parts.append(",")
            if not _write(item, parts):
                return False
        parts.append("]")
        return True
    if isinstance(value, Absent) or _absent_in(value) or (isinstance(value, Unknown) and value.symbol is None):
        return False
    parts.extend(('"', value, '"'))
    return True


def _write_map(value: MapValue, parts: list[str | Value]) -> bool:
    from json import dumps

    parts.append("{")
    for index, (key, item) in enumerate(value.entries.items()):
        parts.append(("," if index else "") + dumps(key, ensure_ascii=False) + ":")
        if not _write(item, parts):
            return False
    parts.append("}")
    return True


def _absent_in(value: Value) -> bool:
    return any(isinstance(inner, (Absent, MapValue, ListValue)) for _, inner in walk(value))
