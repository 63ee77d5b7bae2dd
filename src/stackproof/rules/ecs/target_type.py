"""The type of a target group's targets fits the network mode of the service's tasks.

## What it does
Reports a service whose tasks have the network mode `awsvpc`, as on Fargate, with a target group whose target type is
not `ip` (it is `instance` where nothing is written), and a service with another network mode and a target group for
`ip`.

## Why is this bad
`CreateService` refuses it ("target type instance, which is incompatible with the awsvpc network mode"), so the
deployment stops.

## How to mend
Set `TargetType: ip` (`target_type = "ip"`) in the target group. A target group that exists is replaced by that.

## References
- [Use load balancing to distribute Amazon ECS service traffic](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, get, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import SERVICE, TARGET_GROUP, own_interface
from stackproof.reasoning.network.places import named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ECS-NET-001",
    title="Target type that the network mode of the tasks rules out",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(SERVICE,),
    root_cause="A target group is for instances where nothing is written; tasks on Fargate have addresses.",
    fix="Set the target type to ip for tasks with the network mode awsvpc, and to instance for others.",
    impacts=Impacts(performance="The service cannot be made."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    source="Amazon ECS Developer Guide, service-load-balancing, 2026-11-28",
)
def check(service: Resource, context: Context) -> Iterator[Answer]:
    """Compares each target group with the network mode of the tasks."""
    graph = context.graph
    own = own_interface(graph, service)
    if own is Truth.UNDECIDED:
        return
    for balanced in elements(service.get("LoadBalancers"))[0]:
        written = get(balanced, "TargetGroupArn")
        group = named(written, graph, TARGET_GROUP)
        if group is None:
            continue
        kind = group.get("TargetType")
        if own is Truth.YES:
            wrong = isinstance(kind, Absent) or equals(kind, "ip") is Truth.NO
        else:
            wrong = equals(kind, "ip") is Truth.YES
        if wrong:
            mode = "awsvpc" if own is Truth.YES else "bridge or host"
            shown = "instance" if isinstance(kind, Absent) else show(kind)
            yield Fault(
                f"{service.address} has tasks with the network mode {mode}, but {group.address} ({group.location}) is "
                f"for targets of the type {shown}",
                written,
                quoted({"TargetGroupArn": written, f"{group.address}.TargetType": kind}),
                certainty="assumption" if rests_on(kind) else "proved",
            )
