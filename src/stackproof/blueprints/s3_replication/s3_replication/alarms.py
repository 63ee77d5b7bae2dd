"""Alarms on the replication and on the way of its events.

Each is raised as soon as one period is over its threshold. What missing data means differs: S3 publishes the latency
always, but a failure only when there is one, and queues and functions publish nothing while they are idle.
"""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from s3_replication.events import ReplicationEvents
from s3_replication.metrics import PERIOD, ReplicationMetrics
from s3_replication.naming import Names
from s3_replication.settings import Settings


def latency_alarm(
    scope: Construct,
    construct_id: str,
    *,
    names: Names,
    settings: Settings,
    metrics: ReplicationMetrics,
    topic: sns.ITopic,
) -> cloudwatch.Alarm:
    """The alarm on the latency; it belongs into the region of the replica, where S3 publishes that metric.

    Without data it says so, to the topic as well: the metric is published even while there is nothing to replicate, and
    ends when the replica bucket or the rule is gone.
    """
    alarm = _alarm(
        scope,
        construct_id,
        name=names.alarm("replication-latency"),
        metric=metrics.latency(),
        threshold=settings.latency_threshold_seconds,
        description="Replicas are further behind than Replication Time Control promises",
        missing_data=cloudwatch.TreatMissingData.MISSING,
        topic=topic,
    )
    alarm.add_insufficient_data_action(actions.SnsAction(topic))
    return alarm


class OperationsAlarms(Construct):
    """The alarms that belong into the region of the primary: failed operations, and the way of the events."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        settings: Settings,
        metrics: ReplicationMetrics,
        events: ReplicationEvents,
        topic: sns.ITopic,
    ) -> None:
        """Create the alarms.

        Args:
            scope: parent construct.
            construct_id: id in the parent.
            names: physical names of the deployment.
            settings: settings of the deployment, thresholds among them.
            metrics: metrics of the replication rule.
            events: the way of the events.
            topic: who is told, when an alarm is raised and when it is over.
        """
        super().__init__(scope, construct_id)
        _alarm(
            self,
            "Failures",
            name=names.alarm("replication-failures"),
            metric=metrics.operations_failed(),
            threshold=settings.failed_operations_threshold,
            description="Operations failed to replicate; the events log group says which and why",
            missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            topic=topic,
        )
        _alarm(
            self,
            "DeadLetters",
            name=names.alarm("events-dead-letters"),
            metric=events.dead_letters.metric_approximate_number_of_messages_visible(
                period=PERIOD, statistic="Maximum"
            ),
            threshold=0,
            description="Replication events could not be recorded",
            missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            topic=topic,
        )
        _alarm(
            self,
            "FunctionErrors",
            name=names.alarm("events-function-errors"),
            metric=events.function.metric_errors(period=PERIOD, statistic="Sum"),
            threshold=0,
            description="The function that records replication events fails",
            missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            topic=topic,
        )


def _alarm(
    scope: Construct,
    construct_id: str,
    *,
    name: str,
    metric: cloudwatch.Metric,
    threshold: int,
    description: str,
    missing_data: cloudwatch.TreatMissingData,
    topic: sns.ITopic,
) -> cloudwatch.Alarm:
    """An alarm that tells the topic when it is raised and when it is over."""
    alarm = cloudwatch.Alarm(
        scope,
        construct_id,
        alarm_name=name,
        alarm_description=description,
        metric=metric,
        threshold=threshold,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluation_periods=1,
        datapoints_to_alarm=1,
        treat_missing_data=missing_data,
    )
    alarm.add_alarm_action(actions.SnsAction(topic))
    alarm.add_ok_action(actions.SnsAction(topic))
    return alarm
