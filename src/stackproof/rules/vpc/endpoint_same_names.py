"""The private names of a service lead to one endpoint of a network.

## What it does
Reports an interface endpoint with private names where an earlier one of the same network has private names for the
same service.

## Why is this bad
`CreateVpcEndpoint` refuses the second: "private-dns-enabled cannot be set because there is already a conflicting DNS
domain". cfn-lint reports it for templates (E3064); nothing does for Terraform.

## How to mend
Keep one of the endpoints and give it the subnets of both, or switch the private names of one off.

## References
- [Interface VPC endpoints: private DNS](https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.endpoints import ENDPOINT, Endpoint, endpoints
from stackproof.reasoning.network.layout import both_exist
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="VPC-DNS-002",
    title="Two endpoints with private names for one service",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ENDPOINT,),
    root_cause="The endpoint was written twice, in two places that know nothing of each other.",
    fix="Keep one of the endpoints, or switch the private names of the other off.",
    impacts=Impacts(cost="The second endpoint costs for each hour and zone."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    source="AWS PrivateLink Guide, create-interface-endpoint, 2026-11-28",
    same_as=("E3064",),
)
def check(endpoint: Resource, context: Context) -> Iterator[Answer]:
    """Looks the endpoint up among the second ones."""
    earlier = context.graph.index(_seconds).get(endpoint.address)
    if earlier is not None:
        at = endpoint.get("PrivateDnsEnabled")
        service = endpoint.get("ServiceName")
        yield Fault(
            f"{endpoint.address} has private names for {show(service)}, as {earlier.address} ({earlier.location}) of "
            "the same network has",
            at,
            quoted({"ServiceName": service, f"{earlier.address}.ServiceName": earlier.get("ServiceName")}),
            certainty="assumption" if rests_on(at, service) else "proved",
        )


def _seconds(graph: Graph) -> dict[str, Resource]:
    first: dict[tuple[str, str], Resource] = {}
    found: dict[str, Resource] = {}
    for one in endpoints(graph):
        if not _with_names(one) or one.vpc is None:
            continue
        earlier = first.setdefault((one.vpc.address, one.service), one.resource)
        if earlier is not one.resource and both_exist(earlier, one.resource):
            found[one.resource.address] = earlier
    return found


def _with_names(endpoint: Endpoint) -> bool:
    asked = is_true(endpoint.resource.get("PrivateDnsEnabled"))
    return endpoint.kind == "Interface" and bool(endpoint.service) and asked is Truth.YES
