"""Security groups: whom their rules let in and out, whether a rule stands in the group or beside it.

What is not written: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
(read 2026-11-28): a group has no rule that lets anything in, and one that lets everything out, which goes as soon as
egress is written in the group. Terraform's provider takes that rule away, which the vocabulary writes as an empty list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, get, number, present, show, string
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Absent, Conditional, Known, ListValue, Reference, Value
from stackproof.reasoning.network.cidr import contains, is_internet, overlap, resolved
from stackproof.reasoning.network.places import GROUP, there_with

if TYPE_CHECKING:
    from typing import Literal

    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location
    from stackproof.graph.resource import Resource

    Direction = Literal["ingress", "egress"]

INGRESS: Direction = "ingress"
EGRESS: Direction = "egress"
_TYPES = {"ingress": "AWS::EC2::SecurityGroupIngress", "egress": "AWS::EC2::SecurityGroupEgress"}
_PROPERTIES = {"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"}
_ENDS = {"ingress": "Source", "egress": "Destination"}
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
ANY = "-1"


class Peer(NamedTuple):
    """Who is at the other end.

    Attributes:
        groups: security groups that it is in.
        groups_whole: whether there are no other groups.
        blocks: the blocks of addresses that its addresses can come from, as values.
        blocks_whole: whether its addresses come from no other block.
        internet: it is anybody on the internet; groups and blocks say nothing then.
        ipv6: whether it may have addresses of version 6.
        endpoint: it is the service behind this gateway endpoint, whose prefix list holds its addresses.
    """

    groups: tuple[Resource, ...] = ()
    groups_whole: bool = True
    blocks: tuple[Value, ...] = ()
    blocks_whole: bool = True
    internet: bool = False
    ipv6: bool = False
    endpoint: Resource | None = None


INTERNET = Peer(internet=True)


class Ports(NamedTuple):
    """Ports of a protocol; `first` to `last`, both included."""

    protocol: str
    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


class GroupRule(NamedTuple):
    """A rule: the resource that it stands in, its properties, and whether it exists (its group being there)."""

    holder: Resource
    value: Value
    exists: Truth


class Rules(NamedTuple):
    """The rules of a group in one direction; `default_out`: whether AWS's rule that lets everything out stands."""

    rules: tuple[GroupRule, ...]
    whole: bool
    default_out: Truth


class Verdict(NamedTuple):
    """Whether traffic is let through, and the rule that shows it; none where none does."""

    truth: Truth
    rule: GroupRule | None = None

    def at(self, otherwise: Location) -> Location:
        """The place of the rule, or another where there is none."""
        return self.rule.value.at if self.rule is not None else otherwise


class _Beside:
    """Rules that stand beside their groups, by group and direction."""

    def __init__(self, graph: Graph) -> None:
        self.of: dict[tuple[str, str], list[GroupRule]] = {}
        # Rules of groups that cannot be told may be of any group.
        self.open: dict[str, bool] = {}
        for direction, type_ in _TYPES.items():
            for rule in graph.of_type(type_):
                found = identify(rule.get("GroupId"), graph, GROUP)
                group = found.resource
                if group is not None and group.type == GROUP:
                    there = there_with(rule, group) & (Truth.YES if found.truth is Truth.YES else Truth.UNDECIDED)
                    self.of.setdefault((group.address, direction), []).append(GroupRule(rule, rule.properties, there))
                elif group is None and found.truth is not Truth.NO and not _of_another(rule.get("GroupId")):
                    self.open[direction] = True
        unknown = bool(graph.undecided_resources or graph.rewritten or graph.of_type("aws_security_group_rule"))
        self.unknown = unknown


def _of_another(group: Value) -> bool:
    """Whether an id names a group that is not of the graph: one that is written, or an attribute of a network."""
    return isinstance(group, (Known, Reference))


