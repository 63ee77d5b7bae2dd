"""Alarms on readings that wait, on the processor, on the database and on the cache.

Each is raised after a few periods in a row over its threshold, so that a peak that passes wakes nobody; an eviction
and a missing task count at once. What missing data means is stated for each.
"""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_sns as sns
from constructs import Construct

from iot_platform.database import Database
from iot_platform.naming import Names
from iot_platform.processor import Processor, metric_namespace
from iot_platform.settings import Settings

_PERIOD = cdk.Duration.minutes(5)
_MINUTE = cdk.Duration.minutes(1)
_BREACHING = cloudwatch.TreatMissingData.BREACHING
_NOT_BREACHING = cloudwatch.TreatMissingData.NOT_BREACHING
_MISSING = cloudwatch.TreatMissingData.MISSING
_OVER = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
_UNDER = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


class Alarms(Construct):
    """The alarms of a deployment, all of which tell one topic."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        stream: kinesis.Stream,
        processor: Processor,
        database: Database,
        topic: sns.ITopic,
    ) -> None:
        """Create the alarms.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment, thresholds among them.
            stream: whose readings may wait.
            processor: the service.
            database: the database.
            topic: who is told, when an alarm is raised and when it is over.
        """
        super().__init__(scope, construct_id)
        self._names = names
        self._topic = topic
        self.names: list[str] = []
        self._stream(stream, processor, settings)
        self._processor(processor, settings)
        self._database(database, settings)
        self._cache(settings)

    def _stream(self, stream: kinesis.Stream, processor: Processor, settings: Settings) -> None:
        """Readings wait; nobody reads at all; or devices are turned away."""
        waiting = self._alarm(
            "IteratorAge",
            "iterator-age",
            metric=stream.metric_get_records_iterator_age_milliseconds(statistic="Maximum", period=_MINUTE),
            threshold=settings.iterator_age_threshold_seconds * 1000,
            periods=3,
            # Kinesis publishes it for every call that reads: without data nobody reads.
            missing=_BREACHING,
            description="Readings wait too long: the processor is too slow or does not read",
        )
        # Before the first task reads there is no data either, and that is no fault.
        waiting.node.add_dependency(processor.service)
        self._alarm(
            "StreamFull",
            "stream-full",
            metric=stream.metric_write_provisioned_throughput_exceeded(statistic="Sum", period=_PERIOD),
            threshold=0,
            periods=3,
            missing=_NOT_BREACHING,
            description="Devices are turned away: a shard takes 1,000 readings or 1 MB a second",
        )
        # The stream tells the age of what somebody asks for; of a shard that nobody reads it tells nothing.
        self._alarm(
            "ShardsUnread",
            "shards-unread",
            metric=self._of_the_code("ShardsUnread", "Maximum", _MINUTE),
            threshold=0,
            periods=5,
            missing=_NOT_BREACHING,
            description="A shard takes records and no task has its lease; the table shard_leases tells which",
        )

    def _of_the_code(self, name: str, statistic: str, period: cdk.Duration) -> cloudwatch.Metric:
        """A metric that the processor's code writes."""
        return cloudwatch.Metric(
            namespace=metric_namespace(self._names),
            metric_name=name,
            dimensions_map={"Service": "processor"},
            statistic=statistic,
            period=period,
        )

    def _processor(self, processor: Processor, settings: Settings) -> None:
        """Tasks are short of CPU or memory, there are fewer than there should be, or they put records aside."""
        self._alarm(
            "ProcessorCpu",
            "processor-cpu",
            metric=processor.service.metric_cpu_utilization(statistic="Average", period=_PERIOD),
            threshold=settings.processor_cpu_threshold_percent,
            periods=3,
            missing=_MISSING,
            description="The processor is short of CPU although scaling should have added tasks",
        )
        self._alarm(
            "ProcessorMemory",
            "processor-memory",
            metric=processor.service.metric_memory_utilization(statistic="Maximum", period=_PERIOD),
            threshold=settings.processor_memory_threshold_percent,
            periods=3,
            missing=_MISSING,
            description="The processor is short of memory: ECS stops a task that takes more than it has",
        )
        self._alarm(
            "ProcessorTasks",
            "processor-tasks",
            metric=cloudwatch.Metric(
                namespace="ECS/ContainerInsights",
                metric_name="RunningTaskCount",
                dimensions_map={
                    "ClusterName": processor.cluster.cluster_name,
                    "ServiceName": processor.service.service_name,
                },
                statistic="Minimum",
                period=_MINUTE,
            ),
            threshold=settings.processor_tasks_min,
            comparison=_UNDER,
            periods=10,
            missing=_BREACHING,
            description="Fewer tasks run than there should be at least",
        )
        self._alarm(
            "ReadingsRejected",
            "readings-rejected",
            metric=self._of_the_code("ReadingsRejected", "Sum", _PERIOD),
            threshold=settings.rejected_readings_threshold,
            periods=1,
            missing=_NOT_BREACHING,
            description="Records are no readings; the table rejected_records keeps them with the reason",
        )

    def _database(self, database: Database, settings: Settings) -> None:
        """The database is near the most that it may grow to."""
        self._alarm(
            "DatabaseCapacity",
            "database-capacity",
            metric=database.cluster.metric_acu_utilization(statistic="Maximum", period=_PERIOD),
            threshold=settings.database_capacity_threshold_percent,
            periods=3,
            missing=_MISSING,
            description="The database has nearly all the capacity that it may have",
        )

    def _cache(self, settings: Settings) -> None:
        """The cache fails, or a node of it drops readings for want of memory, which ElastiCache counts by node."""
        self._alarm(
            "CacheFailures",
            "cache-failures",
            metric=self._of_the_code("CacheFailures", "Sum", _PERIOD),
            threshold=0,
            periods=3,
            missing=_NOT_BREACHING,
            description="The cache takes no readings; the database has them, who asks the cache gets old ones",
        )
        for number, node in enumerate(self._names.cache_nodes, 1):
            self._alarm(
                f"CacheEvictions{number}",
                f"cache-evictions-{number}",
                metric=cloudwatch.Metric(
                    namespace="AWS/ElastiCache",
                    metric_name="Evictions",
                    dimensions_map={"CacheClusterId": node},
                    statistic="Sum",
                    period=_PERIOD,
                ),
                threshold=settings.cache_evictions_threshold,
                periods=1,
                missing=_NOT_BREACHING,
                description="The cache drops readings for want of memory",
            )

    def _alarm(
        self,
        construct_id: str,
        purpose: str,
        *,
        metric: cloudwatch.IMetric,
        threshold: int,
        periods: int,
        missing: cloudwatch.TreatMissingData,
        description: str,
        comparison: cloudwatch.ComparisonOperator = _OVER,
    ) -> cloudwatch.Alarm:
        """An alarm after so many periods in a row, of which the topic hears the beginning and the end."""
        name = self._names.alarm(purpose)
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            alarm_name=name,
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            comparison_operator=comparison,
            evaluation_periods=periods,
            datapoints_to_alarm=periods,
            treat_missing_data=missing,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))
        alarm.add_ok_action(actions.SnsAction(self._topic))
        self.names.append(name)
        return alarm
