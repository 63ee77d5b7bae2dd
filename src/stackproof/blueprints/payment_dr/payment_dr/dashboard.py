"""The dashboard of a region; each shows both, so that one is left when the other region is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payment_dr.alarms import Watched
    from payment_dr.placing import Place

_HEIGHT = 6
_WIDTH = 6

Metric = list[object]


class Dashboard(Construct):
    """A row of graphs for each region: database, function, API, table."""

    def __init__(self, scope: Construct, name: str, place: Place, *, regions: Sequence[tuple[str, Watched]]) -> None:
        """Make the dashboard in one region, of what is watched in all of them."""
        super().__init__(scope, name)
        widgets = [
            _widget(region, title, metrics, row, column)
            for row, (region, watched) in enumerate(regions)
            for column, (title, metrics) in enumerate(_graphs(watched))
        ]
        dashboard = CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=place.site.names.of("dashboard"),
            dashboard_body=json.dumps({"widgets": widgets}),
            provider=place.provider,
        )
        self.name: str = dashboard.dashboard_name
        site = place.site
        self.url: str = (
            f"https://{site.region}.console.aws.amazon.com/cloudwatch/home?region={site.region}"
            f"#dashboards/dashboard/{site.names.of('dashboard')}"
        )


def _graphs(watched: Watched) -> list[tuple[str, list[Metric]]]:
    """Title and metrics of each graph of a region."""
    cluster = ("DBClusterIdentifier", watched.cluster)
    function = ("FunctionName", watched.function)
    table = ("TableName", watched.table)
    return [
        (
            "Database",
            [
                ["AWS/RDS", "CPUUtilization", *cluster, {"stat": "Average"}],
                ["AWS/RDS", "DatabaseConnections", *cluster, {"stat": "Sum"}],
                # Found whatever it is published by besides the cluster.
                [{"expression": _search_lag(watched.cluster), "label": "Replication lag", "yAxis": "right"}],
            ],
        ),
        (
            "Payment function",
            [
                ["AWS/Lambda", "Invocations", *function, {"stat": "Sum"}],
                ["AWS/Lambda", "Errors", *function, {"stat": "Sum"}],
                ["AWS/Lambda", "Duration", *function, {"stat": "p99", "yAxis": "right"}],
            ],
        ),
        (
            "API",
            [
                ["AWS/ApiGateway", "Count", "ApiId", watched.api_id, {"stat": "Sum"}],
                ["AWS/ApiGateway", "5xx", "ApiId", watched.api_id, {"stat": "Sum"}],
            ],
        ),
        (
            "Session table",
            [
                ["AWS/DynamoDB", "ConsumedReadCapacityUnits", *table, {"stat": "Sum"}],
                ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", *table, {"stat": "Sum"}],
            ],
        ),
    ]


def _search_lag(cluster: str) -> str:
    """The expression that finds the replication lag of a cluster."""
    wanted = f'Namespace="AWS/RDS" MetricName="AuroraGlobalDBReplicationLag" DBClusterIdentifier="{cluster}"'
    return f"SEARCH('{wanted}', 'Maximum', 60)"


def _widget(region: str, title: str, metrics: list[Metric], row: int, column: int) -> dict[str, object]:
    """One graph at its place."""
    return {
        "type": "metric",
        "x": column * _WIDTH,
        "y": row * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": f"{title}, {region}",
            "region": region,
            "view": "timeSeries",
            "period": 60,
            "metrics": metrics,
        },
    }
