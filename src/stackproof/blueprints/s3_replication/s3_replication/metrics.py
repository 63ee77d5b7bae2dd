"""The metrics that S3 publishes for a replication rule.

Source: Amazon S3 user guide, "Metrics and dimensions", S3 Replication metrics. They are published every minute while
there is something to replicate and not at all when there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

PERIOD = cdk.Duration.minutes(5)
"""S3 publishes a point a minute; five to a period, of which the maximum or the sum is taken, hide no peak."""


@dataclass(frozen=True)
class ReplicationMetrics:
    """The metrics of one replication rule between two buckets."""

    source_bucket: str
    destination_bucket: str
    rule_id: str

    def latency(self) -> cloudwatch.Metric:
        """How many seconds the replica is behind the primary at most."""
        return self._metric("ReplicationLatency", "Maximum")

    def operations_pending(self) -> cloudwatch.Metric:
        """How many operations wait for replication."""
        return self._metric("OperationsPendingReplication", "Maximum")

    def bytes_pending(self) -> cloudwatch.Metric:
        """How many bytes wait for replication."""
        return self._metric("BytesPendingReplication", "Maximum")

    def operations_failed(self) -> cloudwatch.Metric:
        """How many operations could not be replicated."""
        return self._metric("OperationsFailedReplication", "Sum")

    def _metric(self, name: str, statistic: str) -> cloudwatch.Metric:
        """One metric of the rule."""
        return cloudwatch.Metric(
            namespace="AWS/S3",
            metric_name=name,
            dimensions_map={
                "SourceBucket": self.source_bucket,
                "DestinationBucket": self.destination_bucket,
                "RuleId": self.rule_id,
            },
            statistic=statistic,
            period=PERIOD,
        )
