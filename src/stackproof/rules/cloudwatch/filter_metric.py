"""An alarm looks at the metric that the log filter emits.

## What it does
Reports an alarm on a metric of a metric filter of the project, when the alarm asks for dimensions and the filter
gives none, or the other way round, or they are named differently.

## Why is this bad
CloudWatch takes a metric with other dimensions for another metric. The alarm never gets data and never fires,
although the filter counts.

## How to mend
Leave the alarm's dimensions out when the filter has none. When it has some, name exactly these in the alarm.

## References
- [Creating metrics from log events using filters](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, string
from stackproof.graph.values import Absent, Conditional
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_FILTER = "AWS::Logs::MetricFilter"


@rule(
    id="CW-FILTER-001",
    title="Alarm under other dimensions than the log filter's metric",
    severity="high",
    blocks="runtime",
    category="operations",
    types=("AWS::CloudWatch::Alarm",),
    root_cause="The alarm's dimensions were written by analogy with metrics of AWS services.",
    fix="Give the alarm exactly the dimensions that the filter gives the metric.",
    impacts=Impacts(performance="What the alarm was to tell is never told."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    source="CloudWatch Logs User Guide, MonitoringLogData, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Compares with every filter that emits the metric; one that fits is enough."""
    key = (string(alarm.get("Namespace")), string(alarm.get("MetricName")))
    emitted = context.graph.index(_emitted).get(key, []) if None not in key else []
    asked = _names(alarm.get("Dimensions"), "Name")
    given = [_names(get(one, "Dimensions"), "Key") for _, one in emitted]
    if not emitted or asked is None or None in given or asked in given:
        return
    source = emitted[0][0]
    dimensions = alarm.get("Dimensions")
    yield Fault(
        f"{alarm.address} looks at {key[1]} under {_listed(asked)}, and {source.address} ({source.location}) emits it "
        f"under {_listed(given[0] or frozenset())}",
        alarm.get("MetricName") if isinstance(dimensions, Absent) else dimensions,
        quoted({"Dimensions": dimensions, f"{source.address}: Dimensions": get(emitted[0][1], "Dimensions")}),
    )


def _emitted(graph: Graph) -> dict[tuple[str | None, str | None], list[tuple[Resource, Value]]]:
    """The transformations of metric filters by the namespace and name of the metric."""
    found: dict[tuple[str | None, str | None], list[tuple[Resource, Value]]] = {}
    for one in graph.of_type(_FILTER):
        for transformation in elements(one.get("MetricTransformations"))[0]:
            key = (string(get(transformation, "MetricNamespace")), string(get(transformation, "MetricName")))
            found.setdefault(key, []).append((one, transformation))
    return found


def _names(dimensions: Value, key: str) -> frozenset[str] | None:
    """The names of dimensions; None when they are not all known."""
    items, whole = elements(dimensions)
    names = [string(get(item, key)) for item in items]
    if not whole or None in names or isinstance(dimensions, Conditional):
        return None
    return frozenset(name for name in names if name is not None)


def _listed(names: frozenset[str]) -> str:
    return f"the dimensions {', '.join(sorted(names))}" if names else "no dimension"
