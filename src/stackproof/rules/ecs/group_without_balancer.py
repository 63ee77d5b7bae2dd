"""The target group of a service belongs to a load balancer.

## What it does
Reports a service that names a target group of the project to which no listener, and no rule of a listener, forwards.
Target groups that the project hands out (outputs) or gives to a deployment controller other than ECS are left alone.

## Why is this bad
`CreateService` refuses it ("The target group does not have an associated load balancer"), so the deployment stops.

## How to mend
Forward to the target group in a listener's default action or in a rule, and let the service depend on it.

## References
- [Use load balancing to distribute Amazon ECS service traffic](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get
from stackproof.graph.values import references
from stackproof.reasoning.network.balancing import SERVICE, TARGET_GROUP, forwards_to
from stackproof.reasoning.network.places import named, not_all_known
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="ECS-NET-004",
    title="Service with a target group that no listener forwards to",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(SERVICE,),
    root_cause="The listener was left out, or forwards to another target group.",
    fix="Add a listener, or a rule of one, that forwards to the target group.",
    impacts=Impacts(performance="The service cannot be made."),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    source="Amazon ECS Developer Guide, service-load-balancing, 2026-11-28",
)
def check(service: Resource, context: Context) -> Iterator[Answer]:
    """Looks for anything that forwards to each of the target groups."""
    graph = context.graph
    for balanced in elements(service.get("LoadBalancers"))[0]:
        written = get(balanced, "TargetGroupArn")
        group = named(written, graph, TARGET_GROUP)
        if group is None:
            continue
        found, whole = forwards_to(graph, group)
        if found or not whole or not_all_known(graph, "listener") or _handed_out(graph, group):
            continue
        yield Fault(
            f"{service.address} names {group.address} ({group.location}), to which no listener forwards",
            written,
            quoted({"TargetGroupArn": written}),
        )


def _handed_out(graph: Graph, group: Resource) -> bool:
    """Whether a listener of another project may forward to it."""
    return group.address in graph.index(_in_outputs)


def _in_outputs(graph: Graph) -> frozenset[str]:
    return frozenset(one.target for output in graph.outputs for _, one in references(output.value))