def rules_of(graph: Graph, group: Resource, direction: Direction) -> Rules:
    """The rules of a group, in it and beside it."""
    beside = graph.index(_Beside)
    written = group.get(_PROPERTIES[direction])
    items, whole = elements(written)
    inside = [
        GroupRule(group, item, Truth.UNDECIDED if isinstance(item, Conditional) else Truth.YES)
        for item in items
        if not isinstance(item, Absent)
    ]
    if isinstance(written, Conditional):
        # A rule that is in both branches was found above; the others hang on the condition.
        for branch in (written.then, written.otherwise):
            inside += [GroupRule(group, item, Truth.UNDECIDED) for item in elements(branch)[0] if item not in items]
    others = beside.of.get((group.address, direction), [])
    whole = whole and not beside.unknown and not beside.open.get(direction, False)
    default = Truth.NO
    if direction == EGRESS:
        default = _default_out(group, written, bool(others))
    return Rules((*inside, *others), whole, default)


def _default_out(group: Resource, written: Value, others: bool) -> Truth:
    """Whether AWS's own rule stands. CloudFormation leaves it to groups without egress of their own."""
    there = present(written)
    if there is Truth.NO:
        # With rules beside the group the service's documentation is not clear.
        return Truth.UNDECIDED if others else Truth.YES
    empty = isinstance(written, ListValue) and written.complete and not written.items
    if empty and group.native_type in ("", group.type):
        return Truth.UNDECIDED
    return Truth.NO if there is Truth.YES else Truth.UNDECIDED


def lets_through(graph: Graph, group: Resource, direction: Direction, peer: Peer, ports: Ports) -> Verdict:
    """Whether a group lets traffic with a peer through: from it (ingress) or to it (egress)."""
    rules = rules_of(graph, group, direction)
    if rules.default_out is Truth.YES:
        return Verdict(Truth.YES)
    verdict = _one_rule(graph, rules, direction, peer, ports)
    if verdict.truth is Truth.UNDECIDED and peer.blocks_whole and len(peer.blocks) > 1:
        # A rule for each of its subnets covers a peer as well as one for all of them.
        parts = [_one_rule(graph, rules, direction, peer._replace(blocks=(one,)), ports) for one in peer.blocks]
        if all(part.truth is Truth.YES for part in parts):
            return parts[0]
    return verdict


def _one_rule(graph: Graph, rules: Rules, direction: Direction, peer: Peer, ports: Ports) -> Verdict:
    """Whether one of the rules lets traffic with the whole of a peer through."""
    perhaps: GroupRule | None = None
    for rule in rules.rules:
        answer = matches_peer(graph, rule, direction, peer) & matches_ports(graph, rule.value, ports)
        if answer is not Truth.NO:
            answer = answer & rule.exists
        if answer is Truth.YES:
            return Verdict(Truth.YES, rule)
        if answer is Truth.UNDECIDED:
            perhaps = perhaps or rule
    if perhaps is not None:
        return Verdict(Truth.UNDECIDED, perhaps)
    return Verdict(Truth.NO if rules.whole and rules.default_out is Truth.NO else Truth.UNDECIDED)


def any_lets_through(
    graph: Graph, groups: tuple[Resource, ...], whole: bool, direction: Direction, peer: Peer, ports: Ports
) -> Verdict:
    """Whether one of the groups of an interface does. `whole` says that the interface is in no other group."""
    found = [lets_through(graph, group, direction, peer, ports) for group in groups]
    for verdict in found:
        if verdict.truth is Truth.YES:
            return verdict
    for verdict in found:
        if verdict.truth is Truth.UNDECIDED:
            return verdict
    return Verdict(Truth.NO if whole and groups else Truth.UNDECIDED)


def matches_ports(graph: Graph, rule: Value, ports: Ports) -> Truth:
    """Whether a rule is about all of the ports."""
    protocol = string(get(rule, "IpProtocol"))
    if protocol is None:
        return Truth.UNDECIDED
    protocol = _PROTOCOLS.get(protocol.lower(), protocol.lower())
    if protocol == ANY:
        return Truth.YES
    if protocol != ports.protocol:
        return Truth.NO
    first, last = port_of(get(rule, "FromPort"), graph), port_of(get(rule, "ToPort"), graph)
    if first is None or last is None:
        return Truth.UNDECIDED
    if first <= ports.first and ports.last <= last:
        return Truth.YES
    return Truth.UNDECIDED if first <= ports.last and ports.first <= last else Truth.NO


