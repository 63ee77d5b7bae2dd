"""A cache that fails over has something to fail over to.

## What it does
Reports a replication group of a single node with `AutomaticFailoverEnabled: true`, and one with `MultiAZEnabled: true`
and without automatic failover. Groups in cluster mode (`NumNodeGroups`, `NodeGroupConfiguration`) are left out.

## Why is this bad
ElastiCache refuses both: with one node there is nothing to promote, and Multi-AZ is automatic failover between zones.

## How to mend
Set `NumCacheClusters` to 2 or more and `AutomaticFailoverEnabled: true`, or switch both off.

## References
- [Minimizing downtime with Multi-AZ](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)
- [CreateReplicationGroup](https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, number, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_OTHERWISE = ("NumNodeGroups", "ReplicasPerNodeGroup", "NodeGroupConfiguration", "GlobalReplicationGroupId")


@rule(
    id="CACHE-FAILOVER-001",
    title="Failover of a cache that has nothing to fail over to",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=("AWS::ElastiCache::ReplicationGroup",),
    root_cause="Failover was switched on without a second node, or Multi-AZ without failover.",
    fix="Have two nodes and automatic failover, or neither failover nor Multi-AZ.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
    source="ElastiCache API Reference, CreateReplicationGroup AutomaticFailoverEnabled and MultiAZEnabled, 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Looks at nodes, failover and zones."""
    if any(present(group.get(name)) is not Truth.NO for name in _OTHERWISE):
        return
    failover, zones, nodes = (
        group.get("AutomaticFailoverEnabled"),
        group.get("MultiAZEnabled"),
        group.get("NumCacheClusters"),
    )
    count = number(nodes)
    if is_true(failover) is Truth.YES and count is not None and count < 2:
        yield Fault(
            f"{group.address} is to fail over by itself and has {count:g} node",
            failover,
            quoted({"AutomaticFailoverEnabled": failover, "NumCacheClusters": nodes}),
            certainty="assumption" if rests_on(failover, nodes) else "proved",
        )
    if is_true(zones) is Truth.YES and is_true(failover) is Truth.NO:
        yield Fault(
            f"{group.address} is Multi-AZ without automatic failover",
            zones,
            quoted({"MultiAZEnabled": zones, "AutomaticFailoverEnabled": failover}),
            certainty="assumption" if rests_on(failover, zones) else "proved",
        )
