"""Alarms on the replication and on the way of its events, all of which tell the topic."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from s3_replication.events import ReplicationEvents
from s3_replication.metrics import PERIOD, ReplicationMetrics
from s3_replication.naming import Names
from s3_replication.settings import Settings


class ReplicationAlarms(Construct):
    """The alarms of the stack.

    Missing data is not breaching in any of them: S3 publishes nothing while there is nothing to replicate, and queues
    and functions publish nothing while they are idle.
    """

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
        self._names = names
        self._action = actions.SnsAction(topic)
        self.latency = self._alarm(
            "Latency",
            "replication-latency",
            metrics.latency(),
            settings.latency_threshold_seconds,
            "Replicas are further behind than Replication Time Control promises",
        )
        self.failures = self._alarm(
            "Failures",
            "replication-failures",
            metrics.operations_failed(),
            settings.failed_operations_threshold,
            "Operations failed to replicate; the events log group says which and why",
        )
        self.dead_letters = self._alarm(
            "DeadLetters",
            "events-dead-letters",
            events.dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum"),
            0,
            "Replication events could not be recorded",
        )
        self.function_errors = self._alarm(
            "FunctionErrors",
            "events-function-errors",
            events.function.metric_errors(period=PERIOD, statistic="Sum"),
            0,
            "The function that records replication events fails",
        )

    def _alarm(
        self, construct_id: str, purpose: str, metric: cloudwatch.Metric, threshold: int, description: str
    ) -> cloudwatch.Alarm:
        """An alarm that is raised as soon as one period is over the threshold."""
        alarm = cloudwatch.Alarm(
            self,
            construct_id,
            alarm_name=self._names.alarm(purpose),
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=1,
            datapoints_to_alarm=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        return alarm
