"""How networks are laid out: blocks of subnets inside blocks of networks, and the zones that subnets are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import same, string
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import Absent, Reference, Unknown, Value
from stackproof.reasoning.network.cidr import block_of, overlap, resolved
from stackproof.reasoning.network.places import INTERNET_GATEWAY, SUBNET, VPC, named, network_of, there_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.cidr import Block


def network_key(value: Value) -> object | None:
    """What tells networks apart, also those that are not of the graph; None where it cannot be told."""
    if isinstance(value, Reference):
        return value.target
    if isinstance(value, Unknown) and value.symbol is None:
        return None
    return None if isinstance(value, Absent) else value


def both_exist(one: Resource, other: Resource) -> bool:
    """Whether two resources are there together: for certain, or under one condition."""
    return there_with(one, other) is Truth.YES and there_with(other, one) is Truth.YES


def clashes(graph: Graph) -> dict[str, Resource]:
    """Subnets whose block overlaps that of an earlier one of their network, which is named."""
    return graph.index(_clashes)


def _clashes(graph: Graph) -> dict[str, Resource]:
    by_network: dict[object, list[Resource]] = {}
    for subnet in graph.of_type(SUBNET):
        key = network_key(subnet.get("VpcId"))
        if key is not None:
            by_network.setdefault(key, []).append(subnet)
    found: dict[str, Resource] = {}
    for subnets in by_network.values():
        _written_alike(subnets, graph, found)
        _side_by_side(subnets, graph, found)
    return found


def _written_alike(subnets: list[Resource], graph: Graph, found: dict[str, Resource]) -> None:
    """Blocks that are not known and yet the same: the same part of the same computation."""
    first: dict[Value, Resource] = {}
    for subnet in subnets:
        block = resolved(subnet.get("CidrBlock"), graph)
        if isinstance(block, Absent) or block_of(block) is not None or overlap(block, block) is not Truth.YES:
            continue
        earlier = first.setdefault(block, subnet)
        if earlier is not subnet and both_exist(earlier, subnet):
            found.setdefault(subnet.address, earlier)


def _side_by_side(subnets: list[Resource], graph: Graph, found: dict[str, Resource]) -> None:
    """Known blocks in the order of their first addresses: one that overlaps another overlaps one still open."""
    known: list[tuple[Block, int, Resource]] = []
    for position, subnet in enumerate(subnets):
        block = block_of(resolved(subnet.get("CidrBlock"), graph))
        if block is not None and block.version == 4:
            known.append((block, position, subnet))
    known.sort(key=lambda one: (int(one[0].network_address), one[0].prefixlen, one[1]))
    open_: list[tuple[Block, int, Resource]] = []
    for block, position, subnet in known:
        start = int(block.network_address)
        open_ = [one for one in open_ if int(one[0].broadcast_address) >= start]
        for _, earlier, other in open_:
            if both_exist(subnet, other):
                later, first = (subnet, other) if position > earlier else (other, subnet)
                found.setdefault(later.address, first)
                break
        open_.append((block, position, subnet))


def blocks_of(graph: Graph, vpc: Resource) -> list[Value] | None:
    """The blocks of version 4 of a network of the graph; None where there may be others that are not known."""
    own = vpc.get("CidrBlock")
    more, open_ = graph.index(_associated)
    if isinstance(own, Absent) or open_:
        return None
    return [resolved(own, graph), *more.get(vpc.address, ())]


def _associated(graph: Graph) -> tuple[dict[str, list[Value]], bool]:
    found: dict[str, list[Value]] = {}
    open_ = bool(graph.undecided_resources or graph.rewritten)
    for block in graph.of_type("AWS::EC2::VPCCidrBlock"):
        vpc = network_of(block, graph)
        written = block.get("CidrBlock")
        if vpc is None:
            open_ = open_ or not isinstance(block.get("VpcId"), Reference)
        elif not isinstance(written, Absent):
            found.setdefault(vpc.address, []).append(resolved(written, graph))
        elif not isinstance(block.get("Ipv4IpamPoolId"), Absent):
            found.setdefault(vpc.address, []).append(Unknown("a pool of addresses gives it", None, block.location))
    return found, open_


def zone_of(subnet: Resource) -> Value:
    """The zone of a subnet, by name or by id."""
    zone = subnet.get("AvailabilityZone")
    return subnet.get("AvailabilityZoneId") if isinstance(zone, Absent) else zone


def in_one_zone(subnets: Iterable[Resource]) -> Truth:
    """Whether all of the subnets are in one zone; a subnet that names none may be put into any."""
    first, *others = [zone_of(subnet) for subnet in subnets]
    if isinstance(first, Absent) or any(isinstance(zone, Absent) for zone in others):
        return Truth.UNDECIDED
    return every(same(first, zone) for zone in others)


# One zone of the list of all zones, as CloudFormation and Terraform name it: the list and the number.
_OF_LIST = (
    re.compile(r"Fn::Select\((?P<number>\d+), (?P<list>\$\{Fn::GetAZs\(.*\)\})\)"),
    re.compile(r"(?P<list>(?:[^ ]+/)?data\.aws_availability_zones\..*\.(?:names|zone_ids))\.(?P<number>\d+)"),
)


def zones_apart(subnets: Iterable[Resource]) -> tuple[int, int]:
    """In how many zones the subnets are: at least (those that differ for certain) and at most."""
    zones = [zone_of(subnet) for subnet in subnets]
    known = {string(zone) for zone in zones if string(zone) is not None}
    lists: dict[str, set[str]] = {}
    for zone in zones:
        place = _place_in_list(zone)
        if place is not None:
            lists.setdefault(place[0], set()).add(place[1])
    least = max([len(known), *(len(numbers) for numbers in lists.values()), 1 if zones else 0])
    open_ = [zone for zone in zones if string(zone) is None and _place_in_list(zone) is None]
    most = len(known) + sum(len(numbers) for numbers in lists.values()) + len(set(open_))
    # Each subnet without a zone may be put into one of its own.
    most += sum(isinstance(zone, Absent) for zone in open_) - len({zone for zone in open_ if isinstance(zone, Absent)})
    return least, most


def _place_in_list(zone: Value) -> tuple[str, str] | None:
    symbol = zone.symbol if isinstance(zone, Unknown) else None
    for pattern in _OF_LIST:
        found = pattern.fullmatch(symbol or "")
        if found is not None:
            return found["list"], found["number"]
    return None


def zone_shared_by(subnets: Iterable[Resource]) -> tuple[Resource, Resource] | None:
    """The first two of the subnets that are in one zone for certain."""
    seen: dict[Value, Resource] = {}
    for subnet in subnets:
        zone = zone_of(subnet)
        if isinstance(zone, Absent) or same(zone, zone) is not Truth.YES:
            continue
        earlier = seen.setdefault(zone, subnet)
        if earlier is not subnet and both_exist(earlier, subnet):
            return earlier, subnet
    return None


def attached_gateways(graph: Graph, vpc: Resource) -> list[Resource]:
    """The attachments of internet gateways to a network of the graph."""
    return graph.index(_attachments).get(vpc.address, [])


def networks_of_gateway(graph: Graph, gateway: Resource) -> list[Resource] | None:
    """The networks that an internet gateway is attached to; None where they are not all known."""
    networks, open_ = graph.index(_by_gateway)
    return None if open_ or gateway.address in networks[1] else networks[0].get(gateway.address, [])


def _by_gateway(graph: Graph) -> tuple[tuple[dict[str, list[Resource]], set[str]], bool]:
    found: dict[str, list[Resource]] = {}
    unknown: set[str] = set()
    open_ = False
    for attachment in graph.of_type("AWS::EC2::VPCGatewayAttachment"):
        written = attachment.get("InternetGatewayId")
        gateway = named(written, graph, INTERNET_GATEWAY)
        vpc = network_of(attachment, graph)
        if gateway is None:
            open_ = open_ or not isinstance(written, Absent)
        elif vpc is None:
            unknown.add(gateway.address)
        else:
            found.setdefault(gateway.address, []).append(vpc)
    return (found, unknown), open_


def _attachments(graph: Graph) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for attachment in graph.of_type("AWS::EC2::VPCGatewayAttachment"):
        vpc = network_of(attachment, graph)
        if vpc is not None and not isinstance(attachment.get("InternetGatewayId"), Absent):
            found.setdefault(vpc.address, []).append(attachment)
    return found


def is_one_subnet(graph: Graph, value: Value) -> bool:
    """Whether an item of a list of subnets is one subnet for certain, and no list that is known at deployment."""
    written = string(value) or ""
    return named(value, graph, SUBNET) is not None or (written.startswith("subnet-") and "," not in written)


def of_one_network(graph: Graph, subnets: Iterable[Resource]) -> Truth:
    """Whether all of the subnets are in one network. Only networks of the graph are told apart for certain."""
    networks = [named(subnet.get("VpcId"), graph, VPC) for subnet in subnets]
    if any(network is None for network in networks):
        return Truth.UNDECIDED
    return Truth.of(len({id(network) for network in networks}) < 2)
