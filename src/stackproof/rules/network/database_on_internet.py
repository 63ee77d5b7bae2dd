"""No database can be called from the internet.

## What it does
Reports a database that is publicly accessible, in subnets with a default route to an internet gateway, whose security
groups let everybody in on its port. All three have to hold for certain; the path is shown. What scanners report of an
open security group or of `PubliclyAccessible` alone is no more than a part of that.

## Why is this bad
The port is found by scanners within hours. From then on only passwords and the engine itself stand between the data
and the world.

## How to mend
Set `PubliclyAccessible: false`, put the database into private subnets, and name the security groups of its clients in
the rule. For people, use a bastion, a VPN or Session Manager.

## References
- [Controlling access with security groups](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html)
- [Hiding a DB instance in a VPC from the internet](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import from_internet
from stackproof.reasoning.network.uses import STORES
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NET-OPEN-001",
    title="Database that anybody on the internet can call",
    severity="critical",
    blocks="none",
    category="security",
    types=tuple(sorted(STORES)),
    root_cause="The database was made reachable for one's own machine and left so.",
    fix="Make the database private, and let in security groups instead of 0.0.0.0/0.",
    impacts=Impacts(security="Anybody can try passwords and use faults of the engine."),
    effort=30,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
    source="Amazon RDS User Guide, USER_VPC.WorkingWithRDSInstanceinaVPC, 2026-11-28",
)
def check(store: Resource, context: Context) -> Iterator[Answer]:
    """Follows the way from the internet to the store's port."""
    interface = interface_of(context.graph, store)
    if interface is None or interface.public is not Truth.YES or not interface.ports:
        return
    for port in sorted(interface.ports):
        found = from_internet(context.graph, interface, port)
        if found.truth is not Truth.YES:
            return
    yield Fault(
        f"{store.address} can be called from anywhere on the internet on port {port}: {found.hops[2].words}",
        store.get("PubliclyAccessible"),
        tuple(str(hop) for hop in found.hops),
        certainty="assumption" if rests_on(store.get("PubliclyAccessible"), interface.groups_at) else "proved",
    )
