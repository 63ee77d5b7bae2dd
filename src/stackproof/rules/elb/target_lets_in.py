"""The security group of a target lets in its load balancer.

## What it does
Follows each target group from the load balancer to its targets (services with network interfaces of their own,
instances, scaling groups) and reports a target that the load balancer cannot open a connection to on the target's
port: a security group, a network ACL or a missing route is in the way. The path is shown step by step.

## Why is this bad
Health checks fail. The load balancer has no healthy target, and a service replaces its tasks without end.

## How to mend
Let the security group of the target take the target's port from the security group of the load balancer, and the
latter out to it.

## References
- [Security groups for your Application Load Balancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import (
    SERVICE,
    TARGET_GROUP,
    Forward,
    Target,
    forwards_to,
    own_interface,
    targets_of,
)
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import reaches
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="ELB-SG-001",
    title="Target that does not let in its load balancer",
    severity="high",
    blocks="runtime",
    category="network",
    types=(TARGET_GROUP,),
    root_cause="The port of the workload was changed, or the rule names another group than the load balancer's.",
    fix="Add an ingress rule for the target's port from the load balancer's security group.",
    impacts=Impacts(
        performance="Every health check fails, so the load balancer answers with 503 and tasks restart for ever."
    ),
    effort=15,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    source="Elastic Load Balancing User Guide, load-balancer-update-security-groups, 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each pair of load balancer and target."""
    graph = context.graph
    targets = targets_of(graph, group)
    if not targets:
        return
    seen: set[tuple[str, str]] = set()
    for forward in forwards_to(graph, group)[0]:
        for target in targets:
            if forward.balancer is None or (forward.balancer.address, target.workload.address) in seen:
                continue
            seen.add((forward.balancer.address, target.workload.address))
            yield from _pair(graph, forward, target)


def _pair(graph: Graph, forward: Forward, target: Target) -> Iterator[Answer]:
    workload, balancer = target.workload, forward.balancer
    if balancer is None or target.port is None:
        return
    if workload.type == SERVICE and own_interface(graph, workload) is not Truth.YES:
        # Its tasks share the interface of an instance, with ports that are chosen there.
        return
    source, there = interface_of(graph, balancer), interface_of(graph, workload)
    if source is None or there is None:
        return
    found = reaches(graph, source, there, target.port)
    missing = found.missing
    if found.truth is Truth.NO and missing is not None:
        yield Fault(
            f"{balancer.address} ({balancer.location}) cannot reach {workload.address} on port {target.port}: "
            f"{missing.words}",
            there.groups_at,
            tuple(str(hop) for hop in found.hops),
            certainty="assumption" if rests_on(target.at, there.groups_at) else "proved",
        )
