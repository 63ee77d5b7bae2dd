"""Small graphs for tests."""

from __future__ import annotations

from typing import Any

from stackproof.graph.graph import Graph
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Unknown,
    Value,
    text,
)

AT = Location("template.yaml", 1, 1)
REGION = Unknown("the region is not stated", "AWS::Region")
ACCOUNT = Unknown("the account is not stated", "AWS::AccountId")
PARTITION = Unknown("the partition is not stated", "AWS::Partition")


def value(data: Any) -> Value:
    """A value from plain data in which values may already stand."""
    if isinstance(data, Value):
        return data
    if isinstance(data, dict):
        return MapValue({key: value(item) for key, item in data.items()}, AT)
    if isinstance(data, (list, tuple)):
        return ListValue(tuple(value(item) for item in data), AT)
    return Known(data, AT)


def ref(target: str, attribute: str = "") -> Reference:
    return Reference(target, attribute, AT)


def sub(*parts: str | Value) -> Value:
    return text(parts, AT)


def when(condition: str, then: Any, otherwise: Any) -> Conditional:
    return Conditional(condition, value(then), value(otherwise), AT)


def resource(
    address: str,
    type_: str,
    properties: dict[str, Any] | None = None,
    *,
    region: str | None = None,
    account: str | None = None,
    exists: Truth = Truth.YES,
    stack: str = "",
) -> Resource:
    entries = value(properties or {})
    assert isinstance(entries, MapValue)
    return Resource(
        address,
        type_,
        entries,
        AT,
        logical_id=address,
        stack=stack,
        region=Known(region) if region else REGION,
        account=Known(account) if account else ACCOUNT,
        exists=exists,
    )


def graph(*resources: Resource) -> Graph:
    return Graph({one.address: one for one in resources})
