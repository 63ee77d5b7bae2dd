"""The dashboard of the replication."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from s3_replication.metrics import ReplicationMetrics

_WIDTH = 12
"""Half of the 24 columns of a dashboard: two widgets a row."""


def replication_dashboard(
    scope: Construct,
    construct_id: str,
    name: str,
    metrics: ReplicationMetrics,
    latency_threshold_seconds: int,
) -> cloudwatch.Dashboard:
    """A dashboard with the latency, what is pending in operations and bytes, and what failed."""
    threshold = cloudwatch.HorizontalAnnotation(value=latency_threshold_seconds, label="alarm", color="#d62728")
    return cloudwatch.Dashboard(
        scope,
        construct_id,
        dashboard_name=name,
        default_interval=cdk.Duration.hours(3),
        widgets=[
            [
                _graph("Replication latency", metrics.latency(), threshold),
                _graph("Operations pending replication", metrics.operations_pending()),
            ],
            [
                _graph("Bytes pending replication", metrics.bytes_pending()),
                _graph("Operations failed replication", metrics.operations_failed()),
            ],
        ],
    )


def dashboard_url(region: str, name: str) -> str:
    """Where the dashboard is to be seen in the console."""
    return f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards:name={name}"


def _graph(
    title: str, metric: cloudwatch.IMetric, *annotations: cloudwatch.HorizontalAnnotation
) -> cloudwatch.GraphWidget:
    """A graph of one metric, with lines where they help to read it."""
    return cloudwatch.GraphWidget(title=title, width=_WIDTH, left=[metric], left_annotations=list(annotations))
