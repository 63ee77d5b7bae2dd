"""The bucket of the documents' contents and the table of what is known of them."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from serverless_tap.naming import Names
from serverless_tap.policies import document, tls_only
from serverless_tap.settings import Settings


class DataBucket(pulumi.ComponentResource):
    """A private bucket that keeps versions, encrypted with the deployment's key, and reached by TLS alone."""

    def __init__(
        self,
        name: str,
        *,
        names: Names,
        settings: Settings,
        key_arn: pulumi.Output[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the bucket and what belongs to it.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment; outside production the bucket is emptied when it is deleted.
            key_arn: the key of default encryption.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:DataBucket", name, None, opts)
        self.bucket = aws.s3.Bucket(
            name,
            bucket=names.data_bucket,
            force_destroy=not settings.protected,
            opts=pulumi.ResourceOptions(parent=self, protect=settings.protected),
        )
        child = pulumi.ResourceOptions(parent=self.bucket)
        self.access = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketOwnershipControls(
            name,
            bucket=self.bucket.bucket,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=child,
        )
        self.versioning = aws.s3.BucketVersioning(
            name,
            bucket=self.bucket.bucket,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=child,
        )
        self.encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=self.bucket.bucket,
            rules=[
                aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    bucket_key_enabled=True,
                    apply_server_side_encryption_by_default=aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="aws:kms", kms_master_key_id=key_arn
                    ),
                )
            ],
            opts=child,
        )
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=self.bucket.bucket,
            rules=[
                aws.s3.BucketLifecycleConfigurationRuleArgs(
                    id="expire-former-versions",
                    status="Enabled",
                    filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                    noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                        noncurrent_days=settings.noncurrent_version_days
                    ),
                    abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                        days_after_initiation=7
                    ),
                )
            ],
            # S3 refuses a rule for former versions while the bucket keeps none.
            opts=pulumi.ResourceOptions(parent=self.bucket, depends_on=[self.versioning]),
        )
        self.policy = aws.s3.BucketPolicy(
            name,
            bucket=self.bucket.bucket,
            policy=document(tls_only("s3:*", [self.bucket.arn, pulumi.Output.concat(self.bucket.arn, "/*")])),
            # S3 takes one change of a bucket's access at a time.
            opts=pulumi.ResourceOptions(parent=self.bucket, depends_on=[self.access]),
        )
        self.register_outputs({"bucket_name": self.bucket.bucket})


class MetadataTable(pulumi.ComponentResource):
    """The table, on demand, encrypted with the deployment's key, with backups to any second of the last 35 days."""

    def __init__(
        self,
        name: str,
        *,
        names: Names,
        settings: Settings,
        key_arn: pulumi.Output[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the table.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment; in production the table cannot be deleted.
            key_arn: the key that encrypts it.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:MetadataTable", name, None, opts)
        self.table = aws.dynamodb.Table(
            name,
            name=names.metadata_table,
            billing_mode="PAY_PER_REQUEST",
            hash_key="id",
            range_key="timestamp",
            attributes=[
                aws.dynamodb.TableAttributeArgs(name="id", type="S"),
                aws.dynamodb.TableAttributeArgs(name="timestamp", type="S"),
            ],
            ttl=aws.dynamodb.TableTtlArgs(attribute_name="expires_at", enabled=True),
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=key_arn),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(enabled=True),
            deletion_protection_enabled=settings.protected,
            opts=pulumi.ResourceOptions(parent=self, protect=settings.protected),
        )
        self.register_outputs({"table_name": self.table.name})
