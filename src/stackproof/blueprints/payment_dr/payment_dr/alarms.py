"""The alarms of a region on its database, table, function and API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.placing import Place

_MINUTE = 60
_FIVE_MINUTES = 300


@dataclass(frozen=True)
class Watched:
    """What the alarms and dashboards of a region look at, by the names that metrics have for it."""

    cluster: str
    function: str
    health: str
    api_id: str
    table: str


@dataclass(frozen=True)
class Rule:
    """When an alarm is raised.

    Attributes:
        missing: what missing data means: `missing` is told to the topic as insufficient data.
    """

    purpose: str
    description: str
    namespace: str
    metric: str
    statistic: str
    threshold: int
    dimensions: Mapping[str, str]
    period: int = _FIVE_MINUTES
    periods: int = 1
    missing: str = "notBreaching"


def rules(place: Place, watched: Watched) -> list[Rule]:
    """The alarms of a region; the README gives the reasons of their thresholds."""
    settings = place.settings
    cluster = {"DBClusterIdentifier": watched.cluster}
    function = {"FunctionName": watched.function}
    return [
        Rule(
            "replication-lag",
            "What a failover would lose grows: the global database replicates late",
            "AWS/RDS",
            "AuroraGlobalDBReplicationLag",
            "Maximum",
            settings.replication_lag_threshold_seconds * 1000,
            cluster,
            period=_MINUTE,
            periods=2,
            missing="missing",
        ),
        Rule(
            "database-cpu",
            "The database is short of processors",
            "AWS/RDS",
            "CPUUtilization",
            "Average",
            settings.database_cpu_threshold,
            cluster,
            periods=3,
        ),
        Rule(
            "function-errors",
            "The payment function fails",
            "AWS/Lambda",
            "Errors",
            "Sum",
            settings.function_errors_threshold,
            function,
        ),
        Rule(
            "function-throttles",
            "The payment function is asked for more than its reserved concurrency",
            "AWS/Lambda",
            "Throttles",
            "Sum",
            0,
            function,
        ),
        Rule(
            "health-throttles",
            "Health checks are refused: the region looks lost while it may serve",
            "AWS/Lambda",
            "Throttles",
            "Sum",
            0,
            {"FunctionName": watched.health},
        ),
        Rule(
            "api-errors",
            "The API answers with 5xx",
            "AWS/ApiGateway",
            "5xx",
            "Sum",
            settings.server_errors_threshold,
            {"ApiId": watched.api_id},
        ),
        Rule(
            "table-throttles",
            "The session table refuses writes",
            "AWS/DynamoDB",
            "WriteThrottleEvents",
            "Sum",
            0,
            {"TableName": watched.table},
        ),
    ]


class Alarms(Construct):
    """The alarms of a region; each tells the topic when it is raised and when it is over."""

    def __init__(self, scope: Construct, name: str, place: Place, *, watched: Watched, topic_arn: str) -> None:
        """Raise the alarms of a region."""
        super().__init__(scope, name)
        self.arns: dict[str, str] = {}
        for rule in rules(place, watched):
            alarm = CloudwatchMetricAlarm(
                self,
                rule.purpose,
                alarm_name=place.site.names.of("alarm", rule.purpose),
                alarm_description=rule.description,
                namespace=rule.namespace,
                metric_name=rule.metric,
                dimensions=dict(rule.dimensions),
                statistic=rule.statistic,
                period=rule.period,
                evaluation_periods=rule.periods,
                threshold=rule.threshold,
                comparison_operator="GreaterThanThreshold",
                treat_missing_data=rule.missing,
                alarm_actions=[topic_arn],
                ok_actions=[topic_arn],
                insufficient_data_actions=[topic_arn] if rule.missing == "missing" else None,
                provider=place.provider,
            )
            self.arns[rule.purpose] = alarm.arn
