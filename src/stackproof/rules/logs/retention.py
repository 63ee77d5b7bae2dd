"""A log group says how long it keeps its events.

## What it does
Reports a log group without `RetentionInDays`. A group of class `DELIVERY` is left alone: its retention is fixed.

## Why is this bad
Without the property the events never expire. The bill for storage grows for as long as the group exists, and data that
was to be deleted after a time stays.

## How to mend
Set `RetentionInDays` to what operations and law ask for. CloudWatch Logs accepts certain numbers of days only, among
them 7, 14, 30, 90, 365 and 3653.

## References
- [AWS::Logs::LogGroup](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, present
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LOGS-RETENTION-001",
    title="Log group that keeps its events for ever",
    severity="medium",
    blocks="none",
    category="operations",
    types=("AWS::Logs::LogGroup",),
    root_cause="The default was left, and the default is to keep everything.",
    fix="Set RetentionInDays.",
    impacts=Impacts(
        cost="Storage is paid for every month for events that nobody reads any more.",
        security="Personal data in logs outlives the time for which it may be kept.",
    ),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
    source="CloudFormation Template Reference, AWS::Logs::LogGroup, 2026-11-21",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Speaks only where the property is certainly not set."""
    retention = group.get("RetentionInDays")
    if present(retention) is Truth.NO and equals(group.get("LogGroupClass"), "DELIVERY") is Truth.NO:
        yield Fault(
            f"{group.address} sets no retention, so its events never expire",
            retention,
            quoted({"RetentionInDays": retention}),
            patch="RetentionInDays: 30",
        )
