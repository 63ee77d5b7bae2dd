"""A subnet lies inside its network's blocks.

## What it does
Reports a subnet whose block is not a part of any block of its network, the further blocks (`AWS::EC2::VPCCidrBlock`,
`aws_vpc_ipv4_cidr_block_association`) counted. Networks whose blocks are not all known are left alone.

## Why is this bad
`CreateSubnet` refuses it (`InvalidSubnet.Range`), so the deployment stops. cfn-lint reports it for templates (E3059);
nothing does for Terraform.

## How to mend
Give the subnet a part of one of the network's blocks, best computed from it (`Fn::Cidr`, `cidrsubnet`).

## References
- [Subnet CIDR blocks](https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.cidr import contains, resolved
from stackproof.reasoning.network.layout import blocks_of
from stackproof.reasoning.network.places import SUBNET, network_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-CIDR-002",
    title="Subnet outside its network's blocks",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(SUBNET,),
    root_cause="The network's block was changed, or the subnet's was copied from another network.",
    fix="Give the subnet a part of one of the network's blocks, or add a block to the network.",
    impacts=Impacts(performance="The deployment stops at the subnet."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    source="Amazon VPC User Guide, subnet-sizing, 2026-11-28",
    same_as=("E3059",),
)
def check(subnet: Resource, context: Context) -> Iterator[Answer]:
    """Compares the subnet's block with each block of its network."""
    written = subnet.get("CidrBlock")
    vpc = network_of(subnet, context.graph)
    if vpc is None or isinstance(written, Absent):
        return
    blocks = blocks_of(context.graph, vpc)
    if blocks is None:
        return
    own = resolved(written, context.graph)
    if some(contains(block, own) for block in blocks) is not Truth.NO:
        return
    yield Fault(
        f"{subnet.address} is outside {vpc.address} ({vpc.location}), which has {', '.join(map(show, blocks))}",
        written,
        quoted({"CidrBlock": own, f"{vpc.address}.CidrBlock": vpc.get("CidrBlock")}),
        certainty="assumption" if rests_on(written, *blocks) else "proved",
    )
