"""A gateway endpoint is used by the subnets whose route tables it is in.

## What it does
Reports a gateway endpoint (Amazon S3, DynamoDB) that names no route table, in it or beside it.

## Why is this bad
No subnet has a route to it, so nothing uses it: traffic takes the NAT gateway, or goes nowhere where there is none.

## How to mend
Name the route tables in `RouteTableIds` (`route_table_ids`, or `aws_vpc_endpoint_route_table_association`).

## References
- [Gateway endpoints](https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.network.endpoints import ENDPOINT
from stackproof.reasoning.network.places import not_all_known
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-ENDPOINT-001",
    title="Gateway endpoint in no route table",
    severity="medium",
    blocks="runtime",
    category="network",
    types=(ENDPOINT,),
    root_cause="A gateway endpoint works by routes, which nothing asks for here.",
    fix="Name the route tables of the subnets that use the service.",
    impacts=Impacts(cost="Traffic goes on through the NAT gateway, which costs for each gigabyte."),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    source="AWS PrivateLink Guide, gateway-endpoints, 2026-11-28",
)
def check(endpoint: Resource, context: Context) -> Iterator[Answer]:
    """Looks at endpoints that are gateways for certain."""
    kind = endpoint.get("VpcEndpointType")
    gateway = isinstance(kind, Absent) or equals(kind, "Gateway") is Truth.YES
    service = endpoint.get("ServiceName")
    known = (string(service) or show(service)).endswith((".s3", ".dynamodb"))
    if not gateway or not known or not_all_known(context.graph, "route_table_association"):
        return
    tables = endpoint.get("RouteTableIds")
    if elements(tables) == ([], True):
        yield Fault(
            f"{endpoint.address} is in no route table, so no subnet uses it", tables, quoted({"ServiceName": service})
        )
