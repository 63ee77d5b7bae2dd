"""What the two document buckets have in common: encryption, versions, access rules and the way they are deleted."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from s3_replication.emptier import complete_emptier
from s3_replication.naming import Names
from s3_replication.settings import Settings

ABORT_UPLOADS_AFTER = cdk.Duration.days(7)
"""Unfinished multipart uploads cost storage and are never replicated; a week outlasts any retry."""


class DocumentBucket(Construct):
    """A versioned bucket of one side, encrypted with that side's key, reached over TLS alone."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        side: str,
        names: Names,
        settings: Settings,
        key: kms.Key,
        bucket_name: str,
        lifecycle_rules: Sequence[s3.LifecycleRule] = (),
        smallest_moved: s3.TransitionDefaultMinimumObjectSize | None = None,
        transfer_acceleration: bool = False,
        replication_role: iam.IRole | None = None,
        replication_rules: Sequence[s3.ReplicationRule] | None = None,
    ) -> None:
        """Create the bucket and its policy.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            side: `primary` or `replica`.
            names: physical names of the deployment.
            settings: settings of the deployment.
            key: key of this side.
            bucket_name: physical name.
            lifecycle_rules: rules beyond the one that aborts unfinished uploads.
            smallest_moved: how large an object has to be for the rules to move it; S3's own default without it.
            transfer_acceleration: whether clients may upload through the edge network.
            replication_role: role that S3 assumes for the rules.
            replication_rules: where new objects are replicated to.
        """
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=bucket_name,
            versioned=True,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            transfer_acceleration=transfer_acceleration,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="abort-unfinished-uploads", abort_incomplete_multipart_upload_after=ABORT_UPLOADS_AFTER
                ),
                *lifecycle_rules,
            ],
            transition_default_minimum_object_size=smallest_moved,
            replication_role=replication_role,
            replication_rules=replication_rules,
            removal_policy=cdk.RemovalPolicy.RETAIN if settings.protected else cdk.RemovalPolicy.DESTROY,
            auto_delete_objects=not settings.protected,
        )
        _deny_uploads_without_key(self.bucket, key)
        if not settings.protected:
            complete_emptier(self, side=side, names=names, settings=settings, key=key)


def _deny_uploads_without_key(bucket: s3.Bucket, key: kms.IKey) -> None:
    """Deny uploads that ask for an encryption other than with the bucket's own key.

    - An upload that asks for none is encrypted with that key by the bucket's default encryption, hence `Null`.
    - One that asks for KMS without a key would get the key that AWS manages, which replication may not decrypt with; a
      negated operator holds for an absent header too, so that it is denied with those that name another key.
    - Customer-provided keys (SSE-C) come in a header of their own.
    """
    encryption = "s3:x-amz-server-side-encryption"
    key_id = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    denials: dict[str, dict[str, dict[str, str]]] = {
        "DenyUploadsNotEncryptedWithKms": {
            "Null": {encryption: "false"},
            "StringNotEquals": {encryption: "aws:kms"},
        },
        "DenyUploadsWithAnotherKey": {
            "StringEquals": {encryption: "aws:kms"},
            "StringNotEquals": {key_id: key.key_arn},
        },
        "DenyUploadsWithCustomerProvidedKeys": {
            "Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"},
        },
    }
    for sid, conditions in denials.items():
        bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid=sid,
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[bucket.arn_for_objects("*")],
                conditions=conditions,
            )
        )
