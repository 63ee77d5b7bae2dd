"""A route table has one route to a destination.

## What it does
Reports a route whose destination an earlier route of the same table has. Routes under different conditions are left
alone.

## Why is this bad
`CreateRoute` refuses the second one (`RouteAlreadyExists`), so the deployment stops.

## How to mend
Keep one of the routes. Subnets that need another way out get a route table of their own.

## References
- [CreateRoute](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html)
- [Route tables](https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import same, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.layout import both_exist
from stackproof.reasoning.network.places import ROUTE_TABLE, named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ROUTE = "AWS::EC2::Route"
DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")


@rule(
    id="VPC-ROUTE-002",
    title="Two routes to one destination in a table",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ROUTE,),
    root_cause="Ways out for different subnets were written into one table, or a route was written twice.",
    fix="Keep one of the routes, or give the other subnets a table of their own.",
    impacts=Impacts(performance="The deployment stops at the second route."),
    effort=15,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    source="Amazon EC2 API Reference, CreateRoute, 2026-11-28",
)
def check(route: Resource, context: Context) -> Iterator[Answer]:
    """Looks the route up among the second ones."""
    earlier = context.graph.index(_seconds).get(route.address)
    if earlier is not None:
        written = next(value for name in DESTINATIONS if not isinstance(value := route.get(name), Absent))
        yield Fault(
            f"{route.address} leads to {show(written)}, as {earlier.address} ({earlier.location}) of the same table "
            "does",
            written,
            quoted({"RouteTableId": route.get("RouteTableId")}),
            certainty="assumption" if rests_on(written) else "proved",
        )


def _seconds(graph: Graph) -> dict[str, Resource]:
    first: dict[tuple[str, Value], Resource] = {}
    found: dict[str, Resource] = {}
    for route in graph.of_type(ROUTE):
        table = named(route.get("RouteTableId"), graph, ROUTE_TABLE)
        targets = [value for name in DESTINATIONS if not isinstance(value := route.get(name), Absent)]
        if table is None or len(targets) != 1 or same(targets[0], targets[0]) is not Truth.YES:
            continue
        earlier = first.setdefault((table.address, targets[0]), route)
        if earlier is not route and both_exist(earlier, route):
            found[route.address] = earlier
    return found
