"""The security group of a load balancer lets its listeners be called.

## What it does
Reports a listener on a port for which no security group of its load balancer has an ingress rule, whoever the caller.
Load balancers whose groups are not all known are left alone.

## Why is this bad
Nobody can open a connection to the listener.

## How to mend
Add an ingress rule for the port, from those who are meant to call it.

## References
- [Security groups for your Application Load Balancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import BALANCER, LISTENER
from stackproof.reasoning.network.groups import INGRESS, Ports, matches_ports, rules_of
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.places import named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_UDP = ("UDP",)


@rule(
    id="ELB-SG-002",
    title="Listener that its load balancer's security group lets nobody call",
    severity="high",
    blocks="runtime",
    category="network",
    types=(LISTENER,),
    root_cause="A listener was added or its port changed, and the security group was not.",
    fix="Add an ingress rule for the listener's port to a security group of the load balancer.",
    impacts=Impacts(performance="Every call of the listener times out."),
    effort=10,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    source="Elastic Load Balancing User Guide, load-balancer-update-security-groups, 2026-11-28",
)
def check(listener: Resource, context: Context) -> Iterator[Answer]:
    """Looks for any ingress rule about the port."""
    graph = context.graph
    balancer = named(listener.get("LoadBalancerArn"), graph, BALANCER)
    port = number(listener.get("Port"))
    protocol = string(listener.get("Protocol"))
    if balancer is None or port is None or protocol not in ("HTTP", "HTTPS", "TCP", "TLS"):
        return
    interface = interface_of(graph, balancer)
    if interface is None or not interface.groups_whole:
        return
    ports = Ports("tcp", int(port), int(port))
    for group in interface.groups:
        found = rules_of(graph, group, INGRESS)
        if not found.whole or any(matches_ports(graph, one.value, ports) is not Truth.NO for one in found.rules):
            return
    names = ", ".join(f"{group.address} ({group.location})" for group in interface.groups)
    yield Fault(
        f"{listener.address} listens on port {int(port)}, but no ingress rule of {names} is about it",
        listener.get("Port"),
        quoted({"Port": listener.get("Port"), "security groups": interface.groups_at}),
        certainty="assumption" if rests_on(listener.get("Port")) else "proved",
    )
