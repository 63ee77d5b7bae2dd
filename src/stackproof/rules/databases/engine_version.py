"""The version of a database engine is one that RDS offers.

## What it does
Reports an instance or cluster whose `EngineVersion` can no longer be chosen, or never could, although newer ones of the
same line can. The beginning of a version (`16`) is well: RDS takes the newest one. What is restored from a snapshot, or
replicates another, and what is newer than the table are left out.

## Why is this bad
RDS makes nothing of such a version ("Cannot find version 13.7 for postgres"), so a new environment cannot be deployed.
One that was deployed long ago is upgraded by RDS by itself.

## How to mend
Take a version that is offered, or the major version alone, which stays right for years.

## References
- [CreateDBInstance](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html)
- [DescribeDBEngineVersions](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts import engine_versions
from stackproof.graph.query import present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_RESTORED = (
    "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SnapshotIdentifier", "SourceDBInstanceIdentifier",
    "SourceDBClusterIdentifier", "SourceDbiResourceId", "SourceDbClusterResourceId", "ReplicationSourceIdentifier",
    "SourceDBInstanceAutomatedBackupsArn",
)  # fmt: skip


@rule(
    id="RDS-ENGINE-001",
    title="Version of a database engine that RDS does not offer",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::RDS::DBInstance", "AWS::RDS::DBCluster"),
    root_cause="A minor version was written out, and RDS has withdrawn it since.",
    fix="Name the major version, or a minor version that is offered.",
    impacts=Impacts(security="Old versions get no security updates."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html",
    source=engine_versions.source(),
    same_as=("E3690", "E3691", "W3690", "W3691"),
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Looks the version up in the table of its engine."""
    engine, value = string(database.get("Engine")), database.get("EngineVersion")
    version = string(value)
    if version is None and isinstance(value, Known) and isinstance(value.data, (int, float)):
        version = str(value.data)
    if engine is None or version is None or any(present(database.get(name)) is not Truth.NO for name in _RESTORED):
        return
    if engine_versions.standing(engine, version) in ("gone", "never"):
        newest = engine_versions.newest(engine, version)
        yield Fault(
            f"{database.address} asks for {engine} {version}, which RDS does not offer",
            value,
            quoted({"Engine": database.get("Engine"), "EngineVersion": value}),
            fix=f"Take {newest}, or the beginning of it." if newest else "",
        )
