"""Alarms of a region; the thresholds are settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from transaction_dr.replication import rule_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transaction_dr.settings import Settings, Site

_MINUTE, _FIVE_MINUTES = 60, 300


class Alarms(Construct):
    """Lag of the database, errors of the function, dead letters, replication of the buckets."""

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


def _replication(source: Site, target: Site) -> dict[str, str]:
    """The dimensions of S3's metrics of replication."""
    return {
        "SourceBucket": source.names.of("bucket", "documents"),
        "DestinationBucket": target.names.of("bucket", "documents"),
        "RuleId": rule_id(source),
    }
