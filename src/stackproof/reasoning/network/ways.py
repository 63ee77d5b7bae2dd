"""Ways out of a subnet: route tables, gateways and VPC endpoints of the graph.

A network interface without a public address, such as Lambda's, gets nowhere through an internet gateway: what counts as
a way out here is a NAT gateway, an instance or interface, a transit gateway, a peering or another hop behind which the
graph does not see. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html, 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import equals, matches, present
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Reference
from stackproof.reasoning.network.cidr import is_internet
from stackproof.reasoning.network.places import (
    INTERNET_GATEWAY,
    ROUTE_TABLE,
    SUBNET,
    VPC,
    named,
    network_of,
    not_all_known,
    there_with,
)

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

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
# Terraform's words for the table that a network has by itself; CloudFormation has none for it.
_MAIN = ("aws_main_route_table_association", "aws_default_route_table")


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


class InternetRoute(NamedTuple):
    """Whether a subnet is public: its default route leads to an internet gateway.

    Attributes:
        truth: UNDECIDED where the routes are not all in the graph.
        table: the route table that decides; None for a main one that nothing writes to.
        route: the route to the gateway, where there is one.
    """

    truth: Truth
    table: Resource | None
    route: Resource | None


class Tables(NamedTuple):
    """The route tables that decide about a subnet; more than one when it is not known which of them exists.

    Attributes:
        tables: those in the graph.
        whole: whether there is no other.
        main: the subnet names none, so that its network's main table holds.
    """

    tables: tuple[Resource, ...]
    whole: bool
    main: bool


class _Routes:
    """Route tables by subnet and routes by route table, looked up once a graph."""

    def __init__(self, graph: Graph) -> None:
        self.tables: dict[str, list[Resource]] = {}
        self.routes: dict[str, list[Resource]] = {}
        self.open_tables: set[str] = set()
        self.open_mains: set[str] = set()
        self.mains: dict[str, list[Resource]] = {}
        # What was asked before.
        self.ways_out: dict[str, WayOut] = {}
        self.to_internet: dict[str, InternetRoute] = {}
        self.open = False
        self._mains(graph)
        self._links(graph)
        for route in graph.of_type("AWS::EC2::Route"):
            self._route(route, graph)
        # Routes can be written in types that have no counterpart; those of main tables were seen to above.
        others = {name: count for name, count in graph.unmapped.items() if name not in _MAIN}
        unseen = any("route" in name.lower().replace("route53", "") for name in others)
        self.open = self.open or not_all_known(graph) or unseen

    def _links(self, graph: Graph) -> None:
        for link in graph.of_type("AWS::EC2::SubnetRouteTableAssociation"):
            subnet = identify(link.get("SubnetId"), graph, SUBNET).resource
            table = identify(link.get("RouteTableId"), graph, ROUTE_TABLE).resource
            if subnet is None:
                self.open = True
            elif table is None or table.type != ROUTE_TABLE or there_with(link, subnet) is not Truth.YES:
                self.open_tables.add(subnet.address)
            if subnet is not None and table is not None and table.type == ROUTE_TABLE:
                self.tables.setdefault(subnet.address, []).append(table)

    def _mains(self, graph: Graph) -> None:
        for association in graph.of_type("aws_main_route_table_association"):
            vpc = named(association.get("vpc_id"), graph, VPC)
            table = named(association.get("route_table_id"), graph, ROUTE_TABLE)
            if vpc is None:
                self.open = True
            elif table is None or there_with(association, vpc) is not Truth.YES:
                self.open_mains.add(vpc.address)
            else:
                self.mains.setdefault(vpc.address, []).append(table)
        for default in graph.of_type("aws_default_route_table"):
            self._open_main(default.get("default_route_table_id"), graph)
        counted = sum(graph.unmapped.get(name, 0) for name in _MAIN)
        if counted > len(graph.of_type(*_MAIN)):
            self.open = True

    def _open_main(self, table: object, graph: Graph) -> None:
        """Something writes to the main table of a network, which Terraform names as an attribute of it."""
        owner = graph.resources.get(table.target) if isinstance(table, Reference) else None
        if owner is not None and owner.type == VPC:
            self.open_mains.add(owner.address)
        else:
            self.open = True

    def _route(self, route: Resource, graph: Graph) -> None:
        table = identify(route.get("RouteTableId"), graph, ROUTE_TABLE).resource
        if table is None or table.type != ROUTE_TABLE:
            self._open_main(route.get("RouteTableId"), graph)
        else:
            self.routes.setdefault(table.address, []).append(route)


def tables_of(graph: Graph, subnet: Resource) -> Tables:
    """The route tables of a subnet: those that it is associated with, else its network's main one."""
    known = graph.index(_Routes)
    tables = known.tables.get(subnet.address, [])
    if tables or subnet.address in known.open_tables:
        return Tables(tuple(tables), subnet.address not in known.open_tables, main=False)
    vpc = network_of(subnet, graph)
    if vpc is None or vpc.address in known.open_mains:
        # A VPC of the graph has a fresh main table; another's main table may have any route.
        return Tables((), False, main=True)
    return Tables(tuple(known.mains.get(vpc.address, ())), not known.open, main=True)


