"""Ways between two networks: peerings with routes on both sides; transit gateways are left open.

Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html, read 2026-11-28: each side needs a
route to the other's block that leads to the peering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import present
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Absent
from stackproof.reasoning.network.cidr import contains, overlap, resolved
from stackproof.reasoning.network.interfaces import Interface, block_at
from stackproof.reasoning.network.places import VPC, Hop, named, network_of, not_all_known, there_with
from stackproof.reasoning.network.ways import routes_are_all_known, routes_of, tables_of

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

PEERING = "AWS::EC2::VPCPeeringConnection"
# Other ways between networks, behind which nothing is followed.
_OTHERS = ("TransitGatewayId", "CoreNetworkArn", "InstanceId", "NetworkInterfaceId", "VpcEndpointId")


class Peering(NamedTuple):
    """A peering and its two networks; None for one that is not of the graph."""

    resource: Resource
    requester: Resource | None
    accepter: Resource | None


def peerings(graph: Graph) -> list[Peering]:
    """Every peering of the graph, in the order of the source."""
    return graph.index(_peerings)


def _peerings(graph: Graph) -> list[Peering]:
    return [
        Peering(one, named(one.get("VpcId"), graph, VPC), named(one.get("PeerVpcId"), graph, VPC))
        for one in graph.of_type(PEERING)
    ]


def between(graph: Graph, source: Interface, target: Interface) -> Hop:
    """The step from one network into another."""
    here, there = network_of(source.subnets[0], graph), network_of(target.subnets[0], graph)
    assert here is not None
    assert there is not None
    joined = [one.resource for one in peerings(graph) if {id(one.requester), id(one.accepter)} == {id(here), id(there)}]
    if not joined:
        if graph.index(_other_ways):
            words = f"what leads from {here.address} to {there.address} is not followed"
            return Hop(Truth.UNDECIDED, here.address, words, here.location)
        words = f"nothing joins {here.address} and {there.address}"
        return Hop(Truth.NO, here.address, words, here.location)
    forth = _routed(graph, source, target, joined)
    back = _routed(graph, target, source, joined)
    for hop in (forth, back):
        if hop.truth is Truth.NO:
            return hop
    truth = forth.truth & back.truth
    words = f"{joined[0].address} joins {here.address} and {there.address}"
    return Hop(truth, joined[0].address, words, joined[0].location)


def _other_ways(graph: Graph) -> bool:
    if not_all_known(graph, "peering", "transit", "vpn", "route") or not routes_are_all_known(graph):
        return True
    if any(one.requester is None or one.accepter is None for one in peerings(graph)):
        return True
    return any(
        present(route.get(name)) is not Truth.NO for route in graph.of_type("AWS::EC2::Route") for name in _OTHERS
    )


def _routed(graph: Graph, source: Interface, target: Interface, joined: list[Resource]) -> Hop:
    """Whether the subnets of one side have routes by the peering to the subnets of the other."""
    answers: list[Truth] = []
    for subnet in source.subnets:
        found = tables_of(graph, subnet)
        if not found.whole or not routes_are_all_known(graph):
            answers.append(Truth.UNDECIDED)
            continue
        tables = [
            some(_leads(graph, route, target, joined, subnet) for route in routes_of(graph, table))
            for table in found.tables
        ]
        answers.append(every(tables) if tables else Truth.NO)
    whole = set(answers)
    truth = whole.pop() if len(whole) == 1 else Truth.UNDECIDED
    first = source.subnets[0]
    words = f"the route table of {first.address} has no route to {target.subnets[0].address} by {joined[0].address}"
    return Hop(truth, first.address, words, first.location)


def _leads(graph: Graph, route: Resource, target: Interface, joined: list[Resource], subnet: Resource) -> Truth:
    by = route.get("VpcPeeringConnectionId")
    if isinstance(by, Absent):
        others = some(present(route.get(name)) for name in _OTHERS)
        return Truth.NO if others is Truth.NO else Truth.UNDECIDED
    peering = named(by, graph, PEERING)
    mine = Truth.UNDECIDED if peering is None else Truth.of(any(peering is one for one in joined))
    destination = resolved(route.get("DestinationCidrBlock"), graph)
    return mine & _toward(destination, [block_at(graph, one) for one in target.subnets]) & there_with(route, subnet)


def _toward(destination: Value, blocks: list[Value]) -> Truth:
    if isinstance(destination, Absent):
        return Truth.UNDECIDED
    if every(contains(destination, block) for block in blocks) is Truth.YES:
        return Truth.YES
    apart = every(~overlap(destination, block) for block in blocks)
    return Truth.NO if apart is Truth.YES else Truth.UNDECIDED
