"""Nobody on the internet can open a connection to these.

## What it proves
For everything that `resource` names, one step of every way from the internet is missing for certain: it has no public
address, its subnets have no default route to an internet gateway, or none of its security groups lets the internet in.
A load balancer or a gateway of an API in front of it is another resource and is not followed.

## Parameters
- `resource`: a glob of the name, logical id or address of databases, caches, functions, services, instances or load
  balancers. At least one has to match.

## Example
    expect: {check: network.isolated, with: {resource: "*database*"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check
from stackproof.contract.connections import doubted, members, none_found, path, unless_all_known
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.truth import Truth
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import exposed

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


@check({"resource": Parameter(TEXT, "a glob of what is to be isolated", required=True)})
def CHECK(context: EvaluationContext, resource: str) -> Outcome:
    """Judges everything that the glob names."""
    found = members(context, resource)
    if not found:
        return none_found(context, resource)
    return unless_all_known(context, together(doubted(_one(context, one), one, truth) for one, truth in found))


def _one(context: EvaluationContext, resource: Resource) -> Outcome:
    interface = interface_of(context.graph, resource)
    if interface is None:
        if resource.type == "AWS::Lambda::Function":
            # Nothing connects to a function; it is invoked through AWS.
            return proven(note(resource, f"{resource.address} has no interface in a network"))
        return undecided(f"the network of {resource.address} is not known", resource.location)
    way = exposed(context.graph, interface)
    if way.truth is Truth.NO:
        missing = way.missing
        return proven(*path([missing] if missing is not None else way.hops))
    if way.truth is Truth.YES:
        return violated(
            f"the internet reaches {resource.address}: {way.hops[-1].words}", way.hops[-1].at, *path(way.hops)
        )
    open_ = next(hop for hop in way.hops if hop.truth is Truth.UNDECIDED)
    return undecided(f"whether the internet reaches {resource.address}: {open_.words}", open_.at, *path(way.hops))
