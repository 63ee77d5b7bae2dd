"""A subnet is associated with one route table.

## What it does
Reports an association of a subnet with a route table where an earlier association gives the same subnet another table.
The same association written twice is left alone.

## Why is this bad
A subnet has one route table: the second association is refused (`Resource.AlreadyAssociated`), so the deployment
stops.

## How to mend
Keep the association that the subnet is meant to have.

## References
- [Subnet route tables](https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.reasoning.network.layout import both_exist
from stackproof.reasoning.network.places import ROUTE_TABLE, SUBNET, named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

LINK = "AWS::EC2::SubnetRouteTableAssociation"


@rule(
    id="VPC-ROUTE-003",
    title="Subnet associated with two route tables",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(LINK,),
    root_cause="The association was written twice, or a subnet counts as public and as private.",
    fix="Keep one association for each subnet.",
    impacts=Impacts(performance="The deployment stops at the second association."),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    source="Amazon VPC User Guide, subnet-route-tables, 2026-11-28",
    same_as=("E3022",),
)
def check(link: Resource, context: Context) -> Iterator[Answer]:
    """Looks the association up among the second ones."""
    earlier = context.graph.index(_seconds).get(link.address)
    if earlier is not None:
        written = link.get("SubnetId")
        yield Fault(
            f"{link.address} associates {show(written)}, as {earlier.address} ({earlier.location}) does",
            written,
            quoted(
                {
                    "RouteTableId": link.get("RouteTableId"),
                    f"{earlier.address}.RouteTableId": earlier.get("RouteTableId"),
                }
            ),
        )


def _seconds(graph: Graph) -> dict[str, Resource]:
    first: dict[str, Resource] = {}
    found: dict[str, Resource] = {}
    for link in graph.of_type(LINK):
        subnet = named(link.get("SubnetId"), graph, SUBNET)
        if subnet is None:
            continue
        earlier = first.setdefault(subnet.address, link)
        one, other = (named(each.get("RouteTableId"), graph, ROUTE_TABLE) for each in (earlier, link))
        # The same association twice is not refused for certain.
        if one is not None and other is not None and one is not other and both_exist(earlier, link):
            found[link.address] = earlier
    return found
