"""Networks that are peered have no address in common.

## What it does
Reports a peering of two networks of the project, in whatever regions, that have addresses of version 4 in common.

## Why is this bad
A peering between networks with overlapping blocks goes to the state `failed` at once, so the deployment stops.

## How to mend
Give one of the networks another block. Where that is not possible, publish the service by an endpoint service
instead.

## References
- [VPC peering limitations](https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.cidr import overlap
from stackproof.reasoning.network.layout import blocks_of
from stackproof.reasoning.network.peering import PEERING
from stackproof.reasoning.network.places import VPC, named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-PEER-001",
    title="Peered networks overlap",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(PEERING,),
    root_cause="Both networks were given the same block, often a default.",
    fix="Give one of the networks another block, or join them by other means (an endpoint service).",
    impacts=Impacts(performance="The peering fails, and with it all that needs it."),
    effort=60,
    reference="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    source="Amazon VPC Peering Guide, vpc-peering-basics, 2026-11-28",
)
def check(peering: Resource, context: Context) -> Iterator[Answer]:
    """Compares each block of one side with each of the other."""
    graph = context.graph
    requester, accepter = named(peering.get("VpcId"), graph, VPC), named(peering.get("PeerVpcId"), graph, VPC)
    if requester is None or accepter is None:
        return
    for one in blocks_of(graph, requester) or ():
        for other in blocks_of(graph, accepter) or ():
            if overlap(one, other) is Truth.YES:
                yield Fault(
                    f"{peering.address} joins {requester.address} ({requester.location}) and {accepter.address} "
                    f"({accepter.location}), which overlap: {show(one)} and {show(other)}",
                    peering.get("PeerVpcId"),
                    quoted({f"{requester.address}.CidrBlock": one, f"{accepter.address}.CidrBlock": other}),
                    certainty="assumption" if rests_on(one, other) else "proved",
                )
                return
