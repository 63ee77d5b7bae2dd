"""Security groups: one rule of CloudFormation's has one source, while a block of Terraform's has any number.

What the provider does: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group, read
2026-11-27. It takes away the rule that AWS makes and that lets everything out, so a group without `egress` lets nothing
out; in CloudFormation a group without rules keeps that rule. So the absence is written as an empty list here. A group
without a description is "Managed by Terraform".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Unknown
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.parts import blocks_as, each, is_set
from stackproof.vocabulary.shaping import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_security_group = AWS::EC2::SecurityGroup
  description = GroupDescription
  ingress ! one rule for each source
  egress ! one rule for each destination; none where it is not written
  revoke_rules_on_delete - what the provider does at deletion

aws_default_security_group ! it exists before; CloudFormation cannot change the default group of a network

aws_security_group_rule ! it is not known which way the rule goes

aws_security_group_rule [ingress] = AWS::EC2::SecurityGroupIngress
  type ! the type of the rule
  protocol = IpProtocol | protocol
  security_group_id = GroupId
  cidr_blocks ! one rule for each
  ipv6_cidr_blocks ! one rule for each
  prefix_list_ids ! one rule for each
  source_security_group_id ! one rule for each
  self ! one rule for each

aws_security_group_rule [egress] = AWS::EC2::SecurityGroupEgress
  type ! the type of the rule
  protocol = IpProtocol | protocol
  security_group_id = GroupId
  cidr_blocks ! one rule for each
  ipv6_cidr_blocks ! one rule for each
  prefix_list_ids ! one rule for each
  source_security_group_id ! one rule for each
  self ! one rule for each

aws_vpc_security_group_ingress_rule = AWS::EC2::SecurityGroupIngress
  security_group_id = GroupId
  cidr_ipv4 = CidrIp
  cidr_ipv6 = CidrIpv6
  ip_protocol = IpProtocol | protocol
  prefix_list_id = SourcePrefixListId
  referenced_security_group_id = SourceSecurityGroupId
  tags - rules take no tags in CloudFormation

aws_vpc_security_group_egress_rule = AWS::EC2::SecurityGroupEgress
  security_group_id = GroupId
  cidr_ipv4 = CidrIp
  cidr_ipv6 = CidrIpv6
  ip_protocol = IpProtocol | protocol
  prefix_list_id = DestinationPrefixListId
  referenced_security_group_id = DestinationSecurityGroupId
  tags - rules take no tags in CloudFormation

aws_vpc_security_group_vpc_association = AWS::EC2::SecurityGroupVpcAssociation
  security_group_id = GroupId

aws_vpc_security_group_rules_exclusive ! the provider takes away the rules that it does not know
"""

_PROTOCOLS = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_LISTS = {"cidr_blocks": "CidrIp", "ipv6_cidr_blocks": "CidrIpv6"}
_OF_RULE = {"from_port": ("FromPort", "n"), "to_port": ("ToPort", "n"), "description": ("Description", "s")}
_ENDS = {"ingress": "Source", "egress": "Destination"}


def _protocol(value: Value) -> Value:
    """`all` is `-1` in CloudFormation; names are in small letters, also of what is written as a number.

    AWS itself shows the protocols that have a name by it:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html, read 2026-11-27.
    """

    def one(known: Known) -> Value:
        word = (string(known) or "").lower()
        return Known(_PROTOCOLS.get(word, word), known.at, known.assumed)

    return mapped(value, one, "it is made of a protocol that is not known")


def _without_ports(rule: dict[str, Value]) -> dict[str, Value]:
    """A rule for all protocols has no ports: AWS takes no notice of them, and the provider wants zeros."""
    if string(rule.get("IpProtocol", Absent())) == "-1":
        return {name: value for name, value in rule.items() if name not in ("FromPort", "ToPort")}
    return rule


def _other_ends(block: MapValue, end: str) -> Iterator[tuple[str, Value]]:
    """The name and value of each source or destination of a rule, `self` excepted."""
    lists = {
        **_LISTS,
        "prefix_list_ids": f"{end}PrefixListId",
        "security_groups": f"{end}SecurityGroupId",
        "source_security_group_id": f"{end}SecurityGroupId",
    }
    for argument, name in lists.items():
        given = block.entries.get(argument)
        if given is None or not is_set(given):
            continue
        if argument == "source_security_group_id":
            yield name, given
            continue
        for one in each(given, lambda source: source)[0]:
            yield name, one


