"""Sums over a graph against the quotas of an account: which resource is the first one too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.quotas import ADJUSTABLE, FIXED, Quota
from stackproof.graph.canonical import canonical
from stackproof.graph.query import elements, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, Reference, Text, Unknown, Value
from stackproof.reasoning.placement import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class Excess(NamedTuple):
    """A resource with which a sum passes a quota. `counted` are all that count, in the order of the source."""

    quota: Quota
    counted: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is too many, to stand behind the address of the resource."""
        number, quota = len(self.counted), self.quota
        return f"has {number} {quota.what}" if quota.listed else f"is one of {number} {quota.what} in {quota.where}"


def beyond_adjustable(graph: Graph) -> dict[str, Excess]:
    """The first resource too many of each quota that can be raised, by address; for `graph.index`."""
    return _beyond(graph, ADJUSTABLE)


def beyond_fixed(graph: Graph) -> dict[str, Excess]:
    """The first resource too many of each quota that nobody can raise, by address; for `graph.index`."""
    return _beyond(graph, FIXED)


def _beyond(graph: Graph, quotas: Iterable[Quota]) -> dict[str, Excess]:
    found: dict[str, Excess] = {}
    for quota in quotas:
        if quota.listed:
            found.update(_in_lists(graph, quota))
            continue
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
        for counted in sums.values():
            if len(counted) > quota.most:
                found[counted[quota.most].address] = Excess(quota, tuple(one.address for one in counted))
    return found


def _in_lists(graph: Graph, quota: Quota) -> Iterator[tuple[str, Excess]]:
    """The resources with a list that is too long, items under conditions aside."""
    for resource in graph.of_type(quota.type):
        items = elements(resource.get(*quota.listed.split(".")))[0]
        sure = tuple(show(one, 80) for one in items if not isinstance(one, (Absent, Conditional)))
        if len(sure) > quota.most:
            yield resource.address, Excess(quota, sure)


def _told(value: Value) -> Value | None:
    """A value that is equal only to itself; None for what cannot be told apart."""
    if isinstance(value, (Known, Reference)):
        return value
    if isinstance(value, Text):
        parts = [part for part in value.parts if not isinstance(part, (str, Reference))]
        return value if all(isinstance(part, Unknown) and part.symbol for part in parts) else None
    return None
