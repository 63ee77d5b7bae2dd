"""Data at rest is encrypted, with whatever key.

## What it proves
Every resource of these types has encryption switched on, or encrypts always: buckets (since January 2023), tables,
log groups, secrets, backup vaults and repositories do. A queue does unless it says no; a topic, a stream, a volume, a
file system, a database, a cache, a warehouse and a search domain do where they say so.

## Parameters
- `types`: types of resources, or globs of types. Without it, all types that the check knows.

## Example
    expect: {check: data.encrypted-at-rest}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import Parameter, all_known, check
from stackproof.contract.checks.stating import is_one_of, on, states
from stackproof.contract.document import fault, nearest
from stackproof.contract.fields import texts_of
from stackproof.contract.outcome import fact, note, place, proven, undecided
from stackproof.graph.query import is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value

if TYPE_CHECKING:
    from stackproof.contract.checks.stating import Test
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

# Always encrypted, with a key of AWS's where no other is named. Source: the security chapters of the services' guides,
# for S3 https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html, read 2026-11-28.
_ALWAYS = (
    "AWS::Backup::BackupVault", "AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::ECR::Repository",
    "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SecretsManager::Secret",
)  # fmt: skip
_SWITCHES: dict[str, tuple[str, Test]] = {
    "AWS::DocDB::DBCluster": ("StorageEncrypted", on),
    "AWS::EC2::Volume": ("Encrypted", on),
    "AWS::EFS::FileSystem": ("Encrypted", on),
    "AWS::ElastiCache::ReplicationGroup": ("AtRestEncryptionEnabled", on),
    "AWS::Kinesis::Stream": ("StreamEncryption.EncryptionType", is_one_of("KMS")),
    "AWS::Neptune::DBCluster": ("StorageEncrypted", on),
    "AWS::OpenSearchService::Domain": ("EncryptionAtRestOptions.Enabled", on),
    "AWS::RDS::DBCluster": ("StorageEncrypted", on),
    "AWS::RDS::DBInstance": ("StorageEncrypted", on),
    "AWS::Redshift::Cluster": ("Encrypted", on),
    "AWS::SNS::Topic": ("KmsMasterKeyId", present),
}
_QUEUE = "AWS::SQS::Queue"
_KNOWN = (*_ALWAYS, *_SWITCHES, _QUEUE)
_RESTORED = ("DBSnapshotIdentifier", "SnapshotIdentifier", "SnapshotId", "SourceDBInstanceIdentifier")


def _types(node: Node, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in texts_of(node, name):
        known = [type_ for type_ in _KNOWN if fnmatchcase(type_, one)]
        if not known:
            raise fault(f"{one} is no type whose encryption this check knows", node.at, nearest(one, _KNOWN))
        found.extend(known)
    return tuple(found)


@check({"types": Parameter(_types, "types of resources or globs", default=_KNOWN)})
def CHECK(context: EvaluationContext, types: tuple[str, ...]) -> Outcome:
    """Judges every resource that holds data."""
    outcomes = [_resource(resource) for resource in context.graph.of_type(*types)]
    return all_known(context, outcomes, "nothing that holds data in the whole graph")


def _resource(resource: Resource) -> Outcome:
    if resource.type in _ALWAYS:
        return proven(note(resource, "encrypted always"))
    if resource.type == _QUEUE:
        return _queue(resource)
    if resource.type == "AWS::RDS::DBInstance" and present(resource.get("DBClusterIdentifier")) is Truth.YES:
        return proven(note(resource, "holds the data of its cluster, and is encrypted as that is"))
    path, test = _SWITCHES[resource.type]
    value = resource.get(*path.split("."))
    for name in _RESTORED:
        source = resource.get(name)
        if isinstance(value, Absent) and present(source) is not Truth.NO:
            reason = f"{resource.address} is restored, and encrypted as what it is restored from"
            return undecided(reason, place(resource, source), fact(resource, name, source))
    return states(resource, path, test, "encryption")


def _queue(queue: Resource) -> Outcome:
    """SQS encrypts with keys of its own unless it is told not to; a key of KMS's says the same."""

    def encrypts(value: Value) -> Truth:
        own = Truth.YES if isinstance(value, Absent) else is_true(value)
        return own | present(queue.get("KmsMasterKeyId"))

    return states(queue, "SqsManagedSseEnabled", encrypts, "encryption")
