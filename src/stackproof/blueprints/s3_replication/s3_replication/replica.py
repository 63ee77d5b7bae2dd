"""The replica side: its key, its bucket, and the parameter with the bucket that writers use by default.

The same construct is used in two ways. In the region of the primary it sits in a nested stack and is referred to
directly; in a region of its own it is a stack that is linked by names, since CloudFormation has no references between
regions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from s3_replication.alarm_topic import alarm_topic
from s3_replication.alarms import latency_alarm
from s3_replication.buckets import DocumentBucket
from s3_replication.keys import ENCRYPT_REPLICAS, allow_replication, customer_key
from s3_replication.metrics import ReplicationMetrics
from s3_replication.naming import Names
from s3_replication.replication_role import Side
from s3_replication.settings import Settings


@dataclass(frozen=True)
class ReplicaLink:
    """What the primary side has to know of the replica.

    Attributes:
        side: bucket and key as policies name them.
        bucket_name: physical name of the replica bucket.
        rule_key_arn: ARN by which the replication rule names the replica key: of the key itself, or of its alias.
    """

    side: Side
    bucket_name: str
    rule_key_arn: str


class ReplicaStore(Construct):
    """Key, bucket and default-bucket parameter of the replica side."""

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, settings: Settings) -> None:
        """Create the replica side in the region of the enclosing stack."""
        super().__init__(scope, construct_id)
        removal = cdk.RemovalPolicy.RETAIN if settings.protected else cdk.RemovalPolicy.DESTROY
        self.key = customer_key(self, "Key", names.replica_key_alias, "Encrypts the replicas of the documents", removal)
        allow_replication(self.key, "EncryptReplicas", names.replication_role, *ENCRYPT_REPLICAS)
        allow_replication(self.key, "DecryptForFailback", names.failback_role, "kms:Decrypt")
        self.bucket = DocumentBucket(
            self,
            "Documents",
            side="replica",
            names=names,
            settings=settings,
            key=self.key,
            bucket_name=names.replica_bucket,
            lifecycle_rules=[_archive_after(settings.glacier_after_days)],
            # By itself S3 would leave objects under 128 KB where they are.
            smallest_moved=s3.TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS,
        ).bucket
        self.default_bucket = ssm.StringParameter(
            self,
            "DefaultBucket",
            parameter_name=names.default_bucket_parameter,
            # Never changed by a switch-over: CloudFormation writes the value again whenever a tag changes, and tags
            # change with each deployment. The switch is a parameter that tools/failover.py makes beside this one.
            # Kept on this side because it has to be read when the primary region is lost.
            description=f"Bucket that writers use unless the parameter {names.switch_parameter} names another",
            string_value=names.primary_bucket,
        )

    def link(self) -> ReplicaLink:
        """The replica as the primary side sees it within one region: by reference."""
        return ReplicaLink(
            side=Side(bucket_arn=self.bucket.bucket_arn, region=cdk.Stack.of(self).region, key_arn=self.key.key_arn),
            bucket_name=self.bucket.bucket_name,
            rule_key_arn=self.key.key_arn,
        )


class ReplicaNestedStack(cdk.NestedStack):
    """The replica side in the region of the primary."""

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create the nested stack; further options are those of `aws_cdk.NestedStack`."""
        super().__init__(scope, construct_id, **options)
        self.store = ReplicaStore(self, "Store", names=names, settings=settings)


class ReplicaStack(cdk.Stack):
    """The replica side in a region of its own, with the alarm on the latency, which can stand there alone."""

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create the stack; further options are those of `aws_cdk.Stack`."""
        super().__init__(scope, construct_id, **options)
        self.store = ReplicaStore(self, "Store", names=names, settings=settings)
        key = customer_key(
            self,
            "AlarmsKey",
            names.replica_alarms_key_alias,
            "Encrypts alarm messages",
            cdk.RemovalPolicy.DESTROY,
        )
        topic = alarm_topic(self, "AlarmTopic", names.replica_alarm_topic, names=names, settings=settings, key=key)
        latency_alarm(
            self,
            "LatencyAlarm",
            names=names,
            settings=settings,
            metrics=ReplicationMetrics.of(names, settings),
            topic=topic,
        )


def link_by_name(stack: cdk.Stack, names: Names, region: str) -> ReplicaLink:
    """The replica as the primary side sees it from another region: by physical names and key alias.

    A policy cannot name a key by its alias, so it names the keys of the replica's region and account and narrows them
    to the one that carries the alias.
    """
    return ReplicaLink(
        side=Side(
            bucket_arn=stack.format_arn(service="s3", region="", account="", resource=names.replica_bucket),
            region=region,
            key_arn=stack.format_arn(service="kms", region=region, resource="key", resource_name="*"),
            key_conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": names.replica_key_alias}},
        ),
        bucket_name=names.replica_bucket,
        rule_key_arn=stack.format_arn(
            service="kms",
            region=region,
            resource=names.replica_key_alias,
        ),
    )


def _archive_after(days: int) -> s3.LifecycleRule:
    """Move objects, and versions that are no longer current, to Glacier once they are that old."""
    glacier = s3.StorageClass.GLACIER
    return s3.LifecycleRule(
        id="archive-documents",
        transitions=[s3.Transition(storage_class=glacier, transition_after=cdk.Duration.days(days))],
        noncurrent_version_transitions=[
            s3.NoncurrentVersionTransition(storage_class=glacier, transition_after=cdk.Duration.days(days))
        ],
    )
