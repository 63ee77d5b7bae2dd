"""Where each type names the key that encrypts its data.

Source: CloudFormation template reference, the properties of each type, read 2026-11-21.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.path import field, item
from stackproof.graph.query import elements, equals, get, is_open, is_true, present, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, ListValue, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

KEYS: dict[str, str] = {
    "AWS::Backup::BackupVault": "EncryptionKeyArn",
    "AWS::CloudTrail::Trail": "KMSKeyId",
    "AWS::DocDB::DBCluster": "KmsKeyId",
    "AWS::DynamoDB::GlobalTable": "Replicas",
    "AWS::DynamoDB::Table": "SSESpecification.KMSMasterKeyId",
    "AWS::EC2::Volume": "KmsKeyId",
    "AWS::ECR::Repository": "EncryptionConfiguration.KmsKey",
    "AWS::EFS::FileSystem": "KmsKeyId",
    "AWS::ElastiCache::ReplicationGroup": "KmsKeyId",
    "AWS::Kinesis::Stream": "StreamEncryption.KeyId",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamEncryptionConfigurationInput.KeyARN",
    "AWS::Lambda::Function": "KmsKeyArn",
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::Neptune::DBCluster": "KmsKeyId",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.KmsKeyId",
    "AWS::RDS::DBCluster": "KmsKeyId",
    "AWS::RDS::DBInstance": "KmsKeyId",
    "AWS::Redshift::Cluster": "KmsKeyId",
    "AWS::S3::Bucket": "BucketEncryption",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
    "AWS::SecretsManager::Secret": "KmsKeyId",
}

# A key that is named does nothing unless encryption is on, for types that say so apart: the property, and its values
# that turn encryption with a key on. Where it is not set, encryption is off.
_TRUE = ("true", "True", "TRUE")
_SWITCHES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::DocDB::DBCluster": ("StorageEncrypted", _TRUE),
    "AWS::DynamoDB::Table": ("SSESpecification.SSEEnabled", _TRUE),
    "AWS::EC2::Volume": ("Encrypted", _TRUE),
    "AWS::ECR::Repository": ("EncryptionConfiguration.EncryptionType", ("KMS", "KMS_DSSE")),
    "AWS::EFS::FileSystem": ("Encrypted", _TRUE),
    "AWS::ElastiCache::ReplicationGroup": ("AtRestEncryptionEnabled", _TRUE),
    "AWS::Kinesis::Stream": ("StreamEncryption.EncryptionType", ("KMS",)),
    "AWS::KinesisFirehose::DeliveryStream": (
        "DeliveryStreamEncryptionConfigurationInput.KeyType",
        ("CUSTOMER_MANAGED_CMK",),
    ),
    "AWS::Neptune::DBCluster": ("StorageEncrypted", _TRUE),
    "AWS::OpenSearchService::Domain": ("EncryptionAtRestOptions.Enabled", _TRUE),
    "AWS::RDS::DBCluster": ("StorageEncrypted", _TRUE),
    "AWS::RDS::DBInstance": ("StorageEncrypted", _TRUE),
    "AWS::Redshift::Cluster": ("Encrypted", _TRUE),
}

# What is restored from one of these is encrypted as that was, whatever is said.
_SOURCES = (
    "DBSnapshotIdentifier", "SnapshotIdentifier", "SnapshotId", "SourceDBInstanceIdentifier",
    "SourceDBClusterIdentifier", "SourceDbiResourceId", "GlobalClusterIdentifier",
)  # fmt: skip


def applies(resource: Resource) -> Truth:
    """Whether the resource holds data of its own that the key would encrypt."""
    if resource.type == "AWS::Lambda::Function":
        return present(resource.get("Environment", "Variables"))
    if resource.type == "AWS::RDS::DBInstance":
        return ~present(resource.get("DBClusterIdentifier"))
    return Truth.YES


def settings(resource: Resource) -> Iterator[tuple[str, Value]]:
    """The values that name keys, each with its path; an absent one where the setting is off or missing."""
    name = KEYS[resource.type]
    if resource.type == "AWS::S3::Bucket":
        yield from _bucket(resource)
    elif resource.type == "AWS::DynamoDB::GlobalTable":
        yield from _replicas(resource)
    else:
        key = resource.get(*name.split("."))
        switch, on = _SWITCHES.get(resource.type, ("", ()))
        if not switch:
            yield name, key
            return
        value = resource.get(*switch.split("."))
        if isinstance(value, Absent) and any(present(resource.get(one)) is not Truth.NO for one in _SOURCES):
            value = Unknown("it is restored, and encrypted as what it is restored from", None, value.at)
        yield from _switched(switch, value, on, name, key)


def _switched(switch: str, value: Value, on: tuple[str, ...], name: str, key: Value) -> Iterator[tuple[str, Value]]:
    """The key, together with a switch that is not known; nothing in place of the key when the switch is off."""
    answer = equals(value, *on)
    if answer is Truth.NO:
        yield switch, Absent(value.at)
        return
    if answer is Truth.UNDECIDED:
        yield switch, Unknown(why(value), None, value.at)
    yield name, key


def _bucket(resource: Resource) -> Iterator[tuple[str, Value]]:
    """The key of the bucket's only rule; nothing unless the rule encrypts with KMS."""
    path = "BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault"
    rules = resource.get("BucketEncryption", "ServerSideEncryptionConfiguration")
    default = field(item(rules, 0), "ServerSideEncryptionByDefault")
    algorithm = field(default, "SSEAlgorithm")
    key = f"{path}.KMSMasterKeyID", field(default, "KMSMasterKeyID")
    yield from _switched(f"{path}.SSEAlgorithm", algorithm, ("aws:kms", "aws:kms:dsse"), *key)


def _replicas(resource: Resource) -> Iterator[tuple[str, Value]]:
    """The key of each replica; DynamoDB encrypts with it when SSESpecification is enabled."""
    on = resource.get("SSESpecification", "SSEEnabled")
    if is_true(on) is Truth.NO:
        yield "SSESpecification.SSEEnabled", Absent(on.at)
        return
    replicas = resource.get("Replicas")
    items, complete = elements(replicas)
    if not items or not complete or is_open(replicas):
        yield (
            "Replicas",
            Absent(replicas.at) if complete and not is_open(replicas) else Unknown(why(replicas), None, replicas.at),
        )
    if is_true(on) is Truth.UNDECIDED:
        yield "SSESpecification.SSEEnabled", Unknown(why(on), None, on.at)
    if isinstance(replicas, (ListValue, Conditional)):
        for index, replica in enumerate(items):
            yield (
                f"Replicas[{index}].SSESpecification.KMSMasterKeyId",
                get(replica, "SSESpecification", "KMSMasterKeyId"),
            )