def _ends_known(block: MapValue) -> bool:
    lists = (*_LISTS, "prefix_list_ids", "security_groups")
    given = [block.entries[name] for name in lists if name in block.entries]
    return block.complete and all(each(value, lambda source: source)[1] for value in given)


class _Rules:
    """The rules that the blocks of one direction are."""

    def __init__(self, item: Item, direction: str) -> None:
        self._item = item
        self._direction = direction
        self._whole = True

    def value(self) -> Value:
        """The list for the group's property, rules for the group itself among them."""
        made = blocks_as(self._item.argument(self._direction), self._of)
        if isinstance(made, ListValue) and not self._whole:
            return ListValue(made.items, made.at, made.assumed, complete=False)
        return made

    def _of(self, block: MapValue) -> list[Value]:
        rule = {
            own: shaped(block.entries[name], shape, lambda inner: inner)
            for name, (own, shape) in _OF_RULE.items()
            if is_set(block.entries.get(name))
        }
        if is_set(block.entries.get("protocol")):
            rule["IpProtocol"] = _protocol(block.entries["protocol"])
        rule = _without_ports(rule)
        end = _ENDS[self._direction]
        made: list[Value] = []
        for name, value in _other_ends(block, end):
            made.append(MapValue({**rule, name: value}, block.at, block.assumed, complete=block.complete))
        myself = _itself(block, self._item.reference())
        if myself is not None:
            entries = {**rule, f"{end}SecurityGroupId": myself}
            made.append(MapValue(entries, block.at, block.assumed, complete=block.complete))
        self._whole = self._whole and _ends_known(block)
        return made


def _itself(block: MapValue, group: Value) -> Value | None:
    """The group itself as a source; None where it is none."""
    given = block.entries.get("self", Absent())
    answer = is_true(given)
    if answer is Truth.NO:
        return None
    if answer is Truth.YES:
        return group
    return Unknown("it is not known whether the group admits itself", None, given.at, None, (given,))


def _group(item: Item) -> None:
    if not item.has("GroupDescription"):
        item.set("GroupDescription", Known("Managed by Terraform", item.at))
    item.set("SecurityGroupIngress", _without_itself(item, "ingress"))
    egress = _without_itself(item, "egress")
    item.set("SecurityGroupEgress", ListValue((), item.at) if isinstance(egress, Absent) else egress)


def _without_itself(item: Item, direction: str) -> Value:
    """The rules of a direction. A group cannot name itself in CloudFormation: such rules stand beside it."""
    rules = _Rules(item, direction).value()
    if not isinstance(rules, ListValue):
        return rules
    kept: list[Value] = []
    name, itself = f"{_ENDS[direction]}SecurityGroupId", item.reference()
    for number, rule in enumerate(rules.items):
        if isinstance(rule, MapValue) and rule.complete and rule.entries.get(name) == itself:
            type_ = f"AWS::EC2::SecurityGroup{direction.capitalize()}"
            item.beside(f"{direction}-{number}", type_, {"GroupId": itself, **rule.entries}, rule.at)
        else:
            kept.append(rule)
    if not kept and rules.complete and rules.items and direction == "ingress":
        return Absent(rules.at)
    return ListValue(tuple(kept), rules.at, rules.assumed, complete=rules.complete)


def _rule(item: Item) -> None:
    """The first source is the rule's own, each other one is a rule beside it."""
    direction = "ingress" if item.type.endswith("Ingress") else "egress"
    end = _ENDS[direction]
    item.properties = _without_ports(item.properties)
    ends = list(_other_ends(item.arguments, end))
    itself = _itself(item.arguments, item.argument("security_group_id"))
    if itself is not None:
        ends.append((f"{end}SecurityGroupId", itself))
    common = dict(item.properties)
    for number, (name, value) in enumerate(ends):
        if number == 0:
            item.set(name, value)
        else:
            item.beside(f"{number + 1}", item.type, {**common, name: value}, value.at)
    if not _ends_known(item.arguments):
        item.perhaps_beside("more", item.type, common)


def _single(item: Item) -> None:
    item.properties = _without_ports(item.properties)


def _variant(arguments: MapValue) -> str:
    way = string(arguments.entries.get("type", Absent()))
    return way if way in _ENDS else ""


VARIANTS = {"aws_security_group_rule": _variant}
ADJUST = {
    "aws_security_group": _group,
    "aws_security_group_rule": _rule,
    "aws_vpc_security_group_ingress_rule": _single,
    "aws_vpc_security_group_egress_rule": _single,
}
CONVERSIONS = {"protocol": _protocol}
