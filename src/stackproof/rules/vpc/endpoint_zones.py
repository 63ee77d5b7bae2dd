"""An interface endpoint has one subnet in a zone.

## What it does
Reports an interface endpoint that names two subnets of the project that are in one zone for certain.

## Why is this bad
AWS takes one subnet a zone and refuses others (`DuplicateSubnetsInSameZone`), so the deployment stops.

## How to mend
Name one subnet of each zone: the endpoint serves all subnets of the network.

## References
- [CreateVpcEndpoint](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html)
- [Subnets and Availability Zones of interface endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.endpoints import ENDPOINT
from stackproof.reasoning.network.layout import zone_of, zone_shared_by
from stackproof.reasoning.network.places import subnets_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-ENDPOINT-002",
    title="Interface endpoint with two subnets in one zone",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ENDPOINT,),
    root_cause="All private subnets were given to the endpoint, several of which share a zone.",
    fix="Name one subnet of each zone.",
    impacts=Impacts(cost="The endpoint costs for each zone."),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html",
    source="AWS PrivateLink Guide, interface-endpoints, 2026-11-28",
)
def check(endpoint: Resource, context: Context) -> Iterator[Answer]:
    """Compares the zones of the subnets."""
    written = endpoint.get("SubnetIds")
    shared = zone_shared_by(subnets_of(context.graph, written))
    if shared is None or equals(endpoint.get("VpcEndpointType"), "Gateway") is Truth.YES or shared[0] is shared[1]:
        return
    one, other = shared
    yield Fault(
        f"{endpoint.address} names {one.address} ({one.location}) and {other.address} ({other.location}), which are in "
        f"one zone, {show(zone_of(one))}",
        written,
        quoted({"SubnetIds": written}),
        certainty="assumption" if rests_on(zone_of(one), zone_of(other)) else "proved",
    )
