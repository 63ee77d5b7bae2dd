"""A secondary cluster of an Aurora Global Database needs the primary one first.

## What it does
Reports a cluster that joins a global cluster without a master user, in another region than the cluster with one, and
that does not come after that one.

## Why is this bad
Both refer to the global cluster and not to each other, so both are made at the same time. While the global cluster has
no primary that is available, a cluster without a master user cannot join it, and the deployment stops.

## How to mend
Make the secondary cluster depend on the primary one and its instance (Terraform: `depends_on`; Pulumi: `dependsOn`).

## References
- [Getting started with Aurora Global Database](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html)
- [aws_rds_global_cluster](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_global_cluster)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.reasoning.ordering import comes_after, side_by_side
from stackproof.reasoning.places import region_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_CLUSTER = "AWS::RDS::DBCluster"
_GLOBAL = "AWS::RDS::GlobalCluster"
_FIRST = ("MasterUsername", "ManageMasterUserPassword", "SnapshotIdentifier", "SourceDBClusterIdentifier")


@rule(
    id="ORDER-GLOBAL-001",
    title="A secondary cluster does not wait for the primary one",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=(_CLUSTER,),
    engines=("terraform", "cdktf", "pulumi"),
    root_cause="Both clusters refer to the global cluster and not to each other.",
    fix="Make the secondary cluster depend on the primary one and its instance.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html",
    source="Aurora User Guide, and the provider's example of aws_rds_global_cluster, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a chain from a secondary cluster to the primary one."""
    graph = context.graph
    value = resource.get("GlobalClusterIdentifier")
    if any(present(resource.get(name)) is not Truth.NO for name in _FIRST):
        return
    joined = identify(value, graph, _GLOBAL).resource
    region = region_of(resource)
    if joined is None or region is None:
        return
    for first in graph.index(_primaries).get(joined.address, ()):
        elsewhere = region_of(first) not in (None, region)
        if elsewhere and side_by_side(resource, first) and not comes_after(resource, first, graph):
            yield Fault(
                f"{resource.address} ({region}) joins {joined.address} and does not come after the primary "
                f"{first.address} ({first.location})",
                value,
                (f"depends on: {', '.join(resource.depends_on) or '(nothing)'}",),
                patch=f"depends_on = [{first.address}]",
            )


def _primaries(graph: Graph) -> dict[str, list[Resource]]:
    """Clusters with a master user, by the address of the global cluster that they join."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for one in graph.of_type(_CLUSTER):
        joined = identify(one.get("GlobalClusterIdentifier"), graph, _GLOBAL).resource
        if joined is not None and any(present(one.get(name)) is Truth.YES for name in _FIRST[:2]):
            found[joined.address].append(one)
    return dict(found)
