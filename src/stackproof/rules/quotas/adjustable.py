"""The resources of a stack fit into an account that never asked for higher quotas.

## What it does
Counts what exists for certain in one account and region against the default quotas that AWS raises on request: five
Elastic IP addresses, VPCs and internet gateways in a region, 200 subnets and route tables in a VPC, five blocks of
addresses in a VPC; and of one resource: 60 rules in each direction of a security group, five security groups of a
function, ten managed policies of a role, 20 global secondary indexes of a table. What the account has already is not
known here, so that fewer may be left.

## Why is this bad
In a new account the deployment fails with "The maximum number of addresses has been reached" and is rolled back.

## How to mend
Do with fewer (one NAT gateway for all zones of an environment that may fail, one VPC with more subnets), or have the
quota raised before the deployment.

## References
- [Amazon VPC quotas](https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.quotas import ADJUSTABLE, SOURCE
from stackproof.reasoning.quotas import beyond_adjustable
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="QUOTA-001",
    title="More resources than the default quota allows",
    severity="medium",
    blocks="none",
    category="deployability",
    types=tuple(dict.fromkeys(quota.type for quota in ADJUSTABLE)),
    root_cause="The resources were counted for one component, and the account has one sum.",
    fix="Use fewer, or have the quota raised before the deployment.",
    impacts=Impacts(cost="Addresses and gateways are paid for by the hour."),
    effort=20,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at the first one too many."""
    found = context.graph.index(beyond_adjustable).get(resource.address)
    if found is not None:
        quota = found.quota
        yield Fault(
            f"{resource.address} {found.said}; the default quota is {quota.most}",
            resource.location,
            (f"counted: {', '.join(found.counted[:10])}", f"the quota: {quota.page}"),
        )
