"""A block of version 4 has 16 to 65536 addresses.

## What it does
Reports a network or subnet whose block of version 4 is larger than /16 or smaller than /28.

## Why is this bad
`CreateVpc` and `CreateSubnet` refuse it (`InvalidVpc.Range`, `InvalidSubnet.Range`), so the deployment stops.

## How to mend
Choose a prefix from /16 to /28. A network that needs more addresses takes further blocks.

## References
- [VPC CIDR blocks](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html)
- [Subnet CIDR blocks](https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.network.cidr import block_of, resolved
from stackproof.reasoning.network.places import SUBNET, VPC
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

LARGEST, SMALLEST = 16, 28


@rule(
    id="VPC-CIDR-003",
    title="Block of addresses too large or too small",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(VPC, SUBNET),
    root_cause="The length of the prefix was chosen without regard to what a network can have.",
    fix="Choose a prefix from /16 to /28.",
    impacts=Impacts(performance="The deployment stops at the network or subnet."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    source="Amazon VPC User Guide, vpc-cidr-blocks and subnet-sizing, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the length of the prefix."""
    written = resource.get("CidrBlock")
    block = block_of(resolved(written, context.graph))
    if block is None or block.version != 4 or LARGEST <= block.prefixlen <= SMALLEST:
        return
    wrong = "larger than /16" if block.prefixlen < LARGEST else "smaller than /28"
    yield Fault(f"{resource.address} has the block {block}, which is {wrong}", written, quoted({"CidrBlock": written}))
