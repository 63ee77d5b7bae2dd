"""The secondary clusters of an Aurora global database take their data, and their user, from the primary.

## What it does
Reports, for the clusters of one global database of the project: more than one with `MasterUsername` or `DatabaseName`
(all but the primary have neither), a cluster with `ManageMasterUserPassword`, one of another engine than the global
database, and two clusters in one region.

## Why is this bad
RDS refuses the cluster: "Cannot specify user name for cross region replication cluster", "Cannot specify database
name for cross region replication cluster", and the like. The deployment stops there.

## How to mend
Leave user, password and database name out of secondary clusters, make them depend on the primary's instances, and
give the password to the primary by other means than RDS's own management of it.

## References
- [Adding a Region to an Aurora global database](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-attaching.html)
- [Limitations of Aurora global databases](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html)
- [Password management with RDS and Secrets Manager](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_CLUSTER, _GLOBAL = "AWS::RDS::DBCluster", "AWS::RDS::GlobalCluster"
_OF_THE_PRIMARY = ("MasterUsername", "DatabaseName")


@rule(
    id="DR-GLOBAL-001",
    title="Cluster that cannot join its global database",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=(_GLOBAL,),
    root_cause="The secondary was copied from the primary, with what it takes over from it.",
    fix="Leave user, password and database name out of secondary clusters.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-attaching.html",
    source="Aurora User Guide, aurora-global-database and rds-secrets-manager, 2026-11-28",
)
def check(whole: Resource, context: Context) -> Iterator[Answer]:
    """Compares the members of the global database."""
    members = [one for one in context.graph.index(_members).get(whole.address, []) if one.exists is Truth.YES]
    yield from _engines(whole, members)
    for name in _OF_THE_PRIMARY:
        having = [one for one in members if present(one.get(name)) is Truth.YES]
        if len(having) > 1 and not any(_restored(one) for one in having):
            first, second = having[:2]
            yield Fault(
                f"{first.address} ({first.location}) and {second.address} both have a {name}, and only the primary of "
                f"{whole.address} can have one",
                second.get(name),
                quoted({f"{one.address}.{name}": one.get(name) for one in having}),
            )
    regions: dict[str, Resource] = {}
    for one in members:
        region = string(one.region)
        earlier = regions.setdefault(region, one) if region is not None else one
        if earlier is not one:
            yield Fault(
                f"{earlier.address} ({earlier.location}) and {one.address} of {whole.address} are both in {region}",
                one.get("GlobalClusterIdentifier"),
            )


def _engines(whole: Resource, members: list[Resource]) -> Iterator[Answer]:
    wanted = string(whole.get("Engine"))
    for one in members:
        engine = string(one.get("Engine"))
        if wanted is not None and engine is not None and engine != wanted:
            yield Fault(
                f"{one.address} has the engine {engine}, and {whole.address} ({whole.location}) has {wanted}",
                one.get("Engine"),
            )
        if is_true(one.get("ManageMasterUserPassword")) is Truth.YES:
            yield Fault(
                f"{one.address} lets RDS manage its password, which members of a global database cannot",
                one.get("ManageMasterUserPassword"),
            )


def _restored(cluster: Resource) -> bool:
    return any(
        present(cluster.get(name)) is not Truth.NO for name in ("SnapshotIdentifier", "SourceDBClusterIdentifier")
    )


def _members(graph: Graph) -> dict[str, list[Resource]]:
    """The clusters by the address of their global database."""
    found: dict[str, list[Resource]] = {}
    for cluster in graph.of_type(_CLUSTER):
        whole = meant(graph, cluster.get("GlobalClusterIdentifier"), _GLOBAL)
        if whole is not None:
            found.setdefault(whole.address, []).append(cluster)
    return found
