"""What checks about networks share: which workloads and stores a glob names, and how a path is shown as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.expected_place import expected_place
from stackproof.contract.match import Like
from stackproof.contract.matcher import Selector, Where
from stackproof.contract.outcome import undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.network.interfaces import interface_of, interface_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.interfaces import Interface
    from stackproof.reasoning.network.places import Hop


def members(context: EvaluationContext, glob: str) -> list[tuple[Resource, Truth]]:
    """What a glob names among all that stands, or can stand, in a network.

    An endpoint of the kind `Gateway`, which is a route and has no address, does not.
    """
    named = [found for type_ in interface_types() for found in context.selection.named(type_, glob)]
    return [(one, truth) for one, truth in named if not _is_route(one)]


def _is_route(resource: Resource) -> bool:
    kind = resource.get("VpcEndpointType")
    return resource.type == "AWS::EC2::VPCEndpoint" and (isinstance(kind, Absent) or string(kind) == "Gateway")


def none_found(context: EvaluationContext, glob: str) -> Outcome:
    """The answer where a glob names nothing that can stand in a network."""
    if context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home)
    selector = Selector("*", Where(id=Like(glob)))
    return violated(f"nothing that stands in a network is called {glob}", expected_place(selector, context))


def doubted(outcome: Outcome, resource: Resource, truth: Truth) -> Outcome:
    """The outcome for a resource of which it is not certain that it is meant: it cannot violate."""
    if truth is Truth.YES or outcome.truth is not Truth.NO:
        return outcome
    return undecided(f"whether {resource.address} is meant; {outcome.reason}", resource.location)


def unless_all_known(context: EvaluationContext, outcome: Outcome) -> Outcome:
    """A proof holds only when the graph shows all that there is."""
    if outcome.truth is Truth.YES and context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home, *outcome.evidence)
    return outcome


def interfaces(context: EvaluationContext, resources: Iterable[Resource]) -> dict[str, Interface | None]:
    """Where each resource stands, by its address; None for one that stands in no network."""
    return {resource.address: interface_of(context.graph, resource) for resource in resources}


def path(hops: Iterable[Hop]) -> tuple[Proof, ...]:
    """The steps of a way as evidence."""
    return tuple(Proof(hop.address, hop.at, hop.words) for hop in hops)
