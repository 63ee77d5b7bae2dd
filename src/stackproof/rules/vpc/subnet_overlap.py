"""Subnets of one network have no address in common.

## What it does
Reports a subnet whose block of addresses overlaps that of another subnet of the same network. Blocks that are not
known are compared as computations: the same part of the same `Fn::Cidr` is the same block. Subnets that hang on
different conditions are left alone.

## Why is this bad
`CreateSubnet` refuses the second one (`InvalidSubnet.Conflict`), so the deployment stops. cfn-lint reports it for
templates (E3060); nothing does for Terraform.

## How to mend
Give each subnet a block of its own, best computed from the network's block with a different index (`Fn::Cidr`,
`cidrsubnet`).

## References
- [Subnet CIDR blocks](https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.layout import clashes
from stackproof.reasoning.network.places import SUBNET
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-CIDR-001",
    title="Subnets of one network overlap",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(SUBNET,),
    root_cause="The blocks were written or computed apart from each other, or one index was used twice.",
    fix="Give each subnet a block of its own, best computed from the network's block with a different index.",
    impacts=Impacts(performance="The deployment stops at the second subnet."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    source="Amazon VPC User Guide, subnet-sizing, 2026-11-28",
    same_as=("E3060",),
)
def check(subnet: Resource, context: Context) -> Iterator[Answer]:
    """Looks the subnet up among those that clash."""
    other = clashes(context.graph).get(subnet.address)
    if other is None:
        return
    block, theirs = subnet.get("CidrBlock"), other.get("CidrBlock")
    yield Fault(
        f"{subnet.address} overlaps {other.address} ({other.location}), a subnet of the same network",
        block,
        quoted({f"{subnet.address}.CidrBlock": block, f"{other.address}.CidrBlock": theirs}),
        certainty="assumption" if rests_on(block, theirs) else "proved",
    )
