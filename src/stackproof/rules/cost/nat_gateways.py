"""An environment that may be thrown away has one NAT gateway.

## What it does
Only where the contract or the profile says `destroyable: true`: reports the second and each further NAT gateway of a
network.

## Why is this bad
Each costs about 33 US dollars a month before any traffic. What several of them buy, namely that the loss of a zone
does not cut the others off, is of no use to an environment that comes and goes.

## How to mend
`nat_gateways=1` in the AWS CDK, `single_nat_gateway = true` in the Terraform module, one gateway and one route table
for all private subnets elsewhere. Where only AWS's services are called, endpoints can take its place.

## References
- [NAT gateway pricing](https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Graph
from stackproof.graph.truth import Truth
from stackproof.reasoning.placement import Place, place_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_GATEWAY = "AWS::EC2::NatGateway"


@rule(
    id="COST-NAT-001",
    title="More than one NAT gateway in an environment that may be thrown away",
    severity="low",
    blocks="none",
    category="cost",
    types=(_GATEWAY,),
    root_cause="The network was built for production.",
    fix="Use one NAT gateway for all zones.",
    impacts=Impacts(cost="About 33 US dollars a month for each, and as much again for its traffic."),
    effort=15,
    applies=lambda context: context.policy.destroyable is True,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
    source="NAT gateway pricing in us-east-1 (0.045 US dollars an hour), 2026-11-28",
)
def check(gateway: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at each gateway but the first of a place and stack."""
    first = context.graph.index(_firsts).get(gateway.address)
    if first is not None:
        yield Fault(
            f"{gateway.address} is a further NAT gateway beside {first}",
            gateway.location,
            (f"destroyable: true ({context.policy.source})",),
        )


def _firsts(graph: Graph) -> dict[str, str]:
    """The first gateway of its place, by the address of each further one."""
    found: dict[str, str] = {}
    seen: dict[tuple[Place, str], str] = {}
    for gateway in graph.of_type(_GATEWAY):
        if gateway.exists is Truth.YES:
            first = seen.setdefault((place_of(gateway, graph), gateway.stack), gateway.address)
            if first != gateway.address:
                found[gateway.address] = first
    return found
