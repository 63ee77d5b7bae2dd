"""The bucket of a region: transaction logs and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.s3_bucket import S3Bucket
from cdktn_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from cdktn_provider_aws.s3_bucket_ownership_controls import S3BucketOwnershipControls
from cdktn_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktn_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktn_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
)
from cdktn_provider_aws.s3_bucket_versioning import S3BucketVersioningA
from constructs import Construct

from transaction_dr.policies import deny_without_tls, document

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site

PREFIXES = ("documents", "logs")
"""What the function keeps in the bucket, each below a prefix of its own."""


class Bucket(Construct):
    """A private bucket that keeps versions and is encrypted with the region's key."""

    def __init__(self, scope: Construct, name: str, settings: Settings, site: Site, *, key_arn: str) -> None:
        """Make the bucket; outside of production it is emptied when it is destroyed."""
        super().__init__(scope, name)
        bucket = S3Bucket(
            self, "bucket", bucket=site.names.of("bucket", "documents"), force_destroy=not settings.protected
        )
        S3BucketOwnershipControls(self, "ownership", bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"})
        S3BucketPublicAccessBlock(
            self,
            "private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        self.versioning = S3BucketVersioningA(
            self, "versions", bucket=bucket.id, versioning_configuration={"status": "Enabled"}
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default={"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn},
                    bucket_key_enabled=True,
                )
            ],
        )
        S3BucketLifecycleConfiguration(
            self,
            "lifecycle",
            bucket=bucket.id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id=site.names.of("rule", "former-versions"),
                    status="Enabled",
                    filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                            noncurrent_days=settings.former_versions_days
                        )
                    ],
                    abort_incomplete_multipart_upload=[
                        S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(days_after_initiation=7)
                    ],
                )
            ],
            depends_on=[self.versioning],
        )
        S3BucketPolicy(
            self,
            "policy",
            bucket=bucket.id,
            policy=document(deny_without_tls("s3:*", [bucket.arn, f"{bucket.arn}/*"])),
        )
        self.name: str = bucket.bucket
        self.id: str = bucket.id
        self.arn: str = bucket.arn
