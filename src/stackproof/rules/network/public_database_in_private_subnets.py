"""A database that is to be public stands in public subnets.

## What it does
Reports a database instance with `PubliclyAccessible: true` whose subnets of the project have no default route to an
internet gateway.

## Why is this bad
It has a public address that nobody reaches, and its name leads callers from outside to that address. A later route to
the internet would open it.

## How to mend
Set `PubliclyAccessible: false`.

## References
- [Hiding a DB instance in a VPC from the internet](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth, every
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import missing_table
from stackproof.reasoning.network.ways import to_internet
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NET-PUBLIC-001",
    title="Publicly accessible database in private subnets",
    severity="low",
    blocks="none",
    category="network",
    types=("AWS::RDS::DBInstance",),
    root_cause="Access from one's own machine was wanted, and half of what it needs was done.",
    fix="Set PubliclyAccessible to false.",
    impacts=Impacts(security="The database is on the internet as soon as somebody gives its subnets a route."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    source="Amazon RDS User Guide, USER_VPC.WorkingWithRDSInstanceinaVPC, 2026-11-28",
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Follows the routes of the subnets where public access is asked for."""
    graph = context.graph
    written = database.get("PubliclyAccessible")
    if is_true(written) is not Truth.YES:
        return
    interface = interface_of(graph, database)
    if interface is None or not interface.subnets_whole:
        return
    if every(~to_internet(graph, subnet).truth for subnet in interface.subnets) is Truth.YES:
        first = interface.subnets[0]
        yield Fault(
            f"{database.address} asks for public access, but stands in {first.address} ({first.location}), which is "
            f"not on the internet: {missing_table(graph, first)}",
            written,
            quoted({"PubliclyAccessible": written}),
        )
