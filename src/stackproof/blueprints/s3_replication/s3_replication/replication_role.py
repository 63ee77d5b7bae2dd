"""The roles with which S3 moves objects between the buckets, each with exactly the permissions that its task needs.

They are written out because the CDK's own grants give more: `grant_encrypt_decrypt`, for one, lets replication generate
data keys on the source. Source of the lists: Amazon S3 user guide, "Setting up permissions for live replication",
"Replicating encrypted objects" and "Configuring an IAM role for S3 Batch Replication".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import aws_iam as iam
from constructs import Construct

from s3_replication.keys import ENCRYPT_REPLICAS


@dataclass(frozen=True)
class Side:
    """One end of a replication: a bucket, its region and the key that encrypts it.

    Attributes:
        bucket_arn: ARN of the bucket.
        region: region of bucket and key.
        key_arn: ARN that policies name the key by.
        key_conditions: further conditions for the use of the key, where `key_arn` alone does not tell it.
    """

    bucket_arn: str
    region: str
    key_arn: str
    key_conditions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def objects_arn(self) -> str:
        """ARN of all objects of the bucket."""
        return f"{self.bucket_arn}/*"

    def key_statement(self, sid: str, actions: list[str]) -> iam.PolicyStatement:
        """Allow the use of the key, through S3 in its region and for objects of this bucket alone.

        With a bucket key the encryption context is the ARN of the bucket; objects uploaded without one have their own
        ARN.
        """
        conditions: dict[str, dict[str, Any]] = {
            "StringEquals": {"kms:ViaService": f"s3.{self.region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [self.bucket_arn, self.objects_arn]},
        }
        conditions.update({operator: dict(keys) for operator, keys in self.key_conditions.items()})
        return iam.PolicyStatement(sid=sid, actions=actions, resources=[self.key_arn], conditions=conditions)


def replication_role(scope: Construct, construct_id: str, name: str, source: Side, destination: Side) -> iam.Role:
    """A role that S3 assumes to replicate every object from source to destination.

    The trust policy has no further condition: who names the role in a bucket's rule has to be allowed to pass it, which
    nobody outside the account can be, and AWS does not document that S3 tells a source account when it assumes it.
    """
    return iam.Role(
        scope,
        construct_id,
        role_name=name,
        description="Lets S3 replicate documents between the two buckets",
        assumed_by=iam.ServicePrincipal("s3.amazonaws.com"),
        inline_policies={
            "replicate": iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        sid="ReadSourceConfiguration",
                        actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
                        resources=[source.bucket_arn],
                    ),
                    iam.PolicyStatement(
                        sid="ReadSourceObjects",
                        actions=[
                            "s3:GetObjectVersionForReplication",
                            "s3:GetObjectVersionAcl",
                            "s3:GetObjectVersionTagging",
                        ],
                        resources=[source.objects_arn],
                    ),
                    iam.PolicyStatement(
                        sid="WriteReplicas",
                        actions=["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                        resources=[destination.objects_arn],
                    ),
                    source.key_statement("DecryptSource", ["kms:Decrypt"]),
                    destination.key_statement("EncryptReplicas", list(ENCRYPT_REPLICAS)),
                ]
            )
        },
    )


def batch_role(scope: Construct, construct_id: str, name: str, sources: Mapping[str, Side]) -> iam.Role:
    """A role that S3 Batch Operations assumes to have existing objects of the given sides replicated.

    Args:
        scope: parent construct.
        construct_id: id in the parent.
        name: physical name.
        sources: the sides that a job may start from, by a word for each that statement ids carry.
    """
    return iam.Role(
        scope,
        construct_id,
        role_name=name,
        description="Lets S3 Batch Replication replicate documents that are older than the rule",
        assumed_by=iam.ServicePrincipal("batchoperations.s3.amazonaws.com"),
        inline_policies={
            f"replicate-from-{word.lower()}": iam.PolicyDocument(statements=_batch_statements(word, side))
            for word, side in sources.items()
        },
    )


def _batch_statements(word: str, side: Side) -> list[iam.PolicyStatement]:
    """What a job needs that lists the objects of a side and starts their replication."""
    return [
        iam.PolicyStatement(
            sid=f"ListObjectsOf{word}",
            actions=["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"],
            resources=[side.bucket_arn],
        ),
        iam.PolicyStatement(
            sid=f"ReplicateObjectsOf{word}", actions=["s3:InitiateReplication"], resources=[side.objects_arn]
        ),
    ]
