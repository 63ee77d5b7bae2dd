"""A load balancer has one subnet in each of its zones, an application load balancer at least two zones.

## What it does
Reports an application load balancer with fewer than two subnets, and an application or network load balancer that
names two subnets of the project in one zone.

## Why is this bad
`CreateLoadBalancer` refuses both ("At least two subnets in two different Availability Zones must be specified", "A
load balancer cannot be attached to multiple subnets in the same Availability Zone"), so the deployment stops. cfn-
lint counts the subnets in templates (E3680); nothing looks at their zones.

## How to mend
Name one subnet in each zone, for an application load balancer in at least two.

## References
- [CreateLoadBalancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html)
- [Availability Zones of an Application Load Balancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, show
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import BALANCER, kind_of
from stackproof.reasoning.network.interfaces import balancer_subnets
from stackproof.reasoning.network.layout import is_one_subnet, zone_of, zone_shared_by
from stackproof.reasoning.network.places import SUBNET, all_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ELB-AZ-001",
    title="Load balancer with too few zones, or two subnets in one",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(BALANCER,),
    root_cause="The subnets were chosen by purpose without regard to their zones.",
    fix="Name one subnet in each of at least two zones.",
    impacts=Impacts(performance="The deployment stops at the load balancer."),
    effort=20,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
    source="Elastic Load Balancing API Reference, CreateLoadBalancer, 2026-11-28",
    same_as=("E3680",),
)
def check(balancer: Resource, context: Context) -> Iterator[Answer]:
    """Counts the subnets, then compares their zones."""
    written = balancer_subnets(balancer)
    items, whole = elements(written)
    kind = kind_of(balancer)
    if kind == "application" and whole and len(items) == 1:
        if is_one_subnet(context.graph, items[0]):
            yield Fault(
                f"{balancer.address} is an application load balancer with one subnet",
                written,
                quoted({"Subnets": written}),
                certainty="assumption" if rests_on(written) else "proved",
            )
        return
    subnets, _ = all_of(written, context.graph, SUBNET)
    shared = zone_shared_by(subnets)
    if kind not in ("application", "network") or shared is None or len(set(map(id, subnets))) != len(subnets):
        return
    one, other = shared
    yield Fault(
        f"{balancer.address} names {one.address} ({one.location}) and {other.address} ({other.location}), which are in "
        f"one zone, {show(zone_of(one))}",
        written,
        quoted({"Subnets": written}),
        certainty="assumption" if rests_on(zone_of(one), zone_of(other)) else "proved",
    )
