"""A rule names a security group that its own group can see.

## What it does
Reports a rule of a security group that names a group of another network of the project while the project has no
peering and no transit gateway. A group that names no network is of the account's default one.

## Why is this bad
AWS does not find the group from there ("You have specified two resources that belong to different networks"), so the
deployment stops.

## How to mend
Make both groups in one network. Where two networks are meant, peer them, or write the other's block of addresses.

## References
- [Update your security groups to reference peer security groups](https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.network.groups import EGRESS, INGRESS, rules_of
from stackproof.reasoning.network.places import GROUP, VPC, named, network_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ENDS = {"SourceSecurityGroupId": INGRESS, "DestinationSecurityGroupId": EGRESS}
JOINS = ("AWS::EC2::VPCPeeringConnection", "AWS::EC2::TransitGateway", "AWS::EC2::TransitGatewayAttachment")


@rule(
    id="NET-SG-002",
    title="Rule for a security group of another network",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(GROUP, "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"),
    root_cause="The two groups were made in networks that nothing joins.",
    fix="Make both groups in one network, peer the networks, or name a block of addresses.",
    impacts=Impacts(performance="The deployment stops at the rule."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
    source="Amazon VPC Peering Guide, vpc-peering-security-groups, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the network of the rule's group with that of the group it names."""
    graph = context.graph
    if graph.index(_joined):
        return
    own = resource if resource.type == GROUP else named(resource.get("GroupId"), graph, GROUP)
    if own is None:
        return
    if resource.type != GROUP:
        rules: list[Value] = [resource.properties]
    else:
        inside = (one for way in (INGRESS, EGRESS) for one in rules_of(graph, resource, way).rules)
        rules = [one.value for one in inside if one.holder is resource and one.exists is Truth.YES]
    for written in rules:
        for name in ENDS:
            value = get(written, name)
            other = named(value, graph, GROUP)
            if other is None:
                continue
            here, there = network_of(own, graph), network_of(other, graph)
            if here is there or _unknown(own, here) or _unknown(other, there):
                continue
            yield Fault(
                f"{own.address} is of {_shown(here)}, but names {other.address} ({other.location}) of {_shown(there)}, "
                "and nothing joins the two",
                value,
                quoted({f"{own.address}.VpcId": own.get("VpcId"), f"{other.address}.VpcId": other.get("VpcId")}),
            )
            return


def _joined(graph: Graph) -> bool:
    """Whether networks of the project may be joined; one that cannot be told is held to be."""
    others = any(word in name for name in graph.unmapped for word in ("peering", "transit"))
    return bool(graph.of_type(*JOINS) or graph.undecided_resources or others or not graph.of_type(VPC))


def _unknown(group: Resource, network: Resource | None) -> bool:
    return network is None and not isinstance(group.get("VpcId"), Absent)


def _shown(network: Resource | None) -> str:
    return "the default network" if network is None else network.address
