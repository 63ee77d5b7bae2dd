"""A serverless instance belongs to a cluster that says how far it scales.

## What it does
Reports an instance of the class `db.serverless` whose Aurora cluster has no `ServerlessV2ScalingConfiguration`.

## Why is this bad
RDS refuses the instance: "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a
Serverless v2 DB instance."

## How to mend
Add `ServerlessV2ScalingConfiguration` with `MinCapacity` and `MaxCapacity` to the cluster.

## References
- [Requirements of Aurora Serverless v2](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.requirements.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="RDS-SERVERLESS-001",
    title="Serverless instance in a cluster without a scaling range",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::RDS::DBInstance",),
    root_cause="The class of the instance was chosen without the range that its cluster has to state.",
    fix="Add ServerlessV2ScalingConfiguration to the cluster.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.requirements.html",
    source="Aurora User Guide, aurora-serverless-v2.requirements, 2026-11-28",
)
def check(instance: Resource, context: Context) -> Iterator[Answer]:
    """Asks the cluster of a serverless instance for its range."""
    kind = instance.get("DBInstanceClass")
    if equals(kind, "db.serverless") is not Truth.YES:
        return
    cluster = meant(context.graph, instance.get("DBClusterIdentifier"), "AWS::RDS::DBCluster")
    if cluster is None or present(cluster.get("ServerlessV2ScalingConfiguration")) is not Truth.NO:
        return
    yield Fault(
        f"{instance.address} is serverless, and its cluster {cluster.address} ({cluster.location}) states no range",
        kind,
        quoted(
            {f"{cluster.address}.ServerlessV2ScalingConfiguration": cluster.get("ServerlessV2ScalingConfiguration")}
        ),
        patch="ServerlessV2ScalingConfiguration:\n  MinCapacity: 0.5\n  MaxCapacity: 4",
    )
