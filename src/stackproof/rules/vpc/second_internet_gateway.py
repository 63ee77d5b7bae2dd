"""A network has one internet gateway.

## What it does
Reports an attachment of an internet gateway to a network of the project that an earlier one is attached to.

## Why is this bad
A network has one internet gateway: the second attachment is refused (`Resource.AlreadyAssociated`), so the deployment
stops.

## How to mend
Keep one gateway and let the routes of all public subnets lead to it.

## References
- [Internet gateways](https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html)
- [AttachInternetGateway](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent
from stackproof.reasoning.network.layout import attached_gateways, both_exist
from stackproof.reasoning.network.places import network_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

ATTACHMENT = "AWS::EC2::VPCGatewayAttachment"


@rule(
    id="VPC-IGW-001",
    title="Second internet gateway of a network",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ATTACHMENT,),
    root_cause="Each public subnet was given a gateway of its own.",
    fix="Attach one internet gateway; all subnets route to it.",
    impacts=Impacts(performance="The deployment stops at the second gateway."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    source="Amazon EC2 API Reference, AttachInternetGateway, 2026-11-28",
)
def check(attachment: Resource, context: Context) -> Iterator[Answer]:
    """Looks for an earlier attachment to the same network."""
    vpc = network_of(attachment, context.graph)
    mine = attachment.get("InternetGatewayId")
    if vpc is None or isinstance(mine, Absent):
        return
    for earlier in attached_gateways(context.graph, vpc):
        if earlier is attachment:
            return
        if both_exist(earlier, attachment):
            yield Fault(
                f"{attachment.address} attaches a gateway to {vpc.address}, which has that of {earlier.address} "
                f"({earlier.location})",
                attachment.get("VpcId"),
                quoted(
                    {
                        "InternetGatewayId": mine,
                        f"{earlier.address}.InternetGatewayId": earlier.get("InternetGatewayId"),
                    }
                ),
            )
            return
