"""A resource's security groups are of the network that its subnets are in.

## What it does
Reports a function, instance, service, load balancer, database, cache, endpoint or mount target in subnets of a
network of the project with a security group that is of another network of the project, or that names no network: such
a group is made in the account's default network, which a network of the project never is.

## Why is this bad
A security group can be used in its own network alone: "Security group and subnet belong to different networks". The
deployment stops.

## How to mend
Set `VpcId` (`vpc_id`) of the group to the network of the subnets.

## References
- [Security groups](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html)
- [AWS::EC2::SecurityGroup](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent
from stackproof.reasoning.network.interfaces import interface_of, interface_types
from stackproof.reasoning.network.places import network_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NET-SG-001",
    title="Security group of another network",
    severity="critical",
    blocks="deploy",
    category="network",
    types=interface_types(),
    root_cause="The group names no network, which means the account's default one, or that of another part.",
    fix="Give the group the network of the subnets (VpcId).",
    impacts=Impacts(performance="The deployment stops at the resource."),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    source="Amazon VPC User Guide, vpc-security-groups, 2026-11-28",
    same_as=("E3714",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the network of each group with that of the first subnet."""
    graph = context.graph
    interface = interface_of(graph, resource)
    if interface is None:
        return
    home = next((vpc for subnet in interface.subnets if (vpc := network_of(subnet, graph)) is not None), None)
    if home is None:
        return
    for group in interface.groups:
        own = network_of(group, graph)
        written = group.get("VpcId")
        if own is home or (own is None and not isinstance(written, Absent)):
            continue
        where = f"is of {own.address}" if own is not None else "names no network, so it is made in the default one"
        yield Fault(
            f"{resource.address} is in {home.address}, but its security group {group.address} ({group.location}) "
            f"{where}",
            interface.groups_at,
            quoted({"security groups": interface.groups_at, f"{group.address}.VpcId": written}),
        )
        return
