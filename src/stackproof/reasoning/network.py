"""Ways out of a subnet: route tables, gateways and VPC endpoints of the graph.

A network interface without a public address, such as Lambda's, gets nowhere through an internet gateway: what counts as
a way out here is a NAT gateway, an instance or interface, a transit gateway, a peering or another hop behind which the
graph does not see. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html, 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, equals, matches, present, string
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

SUBNET = "AWS::EC2::Subnet"
ROUTE_TABLE = "AWS::EC2::RouteTable"
INTERNET_GATEWAY = "AWS::EC2::InternetGateway"

# Hops of a route that lead somewhere from an interface without a public address.
_HOPS = (
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "InstanceId",
    "NetworkInterfaceId",
    "VpcEndpointId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
)
_EVERYWHERE = ("0.0.0.0/0", "::/0")


class WayOut(NamedTuple):
    """Whether a subnet has a way out, and what it goes by.

    Attributes:
        truth: YES, NO, or UNDECIDED where the routes are not all in the graph.
        through_internet_gateway: the default route leads to an internet gateway, which serves public addresses alone.
        table: the subnet's route table in the graph; None: the main one, which has no route but the local one.
    """

    truth: Truth
    through_internet_gateway: bool
    table: Resource | None


class _Routes:
    """Route tables by subnet and routes by route table, looked up once a graph."""

    def __init__(self, graph: Graph) -> None:
        self.tables: dict[str, list[Resource]] = {}
        self.routes: dict[str, list[Resource]] = {}
        self.open_tables: set[str] = set()
        self.open = False
        for link in graph.of_type("AWS::EC2::SubnetRouteTableAssociation"):
            subnet = identify(link.get("SubnetId"), graph, SUBNET).resource
            table = identify(link.get("RouteTableId"), graph, ROUTE_TABLE).resource
            if subnet is None:
                self.open = True
            elif table is None or table.type != ROUTE_TABLE:
                self.open_tables.add(subnet.address)
            else:
                self.tables.setdefault(subnet.address, []).append(table)
        for route in graph.of_type("AWS::EC2::Route"):
            table = identify(route.get("RouteTableId"), graph, ROUTE_TABLE).resource
            if table is None or table.type != ROUTE_TABLE:
                # Another's, or the main one, which Terraform names as an attribute of the VPC.
                self.open = True
            else:
                self.routes.setdefault(table.address, []).append(route)
        # Other tools can write routes to the main table, or in types that have no counterpart.
        others = (name.lower().replace("route53", "") for name in graph.unmapped)
        self.open = self.open or bool(graph.undecided_resources) or any("route" in name for name in others)


def way_out(graph: Graph, subnet: Resource) -> WayOut:
    """Whether interfaces in the subnet that have no public address get out of its VPC."""
    known = graph.index(_Routes)
    if subnet.address in known.open_tables:
        return WayOut(Truth.UNDECIDED, False, None)
    tables = known.tables.get(subnet.address, [])
    if not tables:
        # A VPC of the graph has a fresh main table; another's main table may have any route.
        own = identify(subnet.get("VpcId"), graph, "AWS::EC2::VPC").resource is not None
        return WayOut(Truth.NO if own and not known.open else Truth.UNDECIDED, False, None)
    answers, through_gateway = [], False
    for table in tables:
        for route in known.routes.get(table.address, ()):
            answers.append(_leads_out(route, graph))
            default = _is_default(route) is not Truth.NO
            through_gateway = through_gateway or (default and _to_internet_gateway(route, graph))
    found = some(answers)
    if found is Truth.NO and known.open:
        found = Truth.UNDECIDED
    return WayOut(found, through_gateway, tables[0])


def _leads_out(route: Resource, graph: Graph) -> Truth:
    hop = some(present(route.get(name)) for name in _HOPS)
    if hop is not Truth.NO:
        # A route to part of the world only (a peered network) is a way to something.
        return hop if _is_default(route) is Truth.YES else Truth.UNDECIDED
    # A virtual private gateway, or whatever a parameter names, may lead to a proxy.
    to_local = equals(route.get("GatewayId"), "local", "") is Truth.YES or present(route.get("GatewayId")) is Truth.NO
    return Truth.NO if to_local or _to_internet_gateway(route, graph) else Truth.UNDECIDED


def _to_internet_gateway(route: Resource, graph: Graph) -> bool:
    gateway = route.get("GatewayId")
    found = identify(gateway, graph, INTERNET_GATEWAY).resource
    return (found is not None and found.type == INTERNET_GATEWAY) or matches(gateway, "igw-*") is Truth.YES


def _is_default(route: Resource) -> Truth:
    targets = [route.get(name) for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock")]
    answer = some(equals(target, *_EVERYWHERE) for target in targets)
    return Truth.UNDECIDED if present(route.get("DestinationPrefixListId")) is Truth.YES else answer


def endpoint_services(graph: Graph, subnet: Resource) -> tuple[frozenset[str], bool]:
    """Services that the subnet's VPC has endpoints for (`s3`, `ecr.api`), and whether these are all of them."""
    vpc = subnet.get("VpcId")
    own = identify(vpc, graph, "AWS::EC2::VPC").resource
    found: set[str] = set()
    whole = own is not None
    for endpoint in graph.of_type("AWS::EC2::VPCEndpoint"):
        theirs = identify(endpoint.get("VpcId"), graph, "AWS::EC2::VPC").resource
        if theirs is not None and own is not None and theirs is not own:
            continue
        service = _service(endpoint.get("ServiceName"))
        if service:
            found.add(service)
        else:
            whole = False
    return frozenset(found), whole


def _service(name: Value) -> str:
    """`ecr.api` of `com.amazonaws.REGION.ecr.api`, whatever the region; empty when it cannot be told."""
    if isinstance(name, Text):
        last = name.parts[-1]
        return last[1:] if isinstance(last, str) and last.startswith(".") else ""
    known = string(name) or ""
    return known.split(".", 3)[3] if known.startswith("com.amazonaws.") and known.count(".") > 2 else ""


def subnets_of(graph: Graph, subnet_ids: Value) -> Iterator[Resource]:
    """The subnets of the graph that a list of ids names; those of others are left out."""
    for one in elements(subnet_ids)[0]:
        found = identify(one, graph, SUBNET)
        if found.resource is not None and found.resource.type == SUBNET and found.truth is Truth.YES:
            yield found.resource
