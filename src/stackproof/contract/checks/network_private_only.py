"""These stand in private subnets alone.

## What it proves
No subnet of everything that `resource` names has a default route to an internet gateway, and nothing of it has a public
address. Subnets that are not part of the project leave the answer open.

## Parameters
- `resource`: a glob of the name, logical id or address of databases, caches, functions, services, instances or load
  balancers. At least one has to match.

## Example
    expect: {check: network.private-only, with: {resource: "*"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check
from stackproof.contract.connections import doubted, members, none_found, unless_all_known
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.truth import Truth
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.ways import to_internet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.interfaces import Interface


@check({"resource": Parameter(TEXT, "a glob of what has to be private", required=True)})
def CHECK(context: EvaluationContext, resource: str) -> Outcome:
    """Judges everything that the glob names."""
    found = members(context, resource)
    if not found:
        return none_found(context, resource)
    outcomes = [doubted(part, one, truth) for one, truth in found for part in _one(context, one)]
    return unless_all_known(context, together(outcomes))


def _one(context: EvaluationContext, resource: Resource) -> Iterator[Outcome]:
    interface = interface_of(context.graph, resource)
    if interface is None:
        yield undecided(f"the network of {resource.address} is not known", resource.location)
        return
    yield _address(interface)
    for subnet in interface.subnets:
        route = to_internet(context.graph, subnet)
        words = f"{subnet.address} of {resource.address}"
        if route.truth is Truth.YES:
            at = route.route.location if route.route is not None else subnet.location
            yield violated(f"{words} has a default route to an internet gateway", at, note(subnet, "is public"))
        elif route.truth is Truth.NO:
            yield proven(note(subnet, f"{words} has no route to an internet gateway"))
        else:
            yield undecided(f"whether {words} has a route to an internet gateway", subnet.location)
    if not interface.subnets_whole:
        reason = f"the subnets of {resource.address} are not all of the project"
        yield undecided(reason, interface.subnets_at.at)


def _address(interface: Interface) -> Outcome:
    resource = interface.resource
    if interface.public is Truth.YES:
        return violated(f"{resource.address} has a public address", resource.location, note(resource, "is public"))
    if interface.public is Truth.NO:
        return proven(note(resource, f"{resource.address} has no public address"))
    return undecided(f"whether {resource.address} has a public address is not known", resource.location)
