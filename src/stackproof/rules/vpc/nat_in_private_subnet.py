"""A NAT gateway stands in a subnet that is on the internet.

## What it does
Reports a public NAT gateway in a subnet of the project whose route table has no default route to an internet gateway.
Gateways with `ConnectivityType: private` are left alone.

## Why is this bad
The gateway cannot reach the internet, and so neither can what is routed to it: calls hang until they time out. Where
the network has no internet gateway at all, the gateway cannot be made.

## How to mend
Put the gateway into a public subnet: one that is associated with a route table with a default route (`0.0.0.0/0`) to
the network's internet gateway.

## References
- [NAT gateways](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html)
- [Troubleshoot NAT gateways](https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.network.places import SUBNET, named
from stackproof.reasoning.network.reach import missing_table
from stackproof.reasoning.network.ways import to_internet
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

NAT = "AWS::EC2::NatGateway"


@rule(
    id="VPC-NAT-001",
    title="NAT gateway in a subnet without a route to the internet",
    severity="high",
    blocks="runtime",
    category="network",
    types=(NAT,),
    root_cause="The gateway was put into the subnet that it is meant to serve, or the public one has no route table.",
    fix="Put the gateway into a public subnet, or give its subnet a default route to an internet gateway.",
    impacts=Impacts(
        cost="The gateway is paid for and carries nothing.", performance="Everything behind it is without a way out."
    ),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    source="Amazon VPC User Guide, vpc-nat-gateway, 2026-11-28",
)
def check(gateway: Resource, context: Context) -> Iterator[Answer]:
    """Follows the routes of the gateway's subnet."""
    kind, written = gateway.get("ConnectivityType"), gateway.get("SubnetId")
    if not isinstance(kind, Absent) and equals(kind, "public") is not Truth.YES:
        return
    subnet = named(written, context.graph, SUBNET)
    if subnet is not None and to_internet(context.graph, subnet).truth is Truth.NO:
        yield Fault(
            f"{gateway.address} stands in {subnet.address} ({subnet.location}), which is not on the internet: "
            f"{missing_table(context.graph, subnet)}",
            written,
            quoted({"SubnetId": written}),
        )
