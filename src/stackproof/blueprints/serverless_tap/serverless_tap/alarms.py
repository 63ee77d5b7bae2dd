"""Alarms on errors, throttles and duration of both functions, on errors of the API, and on dead letters.

Each is raised as soon as one period is over its threshold. What is idle publishes nothing, so that missing data is no
breach.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from serverless_tap.functions import API_HANDLER, PROCESSOR, TapFunction, Workload
from serverless_tap.naming import Names
from serverless_tap.settings import Settings

PERIOD_SECONDS = 300


class Alarms(pulumi.ComponentResource):
    """Every alarm of the deployment; all tell one topic, when they are raised and when they are over."""

    def __init__(
        self,
        name: str,
        *,
        names: Names,
        settings: Settings,
        topic_arn: pulumi.Output[str],
        api_handler: TapFunction,
        processor: TapFunction,
        api: aws.apigatewayv2.Api,
        dead_letters: aws.sqs.Queue,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the alarms.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment, thresholds among them.
            topic_arn: the topic that is told.
            api_handler: the function of the API.
            processor: the function of the objects.
            api: the API.
            dead_letters: the queue of what failed.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:Alarms", name, None, opts)
        self._names = names
        self._topic_arn = topic_arn
        self.alarms: dict[str, aws.cloudwatch.MetricAlarm] = {}
        for workload, function in ((API_HANDLER, api_handler), (PROCESSOR, processor)):
            self._of_function(workload, function.function, settings)
        self._add(
            "api-server-errors",
            "The API answers requests with server errors; its access log says which",
            namespace="AWS/ApiGateway",
            metric="5xx",
            statistic="Sum",
            threshold=settings.error_threshold,
            dimensions={"ApiId": api.id},
        )
        self._add(
            "dead-letters",
            "There is work that failed to the end; see the queue of dead letters",
            namespace="AWS/SQS",
            metric="ApproximateNumberOfMessagesVisible",
            statistic="Maximum",
            threshold=settings.dead_letter_threshold,
            dimensions={"QueueName": dead_letters.name},
        )
        self.register_outputs({})

    def _of_function(self, workload: Workload, function: aws.lambda_.Function, settings: Settings) -> None:
        """The three alarms of one function."""
        purpose = workload.purpose
        dimensions = {"FunctionName": function.name}
        self._add(
            f"{purpose}-errors",
            "The function fails; its log says why",
            namespace="AWS/Lambda",
            metric="Errors",
            statistic="Sum",
            threshold=settings.error_threshold,
            dimensions=dimensions,
        )
        self._add(
            f"{purpose}-throttles",
            "The function is called more often at once than its reserved concurrency",
            namespace="AWS/Lambda",
            metric="Throttles",
            statistic="Sum",
            threshold=settings.throttle_threshold,
            dimensions=dimensions,
        )
        self._add(
            f"{purpose}-duration",
            f"The function comes near its timeout of {workload.timeout_seconds} s",
            namespace="AWS/Lambda",
            metric="Duration",
            statistic="Maximum",
            threshold=workload.timeout_seconds * 10 * settings.duration_threshold_percent,
            dimensions=dimensions,
        )

    def _add(
        self,
        purpose: str,
        description: str,
        *,
        namespace: str,
        metric: str,
        statistic: str,
        threshold: int,
        dimensions: Mapping[str, pulumi.Input[str]],
    ) -> None:
        """An alarm on one metric over its threshold."""
        self.alarms[purpose] = aws.cloudwatch.MetricAlarm(
            purpose,
            name=self._names.alarm(purpose),
            alarm_description=description,
            namespace=namespace,
            metric_name=metric,
            dimensions=dimensions,
            statistic=statistic,
            period=PERIOD_SECONDS,
            evaluation_periods=1,
            datapoints_to_alarm=1,
            threshold=threshold,
            comparison_operator="GreaterThanThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic_arn],
            ok_actions=[self._topic_arn],
            opts=pulumi.ResourceOptions(parent=self),
        )
