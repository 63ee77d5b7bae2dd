"""Outputs: every name, ARN and URL that operators, `tools/failover.py` and the integration tests need.

They stand on the root stack, which is the one that people deploy and read. None is exported: no other stack imports
them, and an export could not be changed while one did.
"""

from __future__ import annotations

import aws_cdk as cdk

from s3_replication.monitoring import MonitoringStack
from s3_replication.naming import Names
from s3_replication.replica import ReplicaLink
from s3_replication.settings import Settings
from s3_replication.storage import StorageStack


def export_outputs(
    stack: cdk.Stack,
    names: Names,
    settings: Settings,
    storage: StorageStack,
    monitoring: MonitoringStack,
    replica: ReplicaLink,
) -> None:
    """Give the root stack its outputs."""
    outputs = {
        "PrimaryBucketName": (storage.bucket.bucket_name, "Bucket that applications write to"),
        "PrimaryBucketArn": (storage.bucket.bucket_arn, "ARN of the primary bucket"),
        "PrimaryBucketUrl": (
            bucket_url(names.primary_bucket, settings.primary_region),
            "Endpoint of the primary bucket",
        ),
        "PrimaryBucketAcceleratedUrl": (
            f"https://{names.primary_bucket}.s3-accelerate.amazonaws.com",
            "Endpoint of the primary bucket through Transfer Acceleration",
        ),
        "PrimaryKeyArn": (storage.key.key_arn, "Key of the primary bucket"),
        "PrimaryRegion": (settings.primary_region, "Region of the primary bucket"),
        "ReplicaBucketName": (replica.bucket_name, "Bucket that holds the replicas"),
        "ReplicaBucketArn": (replica.side.bucket_arn, "ARN of the replica bucket"),
        "ReplicaBucketUrl": (
            bucket_url(names.replica_bucket, settings.replica_region),
            "Endpoint of the replica bucket",
        ),
        "ReplicaKeyArn": (replica.rule_key_arn, "Key of the replica bucket, by its alias when in another region"),
        "ReplicaRegion": (settings.replica_region, "Region of the replica bucket"),
        "ReplicationRoleArn": (storage.replication_role.role_arn, "Role with which S3 replicates"),
        "ReplicationRuleId": (names.replication_rule, "Id of the replication rule"),
        "FailbackRoleArn": (storage.failback_role.role_arn, "Role with which S3 replicates back after a switch-over"),
        "BatchRoleArn": (storage.batch_role.role_arn, "Role of Batch Replication jobs"),
        "DefaultBucketParameterName": (
            names.default_bucket_parameter,
            "Parameter, in the region of the replica, with the bucket that writers use by default",
        ),
        "SwitchParameterName": (
            names.switch_parameter,
            "Parameter, in the region of the replica, with the bucket that writers are switched over to, if they are",
        ),
        "EventsQueueUrl": (monitoring.events.queue.queue_url, "Queue of the replication events"),
        "EventsQueueArn": (monitoring.events.queue.queue_arn, "ARN of the queue of the replication events"),
        "EventsDeadLetterQueueUrl": (
            monitoring.events.dead_letters.queue_url,
            "Queue of the events that could not be recorded",
        ),
        "EventsFunctionName": (monitoring.events.function.function_name, "Function that records events"),
        "EventsFunctionArn": (monitoring.events.function.function_arn, "ARN of the function that records events"),
        "EventsLogGroupName": (monitoring.events.log_group.log_group_name, "Log group of the recorded events"),
        "MonitoringKeyArn": (monitoring.key.key_arn, "Key of queues, topic and event log"),
        "AlarmTopicArn": (monitoring.topic.topic_arn, "Topic that alarms tell"),
        "LatencyAlarmName": (
            names.alarm("replication-latency"),
            "Alarm on replication latency, in the region of the replica",
        ),
        "LatencyAlarmTopicArn": (
            _latency_topic_arn(stack, names, settings, monitoring),
            "Topic that the alarm on replication latency tells",
        ),
        "FailuresAlarmName": (names.alarm("replication-failures"), "Alarm on failed operations"),
        "DashboardName": (names.dashboard, "Dashboard of the replication"),
        "DashboardUrl": (monitoring.dashboard_url, "Dashboard of the replication in the console"),
    }
    for output_id, (value, description) in outputs.items():
        cdk.CfnOutput(stack, output_id, value=value, description=description)


def bucket_url(bucket_name: str, region: str) -> str:
    """The virtual-hosted endpoint of a bucket in its region."""
    return f"https://{bucket_name}.s3.{region}.amazonaws.com"


def _latency_topic_arn(stack: cdk.Stack, names: Names, settings: Settings, monitoring: MonitoringStack) -> str:
    """The topic of the replica's region: the common one, or by its name when that is a region of its own."""
    if settings.cross_region:
        return stack.format_arn(service="sns", region=settings.replica_region, resource=names.replica_alarm_topic)
    return monitoring.topic.topic_arn
