"""Small native graphs for tests."""

from __future__ import annotations

from typing import Any

from stackproof.graph.graph import Graph
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.serialise import value_data
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Unknown, Value
from stackproof.vocabulary.native import NativeGraph, NativeResource
from stackproof.vocabulary.translate import translate


def ref(target: str, attribute: str = "") -> Reference:
    """What `aws_sqs_queue.a.arn` is before the translation."""
    return Reference(target, attribute, Location("main.tf", 1, 1))


def unknown(symbol: str = "var.x") -> Unknown:
    """A variable without a value."""
    return Unknown(f"{symbol} has no value", symbol, Location("main.tf", 1, 1))


def value(data: Any, at: Location) -> Value:
    """A value from plain data in which values may stand."""
    if isinstance(data, Value):
        return data
    if isinstance(data, dict):
        return MapValue({key: value(item, at) for key, item in data.items()}, at)
    if isinstance(data, (list, tuple)):
        return ListValue(tuple(value(item, at) for item in data), at)
    return Known(data, at)


def native(resources: dict[str, dict[str, Any]], **facets: Any) -> NativeGraph:
    """A native graph of resources by address (`aws_sqs_queue.a`, `data.aws_region.here`), each on a line of its own.

    Facets are set on all of them.
    """
    graph = NativeGraph()
    for line, (address, arguments) in enumerate(resources.items(), 1):
        at = Location("main.tf", line, 1)
        mode, _, rest = address.partition(".")
        data = mode == "data"
        type_ = (rest if data else address).split(".")[0]
        block = value(arguments, at)
        assert isinstance(block, MapValue)
        one = NativeResource(address, type_, block, at, mode="data" if data else "managed")
        for name, facet in facets.items():
            setattr(one, name, facet)
        graph.resources[address] = one
    return graph


def translated(resources: dict[str, dict[str, Any]], **facets: Any) -> Graph:
    """The graph of such resources."""
    return translate(native(resources, **facets))


def only(resources: dict[str, dict[str, Any]], address: str = "", **facets: Any) -> Resource:
    """The resource at an address, the first when none is given."""
    found = translated(resources, **facets).resources
    return found[address] if address else next(iter(found.values()))


def properties(resource: Resource) -> Any:
    """The properties as JSON data with the markers of `stackproof.graph.serialise`."""
    return value_data(resource.properties)
