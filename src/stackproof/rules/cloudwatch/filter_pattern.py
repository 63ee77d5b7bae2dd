"""A filter of logs has a pattern that CloudWatch Logs reads, and a metric that goes with it.

## What it does
Reports metric filters and subscription filters that CloudWatch Logs refuses: a pattern that begins with `{` or `[`
and does not end with the counterpart, a double quote that is not closed, dimensions of a metric whose pattern names
no fields, more than 3 dimensions, and a default value beside dimensions.

## Why is this bad
CloudWatch Logs answers with an InvalidParameterException ("If a filter pattern starts with '{' it must end with '}'",
"Invalid metric filter pattern", "The specified filter pattern does not support dimensions"), and the deployment stops
there.

## How to mend
Patterns on JSON stand in braces, `{ $.level = "ERROR" }`, those on fields in brackets, `[ip, user, status = 5*]`.
Dimensions take their values from such fields. Leave the default value out where there are dimensions.

## References
- [Filter pattern syntax](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html)
- [MetricTransformation](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, present, show, string
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_METRIC_FILTER = "AWS::Logs::MetricFilter"
_ENDS = {"{": "}", "[": "]"}
_MOST_DIMENSIONS = 3


@rule(
    id="CW-FILTER-002",
    title="Filter of logs that CloudWatch Logs refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_METRIC_FILTER, "AWS::Logs::SubscriptionFilter"),
    root_cause="The pattern was written as text, and dimensions were added as to any other metric.",
    fix="Close what the pattern opens, and take dimensions from its fields.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
    source="CloudWatch Logs User Guide, filter pattern syntax; API Reference, MetricTransformation, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Reads the pattern, then what is made of it."""
    written = resource.get("FilterPattern")
    pattern = string(written)
    why = _flaw(pattern.strip()) if pattern is not None else ""
    if why:
        yield Fault(f"CloudWatch Logs refuses {resource.address}: {why}", written, quoted({"FilterPattern": written}))
    if resource.type != _METRIC_FILTER:
        return
    for one in elements(resource.get("MetricTransformations"))[0]:
        dimensions = get(one, "Dimensions")
        items, whole = elements(dimensions)
        if not items or not whole:
            continue
        for reason in _dimensions(one, len(items), pattern):
            yield Fault(f"CloudWatch Logs refuses {resource.address}: {reason}", dimensions, (f"{show(dimensions)}",))


def _flaw(pattern: str) -> str:
    end = _ENDS.get(pattern[:1])
    if end is not None and not pattern.endswith(end):
        return f"a pattern that begins with {pattern[0]} ends with {end}"
    if pattern.replace('\\"', "").count('"') % 2:
        return "a double quote is not closed"
    return ""


def _dimensions(transformation: Value, count: int, pattern: str | None) -> Iterator[str]:
    if pattern is not None and pattern.strip()[:1] not in _ENDS:
        yield "its pattern names no fields that dimensions could be taken from"
    if count > _MOST_DIMENSIONS:
        yield f"a metric has {count} dimensions, and 3 are the most"
    if present(get(transformation, "DefaultValue")) is Truth.YES:
        yield "a metric with dimensions has no default value"
