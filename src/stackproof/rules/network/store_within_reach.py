"""What a workload is told the address of, it can reach.

## What it does
Reports a function or a service of Amazon ECS whose environment holds the address of a database, cache or search
domain of the project while no connection to it can come about on the store's port: the client's or the store's
security groups, a network ACL or a missing peering or route is in the way, or the function is in no network while the
store has no public address. The whole path is shown, each step with its line.

## Why is this bad
Connections hang until they time out; what needs the store fails.

## How to mend
Add an ingress rule to a security group of the store, with its port and the client's security group as the source,
and, where the client's egress is restricted, an egress rule to it. A function has to be in the store's network
(`VpcConfig`).

## References
- [Controlling access with security groups](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html)
- [Giving Lambda functions access to resources in an Amazon VPC](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import SERVICE, own_interface
from stackproof.reasoning.network.interfaces import Interface, interface_of
from stackproof.reasoning.network.reach import reaches_any
from stackproof.reasoning.network.uses import FUNCTION, Use, uses
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# Stores that have no public address unless it is asked for, in the store itself.
NEVER_PUBLIC = frozenset(
    {
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::DocDB::DBCluster",
        "AWS::MemoryDB::Cluster",
    }
)


@rule(
    id="NET-REACH-001",
    title="Database or cache that its client cannot reach",
    severity="high",
    blocks="runtime",
    category="network",
    types=(FUNCTION, SERVICE),
    root_cause="The store's security group lets in somebody else or another port, or the networks differ.",
    fix="Let the store's security group take its port from the client's security group.",
    impacts=Impacts(performance="Each connection hangs until it times out."),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
    source="Amazon RDS User Guide, Overview.RDSSecurityGroups, 2026-11-28",
)
def check(workload: Resource, context: Context) -> Iterator[Answer]:
    """Follows the way to each store whose address the workload is told."""
    graph = context.graph
    for use in uses(graph, workload):
        there = interface_of(graph, use.store)
        if there is None:
            continue
        here = interface_of(graph, workload)
        if here is None:
            if (
                workload.type == FUNCTION
                and present(workload.get("VpcConfig")) is Truth.NO
                and _inside(use.store, there)
            ):
                yield Fault(
                    f"{workload.address} is in no network, but is told the address of {use.store.address} "
                    f"({use.store.location}), which has no public address",
                    use.at,
                    quoted({"VpcConfig": workload.get("VpcConfig"), "the address": use.at}),
                )
            continue
        if workload.type == SERVICE and own_interface(graph, workload) is not Truth.YES:
            continue
        yield from _way(graph, use, here, there)


def _way(graph: Graph, use: Use, here: Interface, there: Interface) -> Iterator[Answer]:
    found = reaches_any(graph, here, there)
    missing = found.missing
    if found.truth is not Truth.NO or missing is None:
        return
    ports = " or ".join(str(port) for port in sorted(there.ports or ()))
    yield Fault(
        f"{use.workload.address} is told the address of {use.store.address} ({use.store.location}), but cannot reach "
        f"it on port {ports}: {missing.words} ({missing.at})",
        use.at,
        tuple(str(hop) for hop in found.hops),
        certainty="assumption" if rests_on(there.groups_at, here.groups_at, use.store.get("Port")) else "proved",
    )


def _inside(store: Resource, there: Interface) -> bool:
    """Whether a store is known to have no public address."""
    if store.type in NEVER_PUBLIC:
        return bool(there.subnets)
    return store.type == "AWS::RDS::DBInstance" and there.public is Truth.NO
