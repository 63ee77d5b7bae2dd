"""A route to an internet gateway, and a NAT gateway, need the gateway attached first.

## What it does
Reports a route to an internet gateway, and a public NAT gateway, that do not come after the `VPCGatewayAttachment` of
their VPC, by `DependsOn` or by anything else that they need. In Terraform attaching is part of making the gateway.

## Why is this bad
CloudFormation makes both as soon as what they refer to is there, and neither refers to the attachment. When it comes
second, the stack rolls back: "route table and network gateway belong to different networks", or "Network has no
Internet gateway attached". It may work ten times and fail the eleventh.

## How to mend
Add `DependsOn` with the attachment. The same holds for an address of an instance, as CloudFormation's page says.

## References
- [When DependsOn is required](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html)
- [AWS::EC2::NatGateway](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-natgateway.html)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from stackproof.graph.query import equals
from stackproof.graph.truth import Truth
from stackproof.reasoning.ordering import comes_after, side_by_side
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_ROUTE = "AWS::EC2::Route"
_NAT = "AWS::EC2::NatGateway"
_ATTACHMENT = "AWS::EC2::VPCGatewayAttachment"


@rule(
    id="ORDER-GATEWAY-001",
    title="Nothing says that the internet gateway is attached first",
    severity="medium",
    blocks="none",
    category="deployability",
    types=(_ROUTE, _NAT),
    engines=("cloudformation", "cdk"),
    root_cause="The order hangs on an attachment that no property refers to.",
    fix="Add DependsOn with the attachment of the gateway.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
    source="CloudFormation User Guide, DependsOn, when it is required, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a chain from the resource to the attachment."""
    graph = context.graph
    name = "GatewayId" if resource.type == _ROUTE else "SubnetId"
    value = resource.get(name)
    target = graph.target(value, "AWS::EC2::InternetGateway", "AWS::EC2::Subnet")
    if target is None or equals(resource.get("ConnectivityType"), "private") is Truth.YES:
        return
    if resource.type == _NAT:
        target = graph.target(target.get("VpcId"), "AWS::EC2::VPC")
        if target is None:
            return
    for attachment in graph.index(_attachments).get(target.address, ()):
        if side_by_side(resource, attachment) and not comes_after(resource, attachment, graph):
            yield Fault(
                f"{resource.address} needs the internet gateway attached, and does not come after {attachment.address} "
                f"({attachment.location})",
                value,
                (f"depends on: {', '.join(resource.depends_on) or '(nothing)'}",),
                "heuristic",
                patch=f"DependsOn: {attachment.logical_id or attachment.address}",
            )


def _attachments(graph: Graph) -> dict[str, list[Resource]]:
    """Attachments of internet gateways by the address of the gateway, and by that of the VPC."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for one in graph.of_type(_ATTACHMENT):
        gateway = graph.target(one.get("InternetGatewayId"))
        vpc = graph.target(one.get("VpcId"))
        if gateway is not None:
            for address in (gateway.address, *([vpc.address] if vpc is not None else ())):
                found[address].append(one)
    return dict(found)
