"""Load balancer, listener and target group speak protocols of one layer.

## What it does
Reports a listener with a protocol that its load balancer does not have (HTTP and HTTPS are for application load
balancers; TCP, TLS, UDP and TCP_UDP for network load balancers), and a listener that forwards to a target group with
a protocol of the other kind. A target group whose targets are application load balancers (`TargetType: alb`) speaks
TCP.

## Why is this bad
`CreateListener` refuses it, so the deployment stops.

## How to mend
Give listener and target group protocols of the load balancer's kind.

## References
- [CreateListener](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html)
- [CreateTargetGroup](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, string
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import BALANCER, LISTENER, TARGET_GROUP, kind_of
from stackproof.reasoning.network.places import named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

LAYERS = {
    **dict.fromkeys(("HTTP", "HTTPS"), "application"),
    **dict.fromkeys(("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"), "network"),
}


@rule(
    id="ELB-PROTOCOL-001",
    title="Listener or target group of another layer than its load balancer",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(LISTENER,),
    root_cause="The load balancer's type was changed, or the protocol copied from one of the other type.",
    fix="Use HTTP and HTTPS with application load balancers, TCP, TLS and UDP with network load balancers.",
    impacts=Impacts(performance="The deployment stops at the listener."),
    effort=15,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
    source="Elastic Load Balancing API Reference, CreateListener and CreateTargetGroup, 2026-11-28",
)
def check(listener: Resource, context: Context) -> Iterator[Answer]:
    """Compares the listener with its load balancer, then with the groups that it forwards to."""
    graph = context.graph
    protocol = string(listener.get("Protocol"))
    mine = LAYERS.get((protocol or "").upper())
    if mine is None:
        return
    balancer = named(listener.get("LoadBalancerArn"), graph, BALANCER)
    theirs = kind_of(balancer) if balancer is not None else ""
    if balancer is not None and theirs in ("application", "network") and theirs != mine:
        yield Fault(
            f"{listener.address} listens with {protocol}, which {balancer.address} ({balancer.location}), an {theirs} "
            "load balancer, does not have".replace("an network", "a network"),
            listener.get("Protocol"),
            quoted({"Protocol": listener.get("Protocol"), f"{balancer.address}.Type": balancer.get("Type")}),
            certainty="assumption" if rests_on(listener.get("Protocol"), balancer.get("Type")) else "proved",
        )
        return
    for action in elements(listener.get("DefaultActions"))[0]:
        group = named(get(action, "TargetGroupArn"), graph, TARGET_GROUP)
        written = group.get("Protocol") if group is not None else None
        if group is None or written is None:
            continue
        other = LAYERS.get((string(written) or "").upper())
        if other is not None and other != mine:
            yield Fault(
                f"{listener.address} listens with {protocol} and forwards to {group.address} ({group.location}), which "
                f"takes {string(written)}",
                get(action, "TargetGroupArn"),
                quoted({"Protocol": listener.get("Protocol"), f"{group.address}.Protocol": written}),
                certainty="assumption" if rests_on(listener.get("Protocol"), written) else "proved",
            )
            return
