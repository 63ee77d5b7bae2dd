"""Which resources of a graph are one and the same thing of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.singletons import SINGLETONS
from stackproof.graph.canonical import canonical, name_of
from stackproof.graph.query import same, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.placement import place_of

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_RECORDING = ("AWS::Config::ConfigurationRecorder", "AWS::Config::DeliveryChannel")


def second_singletons(graph: Graph) -> dict[str, Resource]:
    """By address of what the service refuses: the one of its kind that is there before; for `graph.index`."""
    found: dict[str, Resource] = {}
    for type_, facts in SINGLETONS.items():
        if facts.then != "refuses":
            continue
        seen: dict[tuple[object, ...], Resource] = {}
        for resource in graph.of_type(type_):
            if resource.exists is not Truth.YES or resource.framework:
                continue
            which: object = ""
            if facts.by:
                which = _which(resource, facts.by)
                if which is None:
                    continue
            place = place_of(resource, graph)
            where = place if facts.scope == "region" else (place.account, place.within)
            first = seen.setdefault((where, which), resource)
            if first is not resource and not _updates(first, resource, graph):
                found[resource.address] = first
    return found


def _which(resource: Resource, by: str) -> str | None:
    """What tells resources of one kind apart; None where it is not known."""
    known = string(resource.get(by))
    if known is None or not isinstance(resource.get("CustomSuffix"), Absent):
        return None
    return known.removeprefix("https://").rstrip("/").lower()


def _updates(first: Resource, second: Resource, graph: Graph) -> bool:
    """Whether the second is no second one: Terraform puts a recorder of the same name over the first."""
    if second.type not in _RECORDING or second.native_type == second.type:
        return False
    one, other = name_of(first), name_of(second)
    both_default = isinstance(first.get("Name"), Absent) and isinstance(second.get("Name"), Absent)
    return both_default or same(canonical(one, graph), canonical(other, graph)) is not Truth.NO


def claims(resource: Resource) -> bool:
    """Whether the resource is created whatever the settings are, and is the same thing in each copy of its stack.

    The identity provider of a cluster is another one for each cluster.
    """
    by = SINGLETONS[resource.type].by
    same_everywhere = not by or _which(resource, by) is not None
    made_always = resource.exists is Truth.YES and resource.condition is None and not resource.assumed
    return made_always and same_everywhere and not resource.framework
