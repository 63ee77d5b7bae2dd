"""The metrics that S3 publishes for a replication rule.

Source: Amazon S3 user guide, "Using S3 Replication metrics". Latency and what is pending are published in the region
of the destination bucket, also while there is nothing to replicate; failed operations in the region of the source
bucket, only when something is replicated. Reports begin 15 minutes after the rule is set.
"""

from __future__ import annotations

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from s3_replication.naming import Names
from s3_replication.settings import Settings

PERIOD = cdk.Duration.minutes(5)
"""S3 publishes a point a minute; five to a period, of which the maximum or the sum is taken, hide no peak."""


@dataclass(frozen=True)
class ReplicationMetrics:
    """The metrics of one replication rule between two buckets, each in the region where S3 publishes it."""

    source_bucket: str
    source_region: str
    destination_bucket: str
    destination_region: str
    rule_id: str

    @classmethod
    def of(cls, names: Names, settings: Settings) -> ReplicationMetrics:
        """The metrics of a deployment's rule."""
        return cls(
            source_bucket=names.primary_bucket,
            source_region=settings.primary_region,
            destination_bucket=names.replica_bucket,
            destination_region=settings.replica_region,
            rule_id=names.replication_rule,
        )

    def latency(self) -> cloudwatch.Metric:
        """How many seconds the replica is behind the primary at most."""
        return self._metric("ReplicationLatency", "Maximum", self.destination_region)

    def operations_pending(self) -> cloudwatch.Metric:
        """How many operations wait for replication."""
        return self._metric("OperationsPendingReplication", "Maximum", self.destination_region)

    def bytes_pending(self) -> cloudwatch.Metric:
        """How many bytes wait for replication."""
        return self._metric("BytesPendingReplication", "Maximum", self.destination_region)

    def operations_failed(self) -> cloudwatch.Metric:
        """How many operations could not be replicated."""
        return self._metric("OperationsFailedReplication", "Sum", self.source_region)

    def _metric(self, name: str, statistic: str, region: str) -> cloudwatch.Metric:
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
            region=region,
            period=PERIOD,
        )