def port_of(value: Value, graph: Graph) -> int | None:
    """A port number, written or the `Port` of a resource of the graph."""
    if isinstance(value, Reference) and value.attribute.rpartition(".")[2] == "Port":
        target = graph.resources.get(value.target)
        value = target.get("Port") if target is not None else value
    known = number(value)
    return int(known) if known is not None else None


def matches_peer(graph: Graph, rule: GroupRule, direction: Direction, peer: Peer) -> Truth:
    """Whether a rule is about a peer, whatever address it has."""
    end = _ENDS[direction]
    answers = [
        _by_block(graph, get(rule.value, "CidrIp"), peer, 4),
        _by_block(graph, get(rule.value, "CidrIpv6"), peer, 6),
        _by_group(graph, get(rule.value, f"{end}SecurityGroupId"), peer),
        _by_name(get(rule.value, "SourceSecurityGroupName")) if direction == INGRESS else Truth.NO,
        _by_list(graph, get(rule.value, f"{end}PrefixListId"), peer),
    ]
    return some(answers)


def _by_name(value: Value) -> Truth:
    return Truth.NO if isinstance(value, Absent) else Truth.UNDECIDED


def _by_group(graph: Graph, value: Value, peer: Peer) -> Truth:
    if isinstance(value, Absent) or peer.internet:
        return Truth.NO
    found = identify(value, graph, GROUP)
    group = found.resource
    if group is None or group.type != GROUP or found.truth is not Truth.YES:
        return Truth.UNDECIDED
    if any(group is one for one in peer.groups):
        return Truth.YES
    return Truth.NO if peer.groups_whole else Truth.UNDECIDED


def _by_block(graph: Graph, value: Value, peer: Peer, version: int) -> Truth:
    if isinstance(value, Absent):
        return Truth.NO
    value = resolved(value, graph)
    everywhere = is_internet(value)
    if everywhere is Truth.YES and (version == 4 or peer.internet or peer.ipv6):
        return Truth.YES if version == 4 or peer.internet else Truth.UNDECIDED
    if peer.internet:
        return everywhere
    if version == 6:
        return Truth.UNDECIDED if peer.ipv6 else Truth.NO
    answers = [_covers(value, block) for block in peer.blocks]
    if not answers:
        return Truth.UNDECIDED
    if peer.blocks_whole and every(answers) is Truth.YES:
        return Truth.YES
    none = every(~overlap(value, block) for block in peer.blocks)
    return Truth.NO if peer.blocks_whole and none is Truth.YES else Truth.UNDECIDED


def _covers(outer: Value, block: Value) -> Truth:
    return contains(outer, block)


def _by_list(graph: Graph, value: Value, peer: Peer) -> Truth:
    """A prefix list of the graph is looked into, that of a gateway endpoint holds its service; others may hold all."""
    if isinstance(value, Absent):
        return Truth.NO
    owner = graph.resources.get(value.target) if isinstance(value, Reference) else None
    if owner is not None and owner.type == "AWS::EC2::VPCEndpoint":
        return Truth.of(owner is peer.endpoint)
    found = identify(value, graph, "AWS::EC2::PrefixList").resource
    if found is None or found.type != "AWS::EC2::PrefixList":
        return Truth.UNDECIDED
    entries, whole = elements(found.get("Entries"))
    answers = [_by_block(graph, get(entry, "Cidr"), peer, 4) for entry in entries]
    answer = some(answers)
    return answer if whole or answer is Truth.YES else Truth.UNDECIDED


def describe(rule: Value, direction: Direction) -> str:
    """A rule in words: `tcp 5432 from 10.0.0.0/16`."""
    protocol = string(get(rule, "IpProtocol")) or "?"
    first, last = get(rule, "FromPort"), get(rule, "ToPort")
    if protocol == ANY:
        what = "everything"
    elif isinstance(first, Absent):
        what = protocol
    else:
        what = f"{protocol} {show(first)}" + ("" if first == last else f" to {show(last)}")
    end = _ENDS[direction]
    names = ("CidrIp", "CidrIpv6", f"{end}SecurityGroupId", f"{end}PrefixListId")
    ends = [show(value) for name in names if not isinstance(value := get(rule, name), Absent)]
    return f"{what} {'from' if direction == INGRESS else 'to'} {', '.join(ends) or 'nobody'}"
