"""A route leads to a gateway of its own network.

## What it does
Reports a route to an internet gateway of the project that is attached to another network of the project or to none,
and a route to a NAT gateway in a subnet of another network.

## Why is this bad
`CreateRoute` refuses it ("route table and network gateway belong to different networks"), so the deployment stops.

## How to mend
Attach the internet gateway to the network of the route table (`AWS::EC2::VPCGatewayAttachment`; `vpc_id` in
Terraform), or name the NAT gateway of this network.

## References
- [Route tables](https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html)
- [CreateRoute](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.network.layout import networks_of_gateway
from stackproof.reasoning.network.places import (
    INTERNET_GATEWAY,
    ROUTE_TABLE,
    SUBNET,
    named,
    network_of,
    not_all_known,
)
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

ROUTE = "AWS::EC2::Route"


@rule(
    id="VPC-ROUTE-001",
    title="Route to a gateway that is not of its network",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ROUTE,),
    root_cause="The gateway was not attached, or the table or gateway of another network was named.",
    fix="Attach the gateway to the network, or name the network's own gateway.",
    impacts=Impacts(performance="The deployment stops at the route."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    source="Amazon EC2 API Reference, CreateRoute, 2026-11-28",
)
def check(route: Resource, context: Context) -> Iterator[Answer]:
    """Compares the network of the route table with that of the gateway."""
    graph = context.graph
    table = named(route.get("RouteTableId"), graph, ROUTE_TABLE)
    own = network_of(table, graph) if table is not None else None
    if own is None or table is None:
        return
    written = route.get("GatewayId")
    gateway = named(written, graph, INTERNET_GATEWAY)
    nat = named(route.get("NatGatewayId"), graph, "AWS::EC2::NatGateway")
    if gateway is not None:
        theirs = networks_of_gateway(graph, gateway)
        if theirs is None or own in theirs or not_all_known(graph, "internet_gateway"):
            return
        where = f"is attached to {theirs[0].address}" if theirs else "is attached to no network"
        target: Resource = gateway
    elif nat is not None:
        written = route.get("NatGatewayId")
        subnet = named(nat.get("SubnetId"), graph, SUBNET)
        other = network_of(subnet, graph) if subnet is not None else None
        if other is None or other is own:
            return
        where, target = f"stands in {other.address}", nat
    else:
        return
    yield Fault(
        f"{route.address} is in {table.address} of {own.address}, but {target.address} ({target.location}) {where}",
        written,
        quoted({"RouteTableId": route.get("RouteTableId"), "gateway": written}),
    )
