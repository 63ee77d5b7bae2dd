"""A load balancer has one listener on a port.

## What it does
Reports a listener on a port of a load balancer on which an earlier listener of the project listens.

## Why is this bad
`CreateListener` refuses the second one (`DuplicateListener`), so the deployment stops.

## How to mend
Keep one listener. What goes to different targets by path or host name is a rule of it
(`AWS::ElasticLoadBalancingV2::ListenerRule`).

## References
- [CreateListener](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, show, string
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import BALANCER, LISTENER
from stackproof.reasoning.network.layout import both_exist
from stackproof.reasoning.network.places import named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="ELB-LISTENER-001",
    title="Two listeners on one port of a load balancer",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(LISTENER,),
    root_cause="Each service was given a listener of its own instead of a rule of a shared one.",
    fix="Keep one listener on the port and add rules to it.",
    impacts=Impacts(performance="The deployment stops at the second listener."),
    effort=20,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
    source="Elastic Load Balancing API Reference, CreateListener (DuplicateListener), 2026-11-28",
)
def check(listener: Resource, context: Context) -> Iterator[Answer]:
    """Looks the listener up among the second ones."""
    earlier = context.graph.index(_seconds).get(listener.address)
    if earlier is not None:
        port = listener.get("Port")
        yield Fault(
            f"{listener.address} listens on port {show(port)}, on which {earlier.address} ({earlier.location}) listens",
            port,
            quoted(
                {"LoadBalancerArn": listener.get("LoadBalancerArn"), f"{earlier.address}.Port": earlier.get("Port")}
            ),
            certainty="assumption" if rests_on(port, earlier.get("Port")) else "proved",
        )


def _seconds(graph: Graph) -> dict[str, Resource]:
    first: dict[tuple[str, float], Resource] = {}
    found: dict[str, Resource] = {}
    for listener in graph.of_type(LISTENER):
        balancer = named(listener.get("LoadBalancerArn"), graph, BALANCER)
        port = number(listener.get("Port"))
        # UDP and TCP can share a port of a network load balancer since 2025; other pairs cannot.
        if balancer is None or port is None or string(listener.get("Protocol")) not in ("HTTP", "HTTPS", "TCP", "TLS"):
            continue
        earlier = first.setdefault((balancer.address, port), listener)
        if earlier is not listener and both_exist(earlier, listener):
            found[listener.address] = earlier
    return found
