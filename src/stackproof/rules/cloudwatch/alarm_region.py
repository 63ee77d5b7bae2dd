"""An alarm stands where its metric is published.

## What it does
Reports alarms on metrics of Route 53 health checks, CloudFront or billing that stand in another region than
us-east-1.

## Why is this bad
These services publish their metrics in us-east-1 alone. An alarm elsewhere never gets data: it stays in
`INSUFFICIENT_DATA`, or in `OK` when missing data counts as such.

## How to mend
Make the alarm in us-east-1: a stack or provider of that region, with a topic there.

## References
- [Monitoring health checks with CloudWatch](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html)
- [Viewing CloudFront metrics](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html)
- [Billing alarms](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.cloudwatch_metrics import ONLY_IN
from stackproof.graph.query import show, string
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="CW-ALARM-003",
    title="Alarm in a region where its metric is not published",
    severity="high",
    blocks="runtime",
    category="operations",
    types=("AWS::CloudWatch::Alarm",),
    root_cause="The alarm was put beside the other alarms, and the service is a global one.",
    fix="Make the alarm in us-east-1.",
    impacts=Impacts(performance="What the alarm was to tell is never told."),
    effort=20,
    reference="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html",
    source="Route 53, CloudFront and CloudWatch guides as linked in the documentation of the rule, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Speaks only where the region is known."""
    namespace, region = string(alarm.get("Namespace")), string(alarm.region)
    only = ONLY_IN.get(namespace or "")
    if only is not None and region is not None and region != only:
        yield Fault(
            f"{alarm.address} looks for {show(alarm.get('MetricName'))} of {namespace} in {region}; it is published in "
            f"{only} alone",
            alarm.get("Namespace"),
            quoted({"region": alarm.region}),
        )
