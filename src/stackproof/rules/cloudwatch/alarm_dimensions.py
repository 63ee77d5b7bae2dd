"""An alarm looks at a metric under the dimensions that the service publishes it with.

## What it does
Reports a metric alarm on a metric of S3, SQS or Lambda whose dimensions are not those that the service sends, and a
dimension whose value is of another form than the service sends: the URL or ARN of a queue instead of its name, the ARN
of a function, table, bucket or topic, the ARN of a load balancer or target group instead of its full name. Only metrics
whose dimensions are documented and fixed are looked at.

## Why is this bad
CloudWatch takes a metric with other dimensions for another metric, which never gets data. The alarm stays in
`INSUFFICIENT_DATA` for ever, or in `OK` when missing data counts as such, whatever happens.

## How to mend
Use the dimensions that the message names. `!GetAtt Queue.QueueName`, `!Ref Function`, `!GetAtt
LoadBalancer.LoadBalancerFullName` give the values. Replication metrics of S3 need all of `SourceBucket`,
`DestinationBucket` and `RuleId`.

## References
- [S3 metrics and dimensions](https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html)
- [Available CloudWatch metrics for Amazon SQS](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html)
- [CloudWatch metrics of Lambda](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, get, string
from stackproof.graph.values import Absent, Conditional, Reference, Value
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class Dimensions(NamedTuple):
    """The dimensions of some metrics of a namespace.

    Attributes:
        metrics: their names; empty for all metrics of the namespace.
        needed: the dimensions that each of the metrics has.
        only: whether they have these and no others.
        account_wide: whether the metrics also come without any dimension.
    """

    metrics: frozenset[str]
    needed: frozenset[str]
    only: bool = False
    account_wide: bool = False


# S3 User Guide, metrics-dimensions; SQS Developer Guide, sqs-available-cloudwatch-metrics; Lambda Developer Guide,
# monitoring-metrics-types; read 2026-11-21, and the metrics that aws-cdk-lib 2.248 generates from AWS's own list.
TABLE: dict[str, tuple[Dimensions, ...]] = {
    "AWS/S3": (
        Dimensions(
            frozenset(
                {
                    "BytesPendingReplication",
                    "OperationsFailedReplication",
                    "OperationsPendingReplication",
                    "ReplicationLatency",
                }
            ),
            frozenset({"SourceBucket", "DestinationBucket", "RuleId"}),
            only=True,
        ),
        Dimensions(frozenset({"BucketSizeBytes", "NumberOfObjects"}), frozenset({"BucketName", "StorageType"})),
        Dimensions(
            frozenset(
                {"AllRequests", "GetRequests", "PutRequests", "4xxErrors", "5xxErrors", "FirstByteLatency"}
                | {"TotalRequestLatency", "BytesDownloaded", "BytesUploaded"}
            ),
            frozenset({"BucketName", "FilterId"}),
        ),
    ),
    "AWS/SQS": (Dimensions(frozenset(), frozenset({"QueueName"}), only=True),),
    "AWS/Lambda": (
        Dimensions(
            frozenset({"Errors", "Invocations", "Throttles", "Duration", "DeadLetterErrors", "IteratorAge"}),
            frozenset({"FunctionName"}),
            account_wide=True,
        ),
    ),
}

# By dimension: type, attributes that give another form of it (empty for `Ref`), attribute that gives the right one.
FORMS: dict[str, tuple[str, frozenset[str], str]] = {
    "QueueName": ("AWS::SQS::Queue", frozenset({"", "Arn", "QueueUrl"}), "QueueName"),
    "FunctionName": ("AWS::Lambda::Function", frozenset({"Arn"}), ""),
    "TableName": ("AWS::DynamoDB::Table", frozenset({"Arn", "StreamArn"}), ""),
    "BucketName": ("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "SourceBucket": ("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "DestinationBucket": ("AWS::S3::Bucket", frozenset({"Arn", "DomainName", "RegionalDomainName"}), ""),
    "TopicName": ("AWS::SNS::Topic", frozenset({"", "TopicArn"}), "TopicName"),
    "LoadBalancer": (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        frozenset({"", "LoadBalancerArn", "LoadBalancerName", "DNSName"}),
        "LoadBalancerFullName",
    ),
    "TargetGroup": (
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        frozenset({"", "TargetGroupArn", "TargetGroupName"}),
        "TargetGroupFullName",
    ),
}


@rule(
    id="ALARM-METRIC-001",
    title="Alarm on a metric that gets no data",
    severity="high",
    blocks="runtime",
    category="operations",
    types=("AWS::CloudWatch::Alarm",),
    root_cause="The dimensions were written by analogy, not as the service publishes the metric.",
    fix="Use exactly the dimensions and forms of values that the service documents for the metric.",
    impacts=Impacts(performance="What the alarm was to tell is never told."),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html",
    source="S3, SQS and Lambda guides as linked in the documentation of the rule, 2026-11-21",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the alarm's own metric, or at each metric of its expression."""
    yield from _metric(context.graph, alarm, alarm.properties)
    for query in elements(alarm.get("Metrics"))[0]:
        yield from _metric(context.graph, alarm, get(query, "MetricStat", "Metric"))


def _metric(graph: Graph, alarm: Resource, metric: Value) -> Iterator[Answer]:
    namespace, name = string(get(metric, "Namespace")) or "", string(get(metric, "MetricName"))
    written = get(metric, "Dimensions")
    dimensions, whole = elements(written)
    names = [string(get(one, "Name")) for one in dimensions]
    if name is None or not namespace.startswith("AWS/"):
        return
    if whole and None not in names and not isinstance(written, Conditional):
        for row in TABLE.get(namespace, ()):
            if (not row.metrics or name in row.metrics) and not _fits(row, {one for one in names if one}):
                wanted = ", ".join(sorted(row.needed))
                yield Fault(
                    f"{alarm.address} looks at {name} of {namespace} under the dimensions "
                    f"{', '.join(sorted(one for one in names if one)) or '(none)'}, but it is published with {wanted}",
                    get(metric, "MetricName") if isinstance(written, Absent) else written,
                    quoted({"Namespace": get(metric, "Namespace"), "Dimensions": written}),
                )
    for dimension, dimension_name in zip(dimensions, names, strict=True):
        yield from _form(graph, alarm, dimension_name or "", get(dimension, "Value"))


def _fits(row: Dimensions, names: set[str]) -> bool:
    if not names and row.account_wide:
        return True
    return names == row.needed if row.only else row.needed <= names


def _form(graph: Graph, alarm: Resource, dimension: str, value: Value) -> Iterator[Answer]:
    if dimension not in FORMS or not isinstance(value, Reference):
        return
    type_, wrong, right = FORMS[dimension]
    target = graph.target(value, type_)
    if target is not None and value.attribute in wrong:
        form = value.attribute or "what Ref returns"
        instead = f"its {right}" if right else "its name, which Ref returns"
        yield Fault(
            f"{alarm.address} gives {form} of {target.address} as {dimension}; the metric is published with {instead}",
            value,
            quoted({dimension: value}),
            patch=f"!GetAtt {target.logical_id}.{right}" if right else f"!Ref {target.logical_id}",
        )
