"""An ECS service can join a target group only when a listener sends to it.

## What it does
Reports a service that names a target group of the same stack while nothing makes it wait for a listener or listener
rule that sends to this group. Terraform's provider asks again for some minutes, so there nothing is reported.

## Why is this bad
A load balancer takes minutes to be made, and its listener waits for it; the service waits for the target group alone,
which takes seconds. The stack rolls back: "The target group ... does not have an associated load balancer".

## How to mend
Add `DependsOn` with the listener or the listener rule to the service.

## References
- [AWS::ECS::Service LoadBalancer](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-loadbalancer.html)
- [The error in CloudFormation](https://github.com/aws/aws-cdk/issues/1160)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get
from stackproof.reasoning.ordering import comes_after, side_by_side
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_LISTENERS = frozenset({"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"})


@rule(
    id="ORDER-ECS-001",
    title="A service does not wait for the listener of its target group",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::ECS::Service",),
    engines=("cloudformation", "cdk"),
    root_cause="The service refers to the target group, and the group does not refer to the listener.",
    fix="Add DependsOn with the listener or the listener rule to the service.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-loadbalancer.html",
    source="aws/aws-cdk#1160 and the ECS API's message, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a chain from the service to any listener of each group."""
    graph = context.graph
    balancers, _ = elements(resource.get("LoadBalancers"))
    for balancer in balancers:
        value = get(balancer, "TargetGroupArn")
        group = graph.target(value, "AWS::ElasticLoadBalancingV2::TargetGroup")
        if group is None or not side_by_side(resource, group):
            continue
        listeners = {
            edge.source: graph.resources[edge.source]
            for edge in graph.edges_to.get(group.address, ())
            if graph.resources[edge.source].type in _LISTENERS
        }
        known = [one for one in listeners.values() if side_by_side(resource, one)]
        # A listener elsewhere, or one that may not exist, may be the one that the service can rely on.
        if not known or len(known) != len(listeners):
            continue
        if not any(comes_after(resource, one, graph) for one in known):
            first = known[0]
            yield Fault(
                f"{resource.address} joins {group.address} and does not wait for {first.address} ({first.location}), "
                "which ties that group to a load balancer",
                value,
                (f"depends on: {', '.join(resource.depends_on) or '(nothing)'}",),
                patch=f"DependsOn: {first.logical_id or first.address}",
            )
