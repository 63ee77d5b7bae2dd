"""Monitoring of the replication: events, alarms, the topic that they tell, and the dashboard."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from s3_replication.alarm_topic import alarm_topic
from s3_replication.alarms import OperationsAlarms, latency_alarm
from s3_replication.dashboard import dashboard_url, replication_dashboard
from s3_replication.events import ReplicationEvents
from s3_replication.keys import allow_log_group, allow_service, customer_key
from s3_replication.metrics import ReplicationMetrics
from s3_replication.naming import Names
from s3_replication.settings import Settings


class MonitoringStack(cdk.NestedStack):
    """Nested stack that watches the replication.

    It knows the buckets by their names alone and so depends on no other stack; the primary bucket, which sends its
    events to the queue in here, depends on it. Across regions the latency is watched beside the replica.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create the monitoring; further options are those of `aws_cdk.NestedStack`."""
        super().__init__(scope, construct_id, **options)
        bucket_arn = self.format_arn(service="s3", region="", account="", resource=names.primary_bucket)
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
        self.topic = alarm_topic(self, "AlarmTopic", names.alarm_topic, names=names, settings=settings, key=self.key)
        self.events = ReplicationEvents(
            self, "Events", names=names, settings=settings, key=self.key, bucket_arn=bucket_arn
        )
        metrics = ReplicationMetrics.of(names, settings)
        if not settings.cross_region:
            latency_alarm(self, "LatencyAlarm", names=names, settings=settings, metrics=metrics, topic=self.topic)
        OperationsAlarms(
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
