"""Alarms of the automation: on the active region being down, on failed runs and steps, on what is not delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from payment_dr.automation.workflow import workflow_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.automation.side import Limits, Side

BAD_ENDINGS = {"failed": "ExecutionsFailed", "timed-out": "ExecutionsTimedOut", "aborted": "ExecutionsAborted"}


def metric_namespace(side: Side) -> str:
    """The namespace of the watch's metric."""
    return side.shared_name("metrics", "failover")


def active_down_name(side: Side) -> str:
    """The name of the alarm that starts the failover to a region."""
    return side.name("alarm", "failover-active-region-down")


class ActiveRegionDown(Construct):
    """The alarm on the active region being down, as this region sees it; it starts the failover."""

    def __init__(self, scope: Construct, name: str, side: Side, limits: Limits) -> None:
        """Make the alarm of a region."""
        super().__init__(scope, name)
        alarm = CloudwatchMetricAlarm(
            self,
            "alarm",
            alarm_name=active_down_name(side),
            alarm_description=f"The active region is down, as {side.region} sees it; starts the failover",
            namespace=metric_namespace(side),
            metric_name="ActivePeerUnhealthy",
            dimensions={"Workflow": workflow_name(side)},
            statistic="Minimum",
            period=60,
            evaluation_periods=limits.watch_periods,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[side.topic_arn],
            ok_actions=[side.topic_arn],
            provider=side.place.provider,
        )
        self.arn: str = alarm.arn


class RunAlarms(Construct):
    """Alarms on runs that end badly, functions that fail and events that are not delivered: one is one too many."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        *,
        state_machine_arn: str,
        functions: Mapping[str, str],
        dead_letters_name: str,
    ) -> None:
        """Make the alarms of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            state_machine_arn: the workflow.
            functions: names of the functions, by step.
            dead_letters_name: queue of what could not be delivered.
        """
        super().__init__(scope, name)
        self._side = side
        self.arns: list[str] = []
        machine = {"StateMachineArn": state_machine_arn}
        for purpose, metric in BAD_ENDINGS.items():
            self._alarm(f"workflow-{purpose}", f"A failover ended badly: {metric}", "AWS/States", metric, machine)
        for step, function in functions.items():
            dimensions = {"FunctionName": function}
            self._alarm(f"{step}-errors", f"Step {step} of a failover fails", "AWS/Lambda", "Errors", dimensions)
        self._alarm(
            "dead-letters",
            "An event of the failover could not be delivered",
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            {"QueueName": dead_letters_name},
            statistic="Maximum",
        )

    def _alarm(
        self,
        purpose: str,
        description: str,
        namespace: str,
        metric: str,
        dimensions: Mapping[str, str],
        statistic: str = "Sum",
    ) -> None:
        """An alarm on a metric that is to stay at nothing."""
        alarm = CloudwatchMetricAlarm(
            self,
            purpose,
            alarm_name=self._side.name("alarm", f"failover-{purpose}"),
            alarm_description=description,
            namespace=namespace,
            metric_name=metric,
            dimensions=dict(dimensions),
            statistic=statistic,
            period=60,
            evaluation_periods=1,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[self._side.topic_arn],
            provider=self._side.place.provider,
        )
        self.arns.append(alarm.arn)
