"""A target group belongs to one load balancer.

## What it does
Reports a target group to which listeners, or rules of listeners, of two load balancers of the project forward.

## Why is this bad
A target group can be used with one load balancer ("cannot be associated with more than one load balancer"), so the
second listener is refused and the deployment stops.

## How to mend
Make a second target group. A service or scaling group can be registered with several.

## References
- [Target groups for your Application Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.network.balancing import TARGET_GROUP, forwards_to
from stackproof.reasoning.network.layout import both_exist
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ELB-TG-001",
    title="Target group of two load balancers",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(TARGET_GROUP,),
    root_cause="A second load balancer was added for the same workload and given its target group.",
    fix="Give each load balancer a target group of its own; a workload can be in several.",
    impacts=Impacts(performance="The deployment stops at the second listener."),
    effort=20,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    source="Elastic Load Balancing User Guide, load-balancer-target-groups, 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a second load balancer among those that forward to the group."""
    found = [one for one in forwards_to(context.graph, group)[0] if one.balancer is not None]
    for later in found[1:]:
        first = found[0]
        assert first.balancer is not None
        assert later.balancer is not None
        if later.balancer is not first.balancer and both_exist(first.action, later.action):
            yield Fault(
                f"{group.address} belongs to {first.balancer.address} by {first.action.address} "
                f"({first.action.location}) and to {later.balancer.address} by {later.action.address}",
                later.at,
                quoted({"TargetGroupArn": later.at}),
            )
            return
