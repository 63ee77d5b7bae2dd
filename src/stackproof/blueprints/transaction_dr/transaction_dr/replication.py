"""Replication of the buckets, both ways. S3 does not replicate replicas, so that there is no loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.s3_bucket_replication_configuration import (
    S3BucketReplicationConfigurationA,
    S3BucketReplicationConfigurationRule,
)
from constructs import Construct

from transaction_dr.policies import allow, document, trust

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site
    from transaction_dr.storage import Bucket

MINUTES = 15
"""The threshold of Replication Time Control, the only one that there is."""


def rule_id(source: Site) -> str:
    """The id of the rule that replicates from a region; metrics have it as a dimension."""
    return source.names.of("rule", "replication")


class Replication(Construct):
    """The role that S3 replicates with, and the rules of both buckets."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        *,
        primary: Bucket,
        recovery: Bucket,
        primary_key: str,
        recovery_key: str,
        primary_provider: object,
    ) -> None:
        """Replicate the bucket of each region to the other's, each encrypted with the key of its region.

        `primary_provider` works in the primary region; the stack's own works in the recovery region.
        """
        super().__init__(scope, name)
        names = settings.names
        role = IamRole(self, "role", name=names.of("role", "replication"), assume_role_policy=trust("s3.amazonaws.com"))
        buckets = [primary.arn, recovery.arn]
        objects = [f"{arn}/*" for arn in buckets]
        keys = ((settings.primary_region, primary_key), (settings.recovery_region, recovery_key))
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "replication"),
            role=role.id,
            policy=document(
                allow("ReadConfiguration", ["s3:GetReplicationConfiguration", "s3:ListBucket"], buckets),
                allow(
                    "ReadVersions",
                    ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                    objects,
                ),
                allow("WriteReplicas", ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], objects),
                *(
                    allow(
                        f"UseKey{number}",
                        ["kms:Decrypt", "kms:Encrypt"],
                        [arn],
                        condition={"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
                    )
                    for number, (region, arn) in enumerate(keys, 1)
                ),
            ),
        )
        self.role_arn: str = role.arn
        # S3 takes a rule when both buckets keep versions, and lets no bucket stop to while it has a rule. The primary
        # bucket's are of a stack that is deployed before this one and destroyed after it.
        self._before = [policy, recovery.versioning]
        self._rule(settings.primary, primary, recovery, recovery_key, primary_provider)
        self._rule(settings.recovery, recovery, primary, primary_key, None)

    def _rule(self, site: Site, source: Bucket, target: Bucket, key: str, provider: object) -> None:
        """Replicate from one bucket to another: everything, within a time that is watched, deletions too."""
        S3BucketReplicationConfigurationA(
            self,
            f"from-{site.role}",
            bucket=source.name,
            role=self.role_arn,
            rule=[
                S3BucketReplicationConfigurationRule(
                    id=rule_id(site),
                    status="Enabled",
                    priority=1,
                    filter={"prefix": ""},
                    delete_marker_replication={"status": "Enabled"},
                    source_selection_criteria={
                        "sse_kms_encrypted_objects": {"status": "Enabled"},
                        "replica_modifications": {"status": "Enabled"},
                    },
                    destination={
                        "bucket": target.arn,
                        "storage_class": "STANDARD",
                        "encryption_configuration": {"replica_kms_key_id": key},
                        "replication_time": {"status": "Enabled", "time": {"minutes": MINUTES}},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": MINUTES}},
                    },
                )
            ],
            depends_on=self._before,
            provider=provider,
        )
