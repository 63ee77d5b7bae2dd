"""Alarms of a region, and those on the health checks of both; the thresholds are settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from transaction_dr.replication import rule_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transaction_dr.region import Region
    from transaction_dr.settings import Settings, Site

_MINUTE, _FIVE_MINUTES = 60, 300
_OF_HEALTH_CHECKS = "us-east-1"
"""The region in which Route 53 publishes what it finds of health checks."""

SERVICE = "transaction-processor"
"""How the function calls itself in its metrics."""


class Alarms(Construct):
    """Lag of the database, errors and health of the function, its queue, replication of the buckets."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        other: Site,
        *,
        topic_arn: str,
        cluster: str,
        function: str,
        namespace: str,
        queue: str,
        dead_letters: str,
    ) -> None:
        """Make the alarms of a region; each of them tells the region's topic."""
        super().__init__(scope, name)
        self._site = site
        self._topic = topic_arn
        self.names: list[str] = []
        lag = settings.aurora_lag_threshold_seconds * 1000
        # A cluster has one of the two metrics: how far it is behind, or how far the others are behind it. After a
        # switch-over it is the other one, so that each region has both alarms; a metric that is not there is no fault.
        for purpose, metric in (
            ("aurora-lag", "AuroraGlobalDBReplicationLag"),
            ("aurora-rpo-lag", "AuroraGlobalDBRPOLag"),
        ):
            self._alarm(
                purpose,
                f"The global database is more than {settings.aurora_lag_threshold_seconds} s apart",
                "AWS/RDS",
                metric,
                {"DBClusterIdentifier": cluster},
                lag,
                statistic="Maximum",
                period=_MINUTE,
                periods=3,
            )
        self._alarm(
            "function-errors",
            "The transaction function fails",
            "AWS/Lambda",
            "Errors",
            {"FunctionName": function},
            settings.function_errors_threshold,
        )
        self._alarm(
            "function-throttles",
            "The transaction function is not run for want of concurrency",
            "AWS/Lambda",
            "Throttles",
            {"FunctionName": function},
            0,
        )
        # One check that is late is none: for two minutes, not one of them has found both parts well.
        self._alarm(
            "unhealthy",
            "The region's database or table does not answer the function",
            namespace,
            "UnhealthyChecks",
            {"Service": SERVICE},
            0,
            statistic="Minimum",
            period=_MINUTE,
            periods=2,
        )
        self._alarm(
            "oldest-message",
            "Transactions wait: they fail and are tried again, or are more than can be worked on",
            "AWS/SQS",
            "ApproximateAgeOfOldestMessage",
            {"QueueName": queue},
            settings.message_age_threshold_seconds,
            statistic="Maximum",
            period=_MINUTE,
        )
        self._alarm(
            "dead-letters",
            "Transactions could not be processed and wait for somebody",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": dead_letters},
            0,
            statistic="Maximum",
        )
        self._watch_replication(settings, site, other)

    def _watch_replication(self, settings: Settings, site: Site, other: Site) -> None:
        """Watch what comes to this region's bucket for its delay, and what leaves it for failures.

        S3 publishes the delay where the replicas arrive, and failures where the objects are from.
        """
        self._alarm(
            "replication-latency",
            "Objects come from the other region too late",
            "AWS/S3",
            "ReplicationLatency",
            _replication(other, site),
            settings.replication_latency_threshold_seconds,
            statistic="Maximum",
        )
        self._alarm(
            "replication-failures",
            "Objects cannot be replicated to the other region",
            "AWS/S3",
            "OperationsFailedReplication",
            _replication(site, other),
            0,
        )

    def _alarm(
        self,
        purpose: str,
        description: str,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, str],
        threshold: int,
        *,
        statistic: str = "Sum",
        period: int = _FIVE_MINUTES,
        periods: int = 1,
    ) -> None:
        """Tell the topic when a metric is over its threshold, and when it is no longer."""
        name = self._site.names.of("alarm", purpose)
        CloudwatchMetricAlarm(
            self,
            purpose,
            alarm_name=name,
            alarm_description=description,
            namespace=namespace,
            metric_name=metric,
            dimensions=dict(dimensions),
            statistic=statistic,
            period=period,
            evaluation_periods=periods,
            threshold=threshold,
            comparison_operator="GreaterThanThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic],
            ok_actions=[self._topic],
        )
        self.names.append(name)


class HealthAlarms(Construct):
    """Alarms when Route 53 takes a region out of its answers.

    They are in the one region in which Route 53 publishes metrics, and tell the topic of it. Where neither region of
    the stacks is that one, there are none.
    """

    def __init__(self, scope: Construct, name: str, watched: Mapping[Site, Region], provider: object) -> None:
        """Watch the health check of each region; `provider` works in the primary region."""
        super().__init__(scope, name)
        self.names: list[str] = []
        homes = [site for site in watched if site.region == _OF_HEALTH_CHECKS]
        for home in homes:
            for site, region in watched.items():
                self._alarm(home, watched[home].topic.arn, site, region, provider if home.role == "primary" else None)

    def _alarm(self, home: Site, topic: str, site: Site, region: Region, provider: object) -> None:
        """Tell a topic when a region's health check fails, and when it succeeds again."""
        name = home.names.of("alarm", f"health-of-{site.role}")
        CloudwatchMetricAlarm(
            self,
            f"health-of-{site.role}",
            alarm_name=name,
            alarm_description=f"Route 53 finds {site.region} not healthy and gives another region as the answer",
            namespace="AWS/Route53",
            metric_name="HealthCheckStatus",
            dimensions={"HealthCheckId": region.record.health_check_id},
            statistic="Minimum",
            period=_MINUTE,
            evaluation_periods=1,
            threshold=1,
            comparison_operator="LessThanThreshold",
            treat_missing_data="ignore",
            alarm_actions=[topic],
            ok_actions=[topic],
            provider=provider,
        )
        self.names.append(name)


def _replication(source: Site, target: Site) -> dict[str, str]:
    """The dimensions of S3's metrics of replication."""
    return {
        "SourceBucket": source.names.of("bucket", "documents"),
        "DestinationBucket": target.names.of("bucket", "documents"),
        "RuleId": rule_id(source),
    }