def routes_of(graph: Graph, table: Resource) -> list[Resource]:
    """The routes in a table, in the order of the source."""
    return graph.index(_Routes).routes.get(table.address, [])


def routes_are_all_known(graph: Graph) -> bool:
    """Whether every route is in a table of the graph, or in a main table that is known to be written to."""
    return not graph.index(_Routes).open


def way_out(graph: Graph, subnet: Resource) -> WayOut:
    """Whether interfaces in the subnet that have no public address get out of its VPC."""
    known = graph.index(_Routes).ways_out
    if subnet.address not in known:
        known[subnet.address] = _way_out(graph, subnet)
    return known[subnet.address]


def _way_out(graph: Graph, subnet: Resource) -> WayOut:
    found = tables_of(graph, subnet)
    if not found.tables:
        return WayOut(Truth.NO if found.whole else Truth.UNDECIDED, False, None)
    answers, through_gateway = [], False
    for table in found.tables:
        for route in routes_of(graph, table):
            answers.append(_leads_out(route, graph, subnet))
            default = _is_default(route) is not Truth.NO
            through_gateway = through_gateway or (default and _to_internet_gateway(route, graph))
    truth = some(answers)
    if truth is Truth.NO and not (found.whole and routes_are_all_known(graph)):
        truth = Truth.UNDECIDED
    if truth is Truth.YES and not found.whole:
        truth = Truth.UNDECIDED
    return WayOut(truth, through_gateway, found.tables[0])


def to_internet(graph: Graph, subnet: Resource) -> InternetRoute:
    """Whether interfaces in the subnet that have a public address are on the internet."""
    known = graph.index(_Routes).to_internet
    if subnet.address not in known:
        known[subnet.address] = _to_internet(graph, subnet)
    return known[subnet.address]


def _to_internet(graph: Graph, subnet: Resource) -> InternetRoute:
    found = tables_of(graph, subnet)
    if not found.tables:
        return InternetRoute(Truth.NO if found.whole else Truth.UNDECIDED, None, None)
    answers, through = [], None
    for table in found.tables:
        answer = Truth.NO
        for route in routes_of(graph, table):
            one = _is_internet_route(route, graph, subnet)
            if one is Truth.YES:
                through = through or route
            answer = answer | one
        answers.append(answer)
    truth = answers[0] if len(set(answers)) == 1 else Truth.UNDECIDED
    if not found.whole or (truth is Truth.NO and not routes_are_all_known(graph)):
        truth = Truth.UNDECIDED
    return InternetRoute(truth, found.tables[0], through)


def _is_internet_route(route: Resource, graph: Graph, subnet: Resource) -> Truth:
    gateway = route.get("GatewayId")
    if isinstance(gateway, Absent):
        return Truth.NO
    leads = Truth.YES if _to_internet_gateway(route, graph) else Truth.UNDECIDED
    if equals(gateway, "local", "") is Truth.YES or matches(gateway, "vgw-*") is Truth.YES:
        leads = Truth.NO
    known = identify(gateway, graph).resource
    if known is not None and known.type not in (INTERNET_GATEWAY, "AWS::EC2::VPCGatewayAttachment"):
        leads = Truth.NO
    targets = [route.get(name) for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock")]
    default = some(is_internet(target) for target in targets)
    if default is Truth.NO and leads is not Truth.NO:
        # A way to a part of the internet only, or to a list of its addresses.
        default = Truth.UNDECIDED
    return default & leads & there_with(route, subnet)


def _leads_out(route: Resource, graph: Graph, subnet: Resource) -> Truth:
    hop = some(present(route.get(name)) for name in _HOPS)
    if hop is not Truth.NO:
        # A route to part of the world only (a peered network) is a way to something.
        return hop & there_with(route, subnet) if _is_default(route) is Truth.YES else Truth.UNDECIDED
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
