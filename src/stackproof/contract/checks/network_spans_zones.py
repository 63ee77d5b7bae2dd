"""These stand in several zones.

## What it proves
The subnets of everything that `resource` names are in at least so many zones that differ for certain: by their names,
or as different places in the list of a region's zones. For a store, that is where it may be put; whether it has a
second copy is another matter (`databases.span-zones`).

## Parameters
- `resource`: a glob of the name, logical id or address of functions, services, scaling groups, databases, caches or
  load balancers. At least one has to match.
- `zones`: how many; 2 when it is not given.

## Example
    expect: {check: network.spans-zones, with: {resource: "*api*", zones: 3}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, WHOLE, Parameter, check
from stackproof.contract.connections import doubted, members, none_found, unless_all_known
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.query import show
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.layout import zone_of, zones_apart

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


@check(
    {
        "resource": Parameter(TEXT, "a glob of what has to span zones", required=True),
        "zones": Parameter(WHOLE, "how many zones", default=2),
    }
)
def CHECK(context: EvaluationContext, resource: str, zones: int) -> Outcome:
    """Judges everything that the glob names."""
    found = members(context, resource)
    if not found:
        return none_found(context, resource)
    return unless_all_known(context, together(doubted(_one(context, one, zones), one, truth) for one, truth in found))


def _one(context: EvaluationContext, resource: Resource, zones: int) -> Outcome:
    interface = interface_of(context.graph, resource)
    if interface is None:
        return undecided(f"the network of {resource.address} is not known", resource.location)
    least, most = zones_apart(interface.subnets)
    evidence = [note(subnet, f"{subnet.address} is in {show(zone_of(subnet))}") for subnet in interface.subnets]
    if least >= zones:
        return proven(*evidence)
    at = interface.subnets_at.at
    if most < zones and interface.subnets_whole:
        return violated(f"{resource.address} is in {most} zones, not {zones}", at, *evidence)
    if not interface.subnets_whole:
        return undecided(f"the subnets of {resource.address} are not all of the project", at, *evidence)
    return undecided(f"whether the zones of {resource.address} differ is not known", at, *evidence)
