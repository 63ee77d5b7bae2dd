"""The primary side: its key, its bucket with the replication rule, and the roles that move objects."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from s3_replication.buckets import DocumentBucket
from s3_replication.keys import ENCRYPT_REPLICAS, allow_replication, customer_key
from s3_replication.naming import Names
from s3_replication.replica import ReplicaLink
from s3_replication.replication_role import Side, batch_role, replication_role
from s3_replication.settings import Settings

RULE_PRIORITY = 1
"""There is one rule; the number leaves room for more specific ones above it."""


class StorageStack(cdk.NestedStack):
    """Nested stack of the primary bucket and everything that replicates it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        replica: ReplicaLink,
        events_queue_arn: str,
        **options: Any,
    ) -> None:
        """Create the primary side.

        Args:
            scope: parent stack.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment.
            replica: where to replicate to.
            events_queue_arn: queue that is told about replication events.
            options: options of `aws_cdk.NestedStack`.
        """
        super().__init__(scope, construct_id, **options)
        self.key = self._create_key(names, settings)
        primary = Side(
            # Derived from the name: the bucket itself needs the role, so the role cannot refer to the bucket.
            bucket_arn=self.format_arn(service="s3", region="", account="", resource=names.primary_bucket),
            region=self.region,
            key_arn=self.key.key_arn,
        )
        self.replication_role = replication_role(self, "ReplicationRole", names.replication_role, primary, replica.side)
        self.failback_role = replication_role(self, "FailbackRole", names.failback_role, replica.side, primary)
        self.batch_role = batch_role(self, "BatchRole", names.batch_role, {"Primary": primary, "Replica": replica.side})
        self.bucket = DocumentBucket(
            self,
            "Documents",
            side="primary",
            names=names,
            settings=settings,
            key=self.key,
            bucket_name=names.primary_bucket,
            transfer_acceleration=True,
            replication_role=self.replication_role,
            replication_rules=[self._replicate_everything(names, replica)],
        ).bucket
        self._complete_bucket(replica, events_queue_arn)

    def _create_key(self, names: Names, settings: Settings) -> kms.Key:
        """The key of the primary bucket, with what the two replication roles may do with it."""
        removal = cdk.RemovalPolicy.RETAIN if settings.protected else cdk.RemovalPolicy.DESTROY
        key = customer_key(self, "Key", names.primary_key_alias, "Encrypts the documents", removal)
        allow_replication(key, "DecryptForReplication", names.replication_role, "kms:Decrypt")
        allow_replication(key, "EncryptForFailback", names.failback_role, *ENCRYPT_REPLICAS)
        return key

    def _replicate_everything(self, names: Names, replica: ReplicaLink) -> s3.ReplicationRule:
        """One rule for all objects, under Replication Time Control with its 15-minute threshold."""
        return s3.ReplicationRule(
            id=names.replication_rule,
            priority=RULE_PRIORITY,
            destination=s3.Bucket.from_bucket_attributes(
                self, "ReplicaBucket", bucket_arn=replica.side.bucket_arn, bucket_name=replica.bucket_name
            ),
            replication_time_control=s3.ReplicationTimeValue.FIFTEEN_MINUTES,
            metrics=s3.ReplicationTimeValue.FIFTEEN_MINUTES,
            delete_marker_replication=True,
            replica_modifications=True,
            sse_kms_encrypted_objects=True,
        )

    def _complete_bucket(self, replica: ReplicaLink, events_queue_arn: str) -> None:
        """Set what the `Bucket` construct cannot express as this stack needs it.

        - The replica key: the construct takes a key, and a key of another region is known by its alias ARN alone.
        - The notification: the construct uses a custom resource whose role may configure every bucket of the account;
          the bucket's own property needs none. The queue's policy exists before, since the queue is in a stack that
          this one depends on.
        """
        resource = self.bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        resource.add_property_override(
            "ReplicationConfiguration.Rules.0.Destination.EncryptionConfiguration.ReplicaKmsKeyID",
            replica.rule_key_arn,
        )
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            queue_configurations=[
                s3.CfnBucket.QueueConfigurationProperty(event="s3:Replication:*", queue=events_queue_arn)
            ]
        )
