"""Identifiers, zones and ARNs that are written out in the properties of resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.identifiers import PREFIXES
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph

ZONES = frozenset({"AvailabilityZone", "AvailabilityZones"})
FILLED = frozenset(PREFIXES) | {"AcmCertificateArn", "CertificateArn", "HostedZoneId", "KeyName"}
"""Properties for which an empty text is no way to say that there is none."""
_HELD = FILLED | ZONES
# What is no property of the resource's own, and free text or a document of another grammar.
_CLOSED = frozenset({"Tags", "PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy", "Metadata", "Parameters"})


class LiteralText(NamedTuple):
    """A text that is written out. `key` is the property that holds it, `value` the text with its place."""

    key: str
    text: str
    value: Value


def identifiers(graph: Graph) -> dict[str, list[LiteralText]]:
    """Identifiers, zones and ARNs that are written out, by address; for `graph.index`."""
    found: dict[str, list[LiteralText]] = {}
    for resource in graph.resources.values():
        if resource.exists is Truth.NO or resource.framework:
            continue
        held = list(_held(resource.properties, ""))
        if held:
            found[resource.address] = held
    return found


def _held(value: Value, key: str) -> Iterator[LiteralText]:
    """ARNs, and the texts at properties that hold identifiers or zones, in lists and structures of whatever depth."""
    if isinstance(value, MapValue):
        for name, inner in value.entries.items():
            if name not in _CLOSED:
                yield from _held(inner, name)
    elif isinstance(value, ListValue):
        for inner in value.items:
            yield from _held(inner, key)
    elif isinstance(value, Known) and isinstance(value.data, str) and (key in _HELD or value.data.startswith("arn:")):
        yield LiteralText(key, value.data, value)
