"""Endpoints of a VPC: the services that are reached without a way out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import equals, is_true, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Text
from stackproof.reasoning.network.places import ROUTE_TABLE, SUBNET, all_of, network_of
from stackproof.reasoning.network.ways import tables_of

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

ENDPOINT = "AWS::EC2::VPCEndpoint"


class Endpoint(NamedTuple):
    """An endpoint of a VPC.

    Attributes:
        resource: the endpoint.
        service: `s3`, `ecr.api`; empty when it cannot be told, or when it is another's service.
        kind: `Gateway`, `Interface` or another type; empty when it is not known.
        vpc: its network; None when that is not of the graph.
    """

    resource: Resource
    service: str
    kind: str
    vpc: Resource | None


def endpoints(graph: Graph) -> list[Endpoint]:
    """Every endpoint of the graph, in the order of the source."""
    return graph.index(_endpoints)


def _endpoints(graph: Graph) -> list[Endpoint]:
    return [
        Endpoint(one, _service(one.get("ServiceName")), _kind(one), network_of(one, graph))
        for one in graph.of_type(ENDPOINT)
    ]


def _kind(endpoint: Resource) -> str:
    written = endpoint.get("VpcEndpointType")
    if equals(written, "Gateway") is Truth.NO and string(written) is None:
        # Nothing is written: AWS takes Gateway.
        return "Gateway"
    return string(written) or ""


def endpoint_services(graph: Graph, subnet: Resource) -> tuple[frozenset[str], bool]:
    """Services that the subnet's VPC has endpoints for (`s3`, `ecr.api`), and whether these are all of them."""
    own = network_of(subnet, graph)
    found: set[str] = set()
    whole = own is not None
    for endpoint in endpoints(graph):
        if endpoint.vpc is not None and own is not None and endpoint.vpc is not own:
            continue
        if endpoint.service:
            found.add(endpoint.service)
        else:
            whole = False
    return frozenset(found), whole


def serves(graph: Graph, endpoint: Endpoint, subnet: Resource) -> Truth:
    """Whether interfaces of a subnet get to a service by an endpoint, as far as routes and names go.

    A gateway endpoint has to be in the subnet's route table; the name of a service leads to an interface endpoint of
    the network when private names are switched on. Security groups are not looked at here.
    """
    own = network_of(subnet, graph)
    if own is None or endpoint.vpc is None:
        return Truth.UNDECIDED
    if own is not endpoint.vpc:
        return Truth.NO
    there = endpoint.resource.exists
    if endpoint.kind == "Interface":
        private = is_true(endpoint.resource.get("PrivateDnsEnabled"))
        # Without private names a program can still be told the endpoint's own name.
        return there if private is Truth.YES else Truth.UNDECIDED
    if endpoint.kind != "Gateway":
        return Truth.UNDECIDED
    tables, whole = all_of(endpoint.resource.get("RouteTableIds"), graph, ROUTE_TABLE)
    own_tables = tables_of(graph, subnet)
    if own_tables.tables and all(table in tables for table in own_tables.tables) and own_tables.whole:
        return there
    if not whole or not own_tables.whole:
        return Truth.UNDECIDED
    return Truth.NO if not any(table in tables for table in own_tables.tables) else Truth.UNDECIDED


def zones_of(graph: Graph, endpoint: Resource) -> tuple[tuple[Resource, ...], bool]:
    """The subnets that an interface endpoint has an interface in, and whether these are all."""
    return all_of(endpoint.get("SubnetIds"), graph, SUBNET)


def _service(name: Value) -> str:
    """`ecr.api` of `com.amazonaws.REGION.ecr.api`, whatever the region; empty when it cannot be told."""
    if isinstance(name, Text):
        last = name.parts[-1]
        return last[1:] if isinstance(last, str) and last.startswith(".") else ""
    known = string(name) or ""
    return known.split(".", 3)[3] if known.startswith("com.amazonaws.") and known.count(".") > 2 else ""
