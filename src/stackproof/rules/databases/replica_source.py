"""The source of a read replica has automated backups.

## What it does
Reports a read replica of a database instance of the project whose automated backups are off (`BackupRetentionPeriod:
0`, which is what Terraform's provider takes when nothing is said).

## Why is this bad
RDS refuses the replica: "Automated backups are not enabled for this database instance. To enable automated backups,
use ModifyDBInstance to set the backup retention period to a non-zero value." The deployment stops there.

## How to mend
Set `BackupRetentionPeriod` of the source to at least 1.

## References
- [Working with read replicas](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html)
- [Creating a read replica](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Create.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_INSTANCE = "AWS::RDS::DBInstance"


@rule(
    id="DR-REPLICA-001",
    title="Read replica of a database without backups",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=(_INSTANCE,),
    root_cause="The replica was added, and the source was left without the backups that replication starts from.",
    fix="Set BackupRetentionPeriod of the source to at least 1.",
    impacts=Impacts(security="The source cannot be restored to a point in time either."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Create.html",
    source="RDS User Guide, USER_ReadRepl and USER_ReadRepl.Create, 2026-11-28",
)
def check(replica: Resource, context: Context) -> Iterator[Answer]:
    """Asks the source for its backups."""
    named = replica.get("SourceDBInstanceIdentifier")
    source = meant(context.graph, named, _INSTANCE)
    if source is None or present(source.get("DBClusterIdentifier")) is not Truth.NO:
        return
    # A replica of a replica has the backups of its own settings too.
    kept = source.get("BackupRetentionPeriod")
    if number(kept) == 0:
        yield Fault(
            f"{replica.address} is a read replica of {source.address} ({source.location}), which has no backups",
            named,
            quoted({f"{source.address}.BackupRetentionPeriod": kept}),
        )
