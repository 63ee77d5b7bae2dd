"""AWS Config of a region, which is off by default: an account has one recorder a region, and may have it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.config_config_rule import ConfigConfigRule
from cdktn_provider_aws.config_configuration_recorder import ConfigConfigurationRecorder
from cdktn_provider_aws.config_configuration_recorder_status import ConfigConfigurationRecorderStatus
from cdktn_provider_aws.config_delivery_channel import ConfigDeliveryChannel
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktn_provider_aws.s3_bucket import S3Bucket
from cdktn_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from cdktn_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktn_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktn_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktn_provider_aws.s3_bucket_versioning import S3BucketVersioningA
from constructs import Construct

from payment_dr.policies import allow, deny_without_tls, document, trust

if TYPE_CHECKING:
    from payment_dr.placing import Place

RULES = {
    "database-encrypted": "RDS_STORAGE_ENCRYPTED",
    "database-private": "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
    "table-recoverable": "DYNAMODB_PITR_ENABLED",
    "function-private": "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED",
    "network-logged": "VPC_FLOW_LOGS_ENABLED",
    "keys-rotate": "CMK_BACKING_KEY_ROTATION_ENABLED",
}
"""Rules that AWS manages, by what each of them holds for this stack."""

RECORDED = (
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::DynamoDB::Table",
    "AWS::Lambda::Function",
    "AWS::EC2::VPC",
    "AWS::EC2::SecurityGroup",
    "AWS::KMS::Key",
)
"""What is recorded: the types that the rules look at."""

_MANAGED_POLICY = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"
_KEPT_DAYS = 365


class Compliance(Construct):
    """Recorder, the bucket that it delivers to, and rules."""

    def __init__(self, scope: Construct, name: str, place: Place, *, key_arn: str) -> None:
        """Record and judge the configuration in a region."""
        super().__init__(scope, name)
        names, provider = place.site.names, place.provider
        bucket = self._bucket(place, key_arn)
        role = IamRole(
            self,
            "role",
            name=names.of("role", "config"),
            assume_role_policy=trust("config.amazonaws.com", place.account),
            provider=provider,
        )
        # What a recorder may read changes with what AWS Config records; AWS keeps this policy up to date.
        reading = IamRolePolicyAttachment(
            self, "reading", role=role.name, policy_arn=_MANAGED_POLICY, provider=provider
        )
        writing = IamRolePolicy(
            self,
            "writing",
            name=names.of("policy", "config"),
            role=role.id,
            policy=document(
                allow("Deliver", ["s3:PutObject"], [f"{bucket.arn}/AWSLogs/{place.account}/Config/*"]),
                allow("FindBucket", ["s3:GetBucketAcl", "s3:ListBucket"], [bucket.arn]),
                allow("UseKey", ["kms:Decrypt", "kms:GenerateDataKey"], [key_arn]),
            ),
            provider=provider,
        )
        recorder = ConfigConfigurationRecorder(
            self,
            "recorder",
            name=names.of("recorder"),
            role_arn=role.arn,
            recording_group={"all_supported": False, "resource_types": list(RECORDED)},
            depends_on=[reading, writing],
            provider=provider,
        )
        channel = ConfigDeliveryChannel(
            self,
            "channel",
            name=names.of("channel"),
            s3_bucket_name=bucket.bucket,
            s3_kms_key_arn=key_arn,
            depends_on=[recorder],
            provider=provider,
        )
        status = ConfigConfigurationRecorderStatus(
            self, "status", name=recorder.name, is_enabled=True, depends_on=[channel], provider=provider
        )
        for purpose, identifier in RULES.items():
            ConfigConfigRule(
                self,
                purpose,
                name=names.of("rule", purpose),
                source={"owner": "AWS", "source_identifier": identifier},
                depends_on=[status],
                provider=provider,
            )

    def _bucket(self, place: Place, key_arn: str) -> S3Bucket:
        """The bucket of what is recorded."""
        names, provider = place.site.names, place.provider
        bucket = S3Bucket(
            self,
            "bucket",
            # Names of buckets are unique among all accounts, not in one.
            bucket=names.of("bucket", f"config-{place.account}"),
            force_destroy=not place.settings.protected,
            provider=provider,
        )
        S3BucketPublicAccessBlock(
            self,
            "private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            provider=provider,
        )
        S3BucketVersioningA(
            self,
            "versions",
            bucket=bucket.id,
            versioning_configuration={"status": "Enabled"},
            provider=provider,
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=bucket.id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    bucket_key_enabled=True,
                    apply_server_side_encryption_by_default=(
                        S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                            sse_algorithm="aws:kms", kms_master_key_id=key_arn
                        )
                    ),
                )
            ],
            provider=provider,
        )
        S3BucketLifecycleConfiguration(
            self,
            "lifecycle",
            bucket=bucket.id,
            rule=[
                S3BucketLifecycleConfigurationRule(
                    id="expire-records",
                    status="Enabled",
                    filter=[{"prefix": ""}],
                    expiration=[{"days": _KEPT_DAYS}],
                    noncurrent_version_expiration=[
                        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(noncurrent_days=_KEPT_DAYS)
                    ],
                )
            ],
            provider=provider,
        )
        S3BucketPolicy(
            self,
            "policy",
            bucket=bucket.id,
            policy=document(deny_without_tls("s3:*", [bucket.arn, f"{bucket.arn}/*"])),
            provider=provider,
        )
        return bucket
