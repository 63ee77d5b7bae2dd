"""An alarm looks at a metric under the dimensions that the service publishes it with.

## What it does
Reports a metric alarm on a metric of S3, SQS, Lambda, DynamoDB, load balancers, API Gateway, ECS, RDS or EC2 whose
dimensions are not those that the service sends, and a dimension whose value is of another form than the service
sends: the URL or ARN of a queue instead of its name, the ARN of a function, table, bucket, topic or ECS service, the
ARN of a load balancer or target group instead of its full name, the id of a REST API instead of its name. Only
metrics whose dimensions are documented and fixed are looked at. Hosts of a target group are counted under
`LoadBalancer` and `TargetGroup` together; latency, system errors and throttled requests of a table under `TableName`
and `Operation`.

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
- [DynamoDB metrics and dimensions](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html)
- [CloudWatch metrics of Application Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html)
- [API Gateway dimensions and metrics](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.cloudwatch_metrics import DIMENSIONS, FORMS, NAMES
from stackproof.graph.query import elements, get, string
from stackproof.graph.values import Absent, Conditional, Reference, Value
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.facts.cloudwatch_metrics import Dimensions
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


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
    source="the services' own guides as linked in the documentation of the rule, 2026-11-28",
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
        unheard = [one for one in names if one and one not in NAMES.get(namespace, names)]
        if unheard:
            yield Fault(
                f"{alarm.address} looks at {name} of {namespace} under {', '.join(unheard)}, which is no dimension of "
                f"{namespace} ({', '.join(sorted(NAMES[namespace]))})",
                written,
                quoted({"Namespace": get(metric, "Namespace"), "Dimensions": written}),
            )
            return
        for row in DIMENSIONS.get(namespace, ()):
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
    known = FORMS[dimension]
    target = graph.target(value, known.type)
    if target is not None and value.attribute in known.wrong:
        form = value.attribute or "what Ref returns"
        by_ref = known.words or "its name, which Ref returns"
        patch = f"!GetAtt {target.logical_id}.{known.right}" if known.right else f"!Ref {target.logical_id}"
        yield Fault(
            f"{alarm.address} gives {form} of {target.address} as {dimension}; the metric is published with "
            + (f"its {known.right}" if known.right else by_ref),
            value,
            quoted({dimension: value}),
            patch="" if known.words else patch,
        )
