"""Where each type names the key that encrypts its data.

Source: CloudFormation template reference, the properties of each type, read 2026-11-21.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.path import field, item
from stackproof.graph.query import elements, equals, get, is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, ListValue, Value

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

# A key that is named does nothing unless encryption is on, for types that say so apart.
_SWITCHES: dict[str, str] = {
    "AWS::DynamoDB::Table": "SSESpecification.SSEEnabled",
    "AWS::EC2::Volume": "Encrypted",
    "AWS::EFS::FileSystem": "Encrypted",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::Redshift::Cluster": "Encrypted",
}


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
        yield _bucket(resource)
    elif resource.type == "AWS::DynamoDB::GlobalTable":
        yield from _replicas(resource)
    else:
        switch = _SWITCHES.get(resource.type)
        if switch is not None and is_true(resource.get(*switch.split("."))) is Truth.NO:
            yield switch, Absent(resource.get(*switch.split(".")).at)
        else:
            yield name, resource.get(*name.split("."))


def _bucket(resource: Resource) -> tuple[str, Value]:
    """The key of the bucket's only rule; nothing unless the rule encrypts with KMS."""
    path = "BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault"
    rules = resource.get("BucketEncryption", "ServerSideEncryptionConfiguration")
    default = field(item(rules, 0), "ServerSideEncryptionByDefault")
    algorithm = field(default, "SSEAlgorithm")
    if equals(algorithm, "aws:kms", "aws:kms:dsse") is Truth.NO:
        return f"{path}.SSEAlgorithm", Absent(algorithm.at)
    return f"{path}.KMSMasterKeyID", field(default, "KMSMasterKeyID")


def _replicas(resource: Resource) -> Iterator[tuple[str, Value]]:
    """The key of each replica; DynamoDB encrypts with it when SSESpecification is enabled."""
    on = resource.get("SSESpecification", "SSEEnabled")
    if is_true(on) is Truth.NO:
        yield "SSESpecification.SSEEnabled", Absent(on.at)
        return
    replicas = resource.get("Replicas")
    items, _ = elements(replicas)
    if isinstance(replicas, (ListValue, Conditional)):
        for index, replica in enumerate(items):
            yield (
                f"Replicas[{index}].SSESpecification.KMSMasterKeyId",
                get(replica, "SSESpecification", "KMSMasterKeyId"),
            )
    else:
        yield "Replicas", replicas
