"""A database's subnet group covers two zones.

## What it does
Reports a subnet group of Amazon RDS, Aurora, DocumentDB or Neptune that names one subnet, or subnets of the project
that are all in one zone for certain.

## Why is this bad
The service refuses it (`DBSubnetGroupDoesNotCoverEnoughAZs`), whether the database has one instance or several, so
the deployment stops.

## How to mend
Name subnets in at least two zones. Where the database runs is said by its own zone or by Multi-AZ.

## References
- [Working with DB subnet groups](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html)
- [CreateDBSubnetGroup](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.layout import in_one_zone, is_one_subnet, zone_of
from stackproof.reasoning.network.places import SUBNET, all_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

GROUPS = ("AWS::RDS::DBSubnetGroup", "AWS::DocDB::DBSubnetGroup", "AWS::Neptune::DBSubnetGroup")


@rule(
    id="NET-ZONES-001",
    title="Subnet group of a database in one zone",
    severity="critical",
    blocks="deploy",
    category="network",
    types=GROUPS,
    root_cause="One subnet was thought enough for a database that stands in one zone.",
    fix="Name subnets in at least two zones.",
    impacts=Impacts(performance="The deployment stops at the subnet group."),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    source="Amazon RDS API Reference, CreateDBSubnetGroup (DBSubnetGroupDoesNotCoverEnoughAZs), 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Counts the subnets, then compares their zones."""
    written = group.get("SubnetIds")
    items, whole = elements(written)
    if not whole or not items:
        return
    subnets, all_ = all_of(written, context.graph, SUBNET)
    if len(items) == 1:
        if is_one_subnet(context.graph, items[0]):
            certainty = certainty_under((found,) if (found := rests_on(written)) else ())
            yield Fault(
                f"{group.address} names one subnet", written, quoted({"SubnetIds": written}), certainty=certainty
            )
    elif all_ and len(subnets) > 1 and in_one_zone(subnets) is Truth.YES:
        zones = [zone_of(subnet) for subnet in subnets]
        names = ", ".join(f"{subnet.address} ({subnet.location})" for subnet in subnets)
        yield Fault(
            f"{group.address} names {names}, which are all in one zone, {show(zones[0])}",
            written,
            quoted({"SubnetIds": written}),
            certainty="assumption" if rests_on(*zones) else "proved",
        )
