"""A database that names a key is encrypted.

## What it does
Reports a database instance or cluster with a `KmsKeyId` whose `StorageEncrypted` is false or not set. Instances of a
cluster, and what is restored or replicates another, have the encryption of that and are left out.

## Why is this bad
RDS refuses a key for storage that is not to be encrypted, so the deployment stops. Whoever named the key took the data
for encrypted.

## How to mend
Set `StorageEncrypted: true`.

## References
- [AWS::RDS::DBInstance KmsKeyId](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html)
- [Encrypting Amazon RDS resources](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_RESTORED = (
    "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SnapshotIdentifier", "SourceDBInstanceIdentifier",
    "SourceDBClusterIdentifier", "SourceDbiResourceId", "SourceDbClusterResourceId", "ReplicationSourceIdentifier",
    "SourceDBInstanceAutomatedBackupsArn",
)  # fmt: skip
_GLOBAL = "GlobalClusterIdentifier"


@rule(
    id="RDS-KMS-001",
    title="Key of a database that is not encrypted",
    severity="critical",
    blocks="deploy",
    category="security",
    types=("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"),
    root_cause="The key was named, and the switch beside it forgotten.",
    fix="Set StorageEncrypted to true.",
    impacts=Impacts(security="Where it is deployed at all, the data lies in plain text."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    source="CloudFormation Template Reference, AWS::RDS::DBInstance KmsKeyId, 2026-11-28",
    same_as=("E3720",),
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Looks at key and switch together."""
    inherits = [*_RESTORED, _GLOBAL]
    if database.type == "AWS::RDS::DBInstance":
        inherits.append("DBClusterIdentifier")
    if any(present(database.get(name)) is not Truth.NO for name in inherits):
        return
    key, encrypted = database.get("KmsKeyId"), database.get("StorageEncrypted")
    if agree(_in_order, key, encrypted, existing=(database,)) is Truth.NO:
        yield Fault(
            f"{database.address} names a key and does not ask for encryption",
            key,
            quoted({"KmsKeyId": key, "StorageEncrypted": encrypted}),
            certainty="assumption" if rests_on(key, encrypted) else "proved",
            patch="StorageEncrypted: true",
        )


def _in_order(key: Value, encrypted: Value) -> Truth:
    return ~present(key) | is_true(encrypted)
