"""Network ACLs, network interfaces and flow logs.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. Protocols
may be names there and are numbers in CloudFormation:
https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.properties import shape_of
from stackproof.graph.query import number, string
from stackproof.graph.values import Absent, Known, ListValue, Unknown, Value
from stackproof.vocabulary.adjusting import may_be_absent
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.parts import is_set, items_as, singles, sole, structure

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_network_acl = AWS::EC2::NetworkAcl
  ingress ! entries of their own
  egress ! entries of their own
  subnet_ids ! associations of their own
  subnet_id ! an association of its own

aws_default_network_acl ! it exists before; CloudFormation cannot change the default list of a network

aws_network_acl_rule = AWS::EC2::NetworkAclEntry
  from_port = PortRange.From
  to_port = PortRange.To
  icmp_code = Icmp.Code
  icmp_type = Icmp.Type
  protocol = Protocol | protocol number

aws_network_acl_association = AWS::EC2::SubnetNetworkAclAssociation

aws_network_interface = AWS::EC2::NetworkInterface
  attachment ! attachments of their own
  ena_srd_specification - CloudFormation has it in the attachment
  ipv4_prefixes = Ipv4Prefixes | ipv4 prefixes
  ipv6_address_list = Ipv6Addresses | ipv6 addresses
  ipv6_address_list_enabled - which of two arguments the provider looks at
  ipv6_addresses = Ipv6Addresses | ipv6 addresses
  ipv6_prefixes = Ipv6Prefixes | ipv6 prefixes
  private_ip = PrivateIpAddress
  private_ip_list ! one address, or a list of them
  private_ip_list_enabled - which of two arguments the provider looks at
  private_ips ! one address, or a list of them
  private_ips_count = SecondaryPrivateIpAddressCount
  security_groups = GroupSet
  .private_ip = PrimaryPrivateIpAddress

aws_network_interface_attachment = AWS::EC2::NetworkInterfaceAttachment
  network_card_index - CloudFormation has it in launch templates alone

aws_network_interface_sg_attachment > aws_network_interface by network_interface_id at GroupSet[]
  security_group_id ! one item of the list

aws_network_interface_permission = AWS::EC2::NetworkInterfacePermission

aws_flow_log = AWS::EC2::FlowLog
  eni_id ! what is watched
  subnet_id ! what is watched
  transit_gateway_attachment_id ! what is watched
  transit_gateway_id ! what is watched
  regional_nat_gateway_id ! what is watched
  vpc_id ! what is watched
  iam_role_arn = DeliverLogsPermissionArn
"""

_ENTRY = "AWS::EC2::NetworkAclEntry"
_NAMES = {
    "action": "RuleAction",
    "rule_no": "RuleNumber",
    "from_port": "PortRange.From",
    "to_port": "PortRange.To",
    "icmp_type": "Icmp.Type",
    "icmp_code": "Icmp.Code",
    "protocol": "",
}
_PROTOCOLS = {"all": -1, "icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58}
_ICMP = ("1", "58")


def _protocol(value: Value) -> Value:
    def one(known: Known) -> Value:
        word = (string(known) or "").lower()
        found = _PROTOCOLS.get(word)
        if found is None:
            amount = number(known)
            found = int(amount) if amount is not None else None
        return known if found is None else Known(found, known.at, known.assumed)

    return mapped(value, one, "it is made of a protocol that is not known")


def _of_its_protocol(entry: dict[str, Value]) -> dict[str, Value]:
    """An entry without what its protocol does not have: the provider wants zeros for ports that mean nothing."""
    protocol = string(entry.get("Protocol", Absent()))
    if protocol is None:
        return entry
    meaningless = {"-1": ("PortRange", "Icmp"), "6": ("Icmp",), "17": ("Icmp",)}.get(protocol, ())
    if protocol in _ICMP:
        meaningless = ("PortRange",)
    return {name: value for name, value in entry.items() if name not in meaningless}


def _acl(item: Item) -> None:
    shape = shape_of(_ENTRY)
    for direction in ("ingress", "egress"):
        table: dict[str, Value] = {
            "NetworkAclId": item.reference(),
            "Egress": Known(direction == "egress", item.at),
        }
        blocks, whole = item.blocks(direction)
        for position, block in enumerate(blocks):
            made = structure(block, shape, _NAMES)
            protocol = _protocol(block.entries.get("protocol", Absent()))
            entry = _of_its_protocol({**table, **made.entries, "Protocol": protocol})
            add = item.beside if made.complete else item.perhaps_beside
            add(f"{direction}-{position}", _ENTRY, entry, block.at)
        if not whole:
            item.perhaps_beside(direction, _ENTRY, table, item.argument(direction).at)
    subnets = [*singles(item.argument("subnet_ids")), *singles(item.argument("subnet_id"))]
    for position, subnet in enumerate(subnets):
        association = {"NetworkAclId": item.reference(), "SubnetId": subnet}
        add = item.perhaps_beside if may_be_absent(subnet) else item.beside
        add(f"subnet-{position}", "AWS::EC2::SubnetNetworkAclAssociation", association, subnet.at)


def _rule(item: Item) -> None:
    item.properties = _of_its_protocol(item.properties)


def _interface(item: Item) -> None:
    for argument in ("private_ips", "private_ip_list"):
        addresses = item.argument(argument)
        if isinstance(addresses, ListValue) and addresses.complete and len(addresses.items) == 1:
            item.set("PrivateIpAddress", addresses.items[0])
        else:
            item.set("PrivateIpAddresses", items_as("PrivateIpAddress")(addresses))
    blocks, whole = item.blocks("attachment")
    interface: dict[str, Value] = {"NetworkInterfaceId": item.reference()}
    type_ = "AWS::EC2::NetworkInterfaceAttachment"
    names = {"instance": "InstanceId", "network_card_index": ""}
    for position, block in enumerate(blocks):
        made = structure(block, shape_of(type_), names)
        item.beside(f"attachment-{position}", type_, {**interface, **made.entries}, block.at)
    if not whole:
        item.perhaps_beside("attachment", type_, interface, item.argument("attachment").at)


_WATCHED = {
    "vpc_id": "VPC",
    "subnet_id": "Subnet",
    "eni_id": "NetworkInterface",
    "transit_gateway_id": "TransitGateway",
    "transit_gateway_attachment_id": "TransitGatewayAttachment",
    "regional_nat_gateway_id": "RegionalNatGateway",
}


def _flow_log(item: Item) -> None:
    """What is watched has one property and its kind another."""
    given = {name: value for name in _WATCHED if is_set(value := item.argument(name))}
    if len(given) == 1:
        ((name, value),) = given.items()
        item.set("ResourceId", value)
        item.set("ResourceType", Known(_WATCHED[name], value.at))
    elif given:
        first = next(iter(given.values()))
        reason = "it is not known which of several arguments is set"
        item.set("ResourceId", Unknown(reason, None, first.at, None, tuple(given.values())))
        item.set("ResourceType", Unknown(reason, None, first.at))


ADJUST = {
    "aws_network_acl": _acl,
    "aws_network_acl_rule": _rule,
    "aws_network_interface": _interface,
    "aws_network_interface_sg_attachment": sole("security_group_id"),
    "aws_flow_log": _flow_log,
}
CONVERSIONS = {
    "protocol number": _protocol,
    "ipv4 prefixes": items_as("Ipv4Prefix"),
    "ipv6 prefixes": items_as("Ipv6Prefix"),
    "ipv6 addresses": items_as("Ipv6Address"),
}
