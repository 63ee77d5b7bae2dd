"""A load balancer that faces the internet stands in subnets that are on the internet.

## What it does
Reports a load balancer whose scheme is `internet-facing` (which it is where nothing is written) in a subnet of the
project whose route table has no default route to an internet gateway.

## Why is this bad
The nodes of the load balancer in such a subnet have public addresses that nobody reaches: clients that are sent there
time out.

## How to mend
Name public subnets. A load balancer for callers inside the network is `internal`.

## References
- [Troubleshoot your Application Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import BALANCER
from stackproof.reasoning.network.interfaces import balancer_subnets, is_public
from stackproof.reasoning.network.places import subnets_of
from stackproof.reasoning.network.reach import missing_table
from stackproof.reasoning.network.ways import to_internet
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"


@rule(
    id="ELB-PUBLIC-001",
    title="Public load balancer in a private subnet",
    severity="high",
    blocks="runtime",
    category="network",
    types=(BALANCER, CLASSIC),
    root_cause="The subnets of the workload were given to the load balancer, or the public ones have no route table.",
    fix="Name public subnets, or make the load balancer internal.",
    impacts=Impacts(performance="Clients that are sent to that zone wait until they time out."),
    effort=15,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    source="Elastic Load Balancing User Guide, load-balancer-troubleshooting, 2026-11-28",
)
def check(balancer: Resource, context: Context) -> Iterator[Answer]:
    """Follows the routes of each subnet."""
    if is_public(balancer) is not Truth.YES:
        return
    written = balancer_subnets(balancer)
    shut = [one for one in subnets_of(context.graph, written) if to_internet(context.graph, one).truth is Truth.NO]
    if shut:
        names = ", ".join(f"{one.address} ({one.location})" for one in shut)
        yield Fault(
            f"{balancer.address} faces the internet, but {names} is not on it: {missing_table(context.graph, shut[0])}",
            written,
            quoted({"Scheme": balancer.get("Scheme"), "Subnets": written}),
            certainty="assumption" if rests_on(balancer.get("Scheme")) else "proved",
        )
