"""The security group of an interface endpoint lets in those who call it.

## What it does
Reports an interface endpoint of an AWS service none of whose security groups has an ingress rule about TCP port 443.
Endpoints in the network's default group, and those whose rules are not all known, are left alone.

## Why is this bad
Calls of the service hang until they time out. With private names these are the calls of everybody in the network,
also of those that had a way out before.

## How to mend
Give the endpoint a security group of its own that takes port 443 from the network's block or from the callers'
groups.

## References
- [Interface VPC endpoints: security groups](https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.network.endpoints import ENDPOINT
from stackproof.reasoning.network.groups import INGRESS, Ports, matches_ports, rules_of
from stackproof.reasoning.network.places import GROUP, all_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

HTTPS = Ports("tcp", 443, 443)


@rule(
    id="VPC-ENDPOINT-003",
    title="Interface endpoint that lets nobody in on port 443",
    severity="high",
    blocks="runtime",
    category="network",
    types=(ENDPOINT,),
    root_cause="The endpoint was given the security group of its callers, which has no ingress rules.",
    fix="Let a security group of the endpoint take port 443 from the callers.",
    impacts=Impacts(
        cost="The endpoint is paid for and serves nobody.",
        performance="With private names every call of the service in the network hangs, whoever the caller.",
    ),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    source="AWS PrivateLink Guide, create-interface-endpoint, 2026-11-28",
)
def check(endpoint: Resource, context: Context) -> Iterator[Answer]:
    """Looks for any ingress rule about the port."""
    graph = context.graph
    if equals(endpoint.get("VpcEndpointType"), "Interface") is not Truth.YES:
        return
    shown = show(endpoint.get("ServiceName"))
    if not shown.startswith("com.amazonaws.") or ".vpce" in shown or shown.endswith(("smtp", "efs", "iot.data")):
        # Services of others, and those that are called on other ports.
        return
    written = endpoint.get("SecurityGroupIds")
    groups, whole = all_of(written, graph, GROUP)
    if not whole or not groups:
        return
    for group in groups:
        found = rules_of(graph, group, INGRESS)
        if not found.whole or any(matches_ports(graph, one.value, HTTPS) is not Truth.NO for one in found.rules):
            return
    names = ", ".join(f"{group.address} ({group.location})" for group in groups)
    yield Fault(
        f"{endpoint.address} serves {shown} on port 443, but no ingress rule of {names} is about it",
        written,
        quoted({"SecurityGroupIds": written}),
    )
