"""Monitoring of the replication: events, alarms, the topic that they tell, and the dashboard."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from s3_replication.alarms import ReplicationAlarms
from s3_replication.dashboard import dashboard_url, replication_dashboard
from s3_replication.events import ReplicationEvents
from s3_replication.keys import allow_log_group, allow_service, customer_key
from s3_replication.metrics import ReplicationMetrics
from s3_replication.naming import Names
from s3_replication.settings import Settings


class MonitoringStack(cdk.NestedStack):
    """Nested stack that watches the replication.

    It knows the buckets by their names alone and so depends on no other stack; the primary bucket, which sends its
    events to the queue in here, depends on it.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create the monitoring; further options are those of `aws_cdk.NestedStack`."""
        super().__init__(scope, construct_id, **options)
        bucket_arn = self.format_arn(service="s3", region="", account="", resource=names.primary_bucket)
        alarms_arn = self.format_arn(
            service="cloudwatch",
            resource="alarm",
            resource_name=names.alarm("*"),
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        # Nothing in here has to outlive the stack, in production either.
        self.key = customer_key(
            self,
            "Key",
            names.monitoring_key_alias,
            "Encrypts replication events, their log and alarm messages",
            cdk.RemovalPolicy.DESTROY,
        )
        allow_log_group(self.key, names.events_log_group)
        allow_service(self.key, "s3.amazonaws.com", bucket_arn)
        allow_service(self.key, "cloudwatch.amazonaws.com", alarms_arn)
        self.topic = self._create_topic(names, settings, alarms_arn)
        self.events = ReplicationEvents(
            self, "Events", names=names, settings=settings, key=self.key, bucket_arn=bucket_arn
        )
        metrics = ReplicationMetrics(
            source_bucket=names.primary_bucket,
            destination_bucket=names.replica_bucket,
            rule_id=names.replication_rule,
        )
        self.alarms = ReplicationAlarms(
            self,
            "Alarms",
            names=names,
            settings=settings,
            metrics=metrics,
            events=self.events,
            topic=self.topic,
        )
        replication_dashboard(self, "Dashboard", names.dashboard, metrics, settings.latency_threshold_seconds)
        self.dashboard_url = dashboard_url(self.region, names.dashboard)

    def _create_topic(self, names: Names, settings: Settings, alarms_arn: str) -> sns.Topic:
        """The topic that alarms of this deployment may publish to."""
        topic = sns.Topic(self, "AlarmTopic", topic_name=names.alarm_topic, master_key=self.key, enforce_ssl=True)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="PublishAlarms",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={
                    "StringEquals": {"aws:SourceAccount": self.account},
                    "ArnLike": {"aws:SourceArn": alarms_arn},
                },
            )
        )
        if settings.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(settings.alarm_email))
        return topic
