"""The audit trail, an option: CloudTrail records what is done in the account, and reads and writes of the stream.

A trail is a matter of the account: where the organisation has one already, a second one costs twice and tells nothing
new. That is why it is off by default.
"""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from iot_platform.emptier import complete_emptier
from iot_platform.keys import customer_key, removal_of_what_lasts
from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.settings import Settings

_CLOUDTRAIL = "cloudtrail.amazonaws.com"


class AuditTrail(Construct):
    """A trail over all regions whose files cannot be changed unseen, and the bucket that keeps them.

    Attributes:
        trail: the trail.
        bucket: where its records are kept.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        logs_key: kms.Key,
        stream: kinesis.Stream,
    ) -> None:
        """Create the trail.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            logs_key: encrypts log groups.
            stream: whose reads and writes are recorded.
        """
        super().__init__(scope, construct_id)
        self._names = names
        self._settings = settings
        self._removal = removal_of_what_lasts(settings)
        account = cdk.Stack.of(self).account
        trail_arn = cdk.Stack.of(self).format_arn(service="cloudtrail", resource="trail", resource_name=names.trail)
        key = customer_key(self, "Key", names.alias("audit"), "Encrypts the audit trail", self._removal)
        _allow_trail_key(key, trail_arn)
        # Access logs can be delivered to a bucket with the keys of S3 alone.
        access = self._bucket("AccessLogs", names.access_bucket(account), encryption=s3.BucketEncryption.S3_MANAGED)
        self.bucket = self._bucket(
            "Records",
            names.trail_bucket(account),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            # With a bucket key CloudTrail would have to decrypt, and S3 would ask for keys without the trail's context.
            bucket_key_enabled=False,
            server_access_logs_bucket=access,
            server_access_logs_prefix="trail/",
        )
        _allow_trail_bucket(self.bucket, trail_arn)
        if not settings.protected:
            complete_emptier(self, names=names, settings=settings, key=logs_key)
        log = log_group(self, "Logs", name=names.log_group("audit"), days=settings.log_retention_days, key=logs_key)
        role = iam.Role(
            self,
            "LogRole",
            role_name=names.role("audit-logs"),
            # CloudTrail names no source when it assumes this role: with a condition on one, no trail can be made.
            assumed_by=iam.ServicePrincipal(_CLOUDTRAIL),
            inline_policies={
                "write-logs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[log.log_group_arn],
                        )
                    ]
                )
            },
        )
        self.trail = cloudtrail.CfnTrail(
            self,
            "Trail",
            trail_name=names.trail,
            is_logging=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            s3_bucket_name=self.bucket.bucket_name,
            kms_key_id=key.key_arn,
            cloud_watch_logs_log_group_arn=log.log_group_arn,
            cloud_watch_logs_role_arn=role.role_arn,
            advanced_event_selectors=[
                _selector("Management events", eventCategory=["Management"]),
                _selector(
                    "Reads and writes of the stream",
                    **{
                        "eventCategory": ["Data"],
                        "resources.type": ["AWS::Kinesis::Stream"],
                        "resources.ARN": [stream.stream_arn],
                    },
                ),
            ],
        )
        # CloudTrail writes a test file when the trail is made, for which the bucket's policy has to be there.
        self.trail.node.add_dependency(self.bucket.policy or self.bucket)

    def _bucket(self, construct_id: str, name: str, **options: Any) -> s3.Bucket:
        """A bucket of records: versions kept, nothing public, TLS alone, deleted after the audit's retention."""
        return s3.Bucket(
            self,
            construct_id,
            bucket_name=name,
            versioned=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="retention",
                    expiration=cdk.Duration.days(self._settings.audit_retention_days),
                    # A file that was deleted or replaced in production is a former version for as long again.
                    noncurrent_version_expiration=cdk.Duration.days(
                        self._settings.audit_retention_days if self._settings.protected else 30
                    ),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                )
            ],
            removal_policy=self._removal,
            auto_delete_objects=not self._settings.protected,
            **options,
        )


def _selector(name: str, **fields: list[str]) -> Any:
    """What the trail records: events whose fields have these values."""
    return cloudtrail.CfnTrail.AdvancedEventSelectorProperty(
        name=name,
        field_selectors=[
            cloudtrail.CfnTrail.AdvancedFieldSelectorProperty(field=field, equal_to=values)
            for field, values in fields.items()
        ],
    )


def _allow_trail_key(key: kms.Key, trail_arn: str) -> None:
    """Let CloudTrail encrypt the records of this trail.

    Source: CloudTrail user guide, "Configure AWS KMS key policies for CloudTrail".
    """
    account = cdk.Stack.of(key).account
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EncryptTrail",
            principals=[iam.ServicePrincipal(_CLOUDTRAIL)],
            actions=["kms:GenerateDataKey*"],
            resources=["*"],
            conditions={
                "StringEquals": {"aws:SourceArn": trail_arn},
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account}:trail/*"},
            },
        )
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="DescribeForTrail",
            principals=[iam.ServicePrincipal(_CLOUDTRAIL)],
            actions=["kms:DescribeKey"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceArn": trail_arn}},
        )
    )


def _allow_trail_bucket(bucket: s3.Bucket, trail_arn: str) -> None:
    """Let CloudTrail write the records of this trail, and nothing else, into the bucket."""
    trail = iam.ServicePrincipal(_CLOUDTRAIL)
    of_this_trail = {"aws:SourceArn": trail_arn}
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="CheckBucket",
            principals=[trail],
            actions=["s3:GetBucketAcl"],
            resources=[bucket.bucket_arn],
            conditions={"StringEquals": of_this_trail},
        )
    )
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="WriteRecords",
            principals=[trail],
            actions=["s3:PutObject"],
            resources=[bucket.arn_for_objects(f"AWSLogs/{cdk.Stack.of(bucket).account}/*")],
            conditions={"StringEquals": {**of_this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        )
    )
