"""Instances of a global database have memory enough.

## What it does
Reports an instance of a burstable class (`db.t3`, `db.t4g`, ...) in a cluster that belongs to a global database.

## Why is this bad
Aurora global databases take classes that are optimised for memory alone; RDS refuses the others.

## How to mend
Take a class such as `db.r6g.large`, or `db.serverless` with a scaling range.

## References
- [Requirements of Aurora global databases](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.configuration.requirements.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="DR-GLOBAL-002",
    title="Burstable instance in a global database",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=("AWS::RDS::DBInstance",),
    root_cause="A class for small loads was chosen without the demands of a global database.",
    fix="Take a memory-optimised class, such as db.r6g.large.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.configuration.requirements.html",
    source="Aurora User Guide, aurora-global-database.configuration.requirements, 2026-11-20",
)
def check(instance: Resource, context: Context) -> Iterator[Answer]:
    """Asks the cluster of a burstable instance whether it is global."""
    kind = instance.get("DBInstanceClass")
    name = string(kind)
    if name is None or not name.startswith("db.t"):
        return
    cluster = meant(context.graph, instance.get("DBClusterIdentifier"), "AWS::RDS::DBCluster")
    if cluster is not None and present(cluster.get("GlobalClusterIdentifier")) is Truth.YES:
        yield Fault(
            f"{instance.address} is a {name}, and its cluster {cluster.address} ({cluster.location}) is a global one",
            kind,
            quoted({f"{cluster.address}.GlobalClusterIdentifier": cluster.get("GlobalClusterIdentifier")}),
        )
