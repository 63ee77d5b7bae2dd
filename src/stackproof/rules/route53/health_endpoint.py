"""A health check reaches the load balancer that it asks.

## What it does
Reports a health check whose endpoint is a load balancer of the project that is internal, or that has no listener on
the port that is asked (80 for HTTP and 443 for HTTPS, when no port is given).

## Why is this bad
Health checkers ask from the internet. They never get an answer, the endpoint counts as unhealthy for ever, and
whatever hangs on the check (a failover record, an alarm) acts as if the endpoint were lost.

## How to mend
Ask a load balancer that faces the internet, on a port that it listens on. Health of what is private is told by a
CloudWatch alarm and a health check of the type `CLOUDWATCH_METRIC`.

## References
- [How Route 53 determines whether a health check is healthy](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html)
- [Failover in a private hosted zone](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-private-hosted-zones.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, number, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_BALANCER, _LISTENER = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener"
_PORTS = {"HTTP": 80.0, "HTTP_STR_MATCH": 80.0, "HTTPS": 443.0, "HTTPS_STR_MATCH": 443.0}


@rule(
    id="R53-HEALTH-002",
    title="Health check that never gets an answer",
    severity="high",
    blocks="runtime",
    category="recovery",
    types=("AWS::Route53::HealthCheck",),
    root_cause="The check was written for the load balancer's name, without minding who asks and where it listens.",
    fix="Ask a load balancer that faces the internet, on a port that it listens on.",
    impacts=Impacts(performance="The endpoint counts as lost from the first minute."),
    effort=15,
    reference=(
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html"
    ),
    source="Route 53 Developer Guide, dns-failover-determining-health-of-endpoints, 2026-11-28",
)
def check(health: Resource, context: Context) -> Iterator[Answer]:
    """Looks up the load balancer behind the endpoint's name."""
    graph, config = context.graph, health.get("HealthCheckConfig")
    name = get(config, "FullyQualifiedDomainName")
    balancer = graph.target(name, _BALANCER)
    kind, written = string(get(config, "Type")), get(config, "Port")
    if balancer is None or kind is None:
        return
    scheme = balancer.get("Scheme")
    if equals(scheme, "internal") is Truth.YES:
        yield Fault(
            f"{health.address} asks {balancer.address} ({balancer.location}), which is internal",
            name,
            quoted({f"{balancer.address}.Scheme": scheme}),
        )
        return
    port = _PORTS.get(kind) if isinstance(written, Absent) else number(written)
    listeners = _listeners(graph, balancer)
    ports = [number(one) for one in listeners]
    if port is not None and ports and None not in ports and port not in ports:
        yield Fault(
            f"{health.address} asks {balancer.address} ({balancer.location}) on port {port:g}, and it listens on "
            f"{', '.join(f'{one:g}' for one in ports if one is not None)}",
            name if isinstance(written, Absent) else written,
            quoted({"Type": get(config, "Type"), "Port": written}),
        )


def _listeners(graph: Graph, balancer: Resource) -> list[Value]:
    """The ports of the listeners of a load balancer; one that may be of it counts as not known."""
    found: list[Value] = []
    for listener in graph.of_type(_LISTENER):
        named = listener.get("LoadBalancerArn")
        owner = meant(graph, named, _BALANCER)
        if owner is balancer:
            found.append(listener.get("Port"))
        elif owner is None:
            found.append(named)
    return found
