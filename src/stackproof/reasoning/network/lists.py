"""Network ACLs: the first entry that fits decides, in each direction for itself, answers included.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html, read 2026-11-28: entries are looked at in the
order of their numbers; what no entry fits is denied; a subnet without an association has the network's default list,
which lets everything through unless somebody changed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import equals, is_true, number, string
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import Absent
from stackproof.reasoning.network.cidr import block_of, contains, is_internet, overlap, resolved
from stackproof.reasoning.network.groups import Peer, Ports
from stackproof.reasoning.network.places import SUBNET, named, not_all_known, there_with

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

LIST = "AWS::EC2::NetworkAcl"
ENTRY = "AWS::EC2::NetworkAclEntry"
_ALL = -1
_NUMBERS = {"tcp": 6, "udp": 17}

EPHEMERAL = (32768, 60999)
"""Ports that Linux takes for its own end of a connection (net.ipv4.ip_local_port_range). Other systems take more of
them, from 1024 on: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html, read 2026-11-28."""


class Passage(NamedTuple):
    """Whether a list lets traffic through, and the entry that decides; none where no entry fits or is there."""

    truth: Truth
    entry: Resource | None = None
    acl: Resource | None = None


class _Lists:
    """Lists by subnet and entries by list, looked up once a graph."""

    def __init__(self, graph: Graph) -> None:
        self.of_subnet: dict[str, list[Resource]] = {}
        self.open_subnets: set[str] = set()
        self.entries: dict[tuple[str, bool], list[Resource]] = {}
        self.open_lists: set[str] = set()
        self.open = not_all_known(graph, "network_acl", "networkacl")
        for link in graph.of_type("AWS::EC2::SubnetNetworkAclAssociation"):
            subnet = identify(link.get("SubnetId"), graph, SUBNET).resource
            acl = named(link.get("NetworkAclId"), graph, LIST)
            if subnet is None:
                self.open = True
            elif acl is None or there_with(link, subnet) is not Truth.YES:
                self.open_subnets.add(subnet.address)
            else:
                self.of_subnet.setdefault(subnet.address, []).append(acl)
        for entry in graph.of_type(ENTRY):
            acl = named(entry.get("NetworkAclId"), graph, LIST)
            if acl is None:
                continue
            out = is_true(entry.get("Egress"))
            if out is Truth.UNDECIDED or number(entry.get("RuleNumber")) is None:
                self.open_lists.add(acl.address)
            else:
                self.entries.setdefault((acl.address, out is Truth.YES), []).append(entry)
        for entries in self.entries.values():
            entries.sort(key=lambda entry: number(entry.get("RuleNumber")) or 0)


def list_of(graph: Graph, subnet: Resource) -> tuple[Resource | None, bool]:
    """The list of a subnet, None for the default one of its network, and whether that is certain."""
    known = graph.index(_Lists)
    lists = known.of_subnet.get(subnet.address, [])
    certain = subnet.address not in known.open_subnets and not known.open and len(lists) < 2
    return (lists[0] if lists else None), certain


def lets_pass(graph: Graph, subnet: Resource, peer: Peer, ports: Ports, *, out: bool) -> Passage:
    """Whether the list of a subnet lets traffic with a peer through in one direction. `ports` are the destination's."""
    acl, certain = list_of(graph, subnet)
    if acl is None:
        return Passage(Truth.YES if certain else Truth.UNDECIDED)
    known = graph.index(_Lists)
    if not certain or acl.address in known.open_lists:
        return Passage(Truth.UNDECIDED, None, acl)
    doubtful: set[Truth] = set()
    for entry in known.entries.get((acl.address, out), ()):
        fits = _fits(graph, entry, peer, ports) & there_with(entry, acl)
        if fits is Truth.NO:
            continue
        allowed = _allows(entry)
        if fits is Truth.YES:
            same = allowed is not Truth.UNDECIDED and doubtful <= {allowed}
            return Passage(allowed if same else Truth.UNDECIDED, entry, acl)
        doubtful.add(allowed)
    # What fits no entry is denied.
    return Passage(Truth.NO if doubtful <= {Truth.NO} else Truth.UNDECIDED, None, acl)


def _allows(entry: Resource) -> Truth:
    return equals(entry.get("RuleAction"), "allow", "ALLOW", "Allow")


def _fits(graph: Graph, entry: Resource, peer: Peer, ports: Ports) -> Truth:
    return _protocol(entry, ports) & _block(graph, entry, peer)


def _protocol(entry: Resource, ports: Ports) -> Truth:
    protocol = number(entry.get("Protocol"))
    if protocol is None:
        return Truth.UNDECIDED
    if protocol == _ALL:
        return Truth.YES
    if protocol != _NUMBERS.get(ports.protocol):
        return Truth.NO
    first, last = number(entry.get("PortRange", "From")), number(entry.get("PortRange", "To"))
    if first is None or last is None:
        return Truth.UNDECIDED
    if first <= ports.first and ports.last <= last:
        return Truth.YES
    return Truth.UNDECIDED if first <= ports.last and ports.first <= last else Truth.NO


def _block(graph: Graph, entry: Resource, peer: Peer) -> Truth:
    value = resolved(entry.get("CidrBlock"), graph)
    if isinstance(value, Absent):
        # An entry for addresses of version 6.
        return Truth.UNDECIDED if peer.ipv6 else Truth.NO
    everywhere = _whole(value)
    if everywhere is Truth.YES:
        return Truth.YES
    if peer.internet:
        known = block_of(value)
        # Nobody on the internet has a private address.
        return Truth.NO if known is not None and known.is_private else Truth.UNDECIDED
    if not peer.blocks or not peer.blocks_whole:
        return Truth.UNDECIDED
    if every(contains(value, block) for block in peer.blocks) is Truth.YES:
        return Truth.YES
    apart = every(~overlap(value, block) for block in peer.blocks)
    return Truth.NO if apart is Truth.YES else Truth.UNDECIDED


def _whole(value: Value) -> Truth:
    """Whether a block is all addresses; half of them are not, here, where the order of entries decides."""
    written = string(value)
    if written is not None:
        return Truth.of(is_internet(value) is Truth.YES and written.strip().endswith("/0"))
    return Truth.UNDECIDED
