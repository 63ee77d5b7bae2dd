"""Sums over a graph against the quotas of an account: which resource is the first one too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.quotas import ADJUSTABLE, FIXED, Quota
from stackproof.graph.canonical import canonical
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Reference, Text, Unknown, Value
from stackproof.reasoning.placement import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class Excess(NamedTuple):
    """A resource with which a sum passes a quota. `counted` are all that count, in the order of the source."""

    quota: Quota
    counted: tuple[str, ...]
    place: Place


def beyond_adjustable(graph: Graph) -> dict[str, Excess]:
    """The first resource too many of each quota that can be raised, by address; for `graph.index`."""
    return _beyond(graph, ADJUSTABLE)


def beyond_fixed(graph: Graph) -> dict[str, Excess]:
    """The first resource too many of each quota that nobody can raise, by address; for `graph.index`."""
    return _beyond(graph, FIXED)


def _beyond(graph: Graph, quotas: Iterable[Quota]) -> dict[str, Excess]:
    found: dict[str, Excess] = {}
    for quota in quotas:
        sums: dict[tuple[object, ...], list[Resource]] = {}
        for resource in graph.of_type(quota.type):
            # Of resources under conditions, the one may be there instead of the other.
            if resource.exists is not Truth.YES or resource.framework:
                continue
            inside: Value | None = None
            if quota.inside:
                inside = _told(canonical(resource.get(quota.inside), graph))
                if inside is None:
                    continue
            sums.setdefault((place_of(resource, graph), inside), []).append(resource)
        for (place, _), counted in sums.items():
            if len(counted) > quota.most and isinstance(place, Place):
                found[counted[quota.most].address] = Excess(quota, tuple(one.address for one in counted), place)
    return found


def _told(value: Value) -> Value | None:
    """A value that is equal only to itself; None for what cannot be told apart."""
    if isinstance(value, (Known, Reference)):
        return value
    if isinstance(value, Text):
        parts = [part for part in value.parts if not isinstance(part, (str, Reference))]
        return value if all(isinstance(part, Unknown) and part.symbol for part in parts) else None
    return None
