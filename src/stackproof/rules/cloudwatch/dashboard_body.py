"""A dashboard's body is what CloudWatch can draw.

## What it does
Reports dashboards whose body CloudWatch refuses: no JSON object, no list of widgets, a widget without `type` or
`properties`, a width outside 1 to 24 or a column outside 0 to 23, `metrics` that are not lists in a list, a text
widget without `markdown`, a color that is no hexadecimal one, more than 500 widgets.

## Why is this bad
CloudWatch answers with "InvalidParameterInput: The dashboard body is invalid, there are validation errors", and the
deployment stops there.

## How to mend
Write each metric as a list of namespace, name and the dimensions' names and values in turn:
`["AWS/SQS", "NumberOfMessagesSent", "QueueName", "orders", {"stat": "Sum"}]`.

## References
- [Dashboard body structure and syntax](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html)
- [PutDashboard](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, number, present, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue
from stackproof.reasoning.json_documents import is_broken_json, structure
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_MOST_WIDGETS, _COLUMNS = 500, 24
_COLOR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@rule(
    id="CW-DASH-001",
    title="Dashboard that CloudWatch refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::CloudWatch::Dashboard",),
    root_cause="The body is a text to the tool, and nothing read it before CloudWatch does.",
    fix="Write the body in CloudWatch's structure.",
    impacts=Impacts(),
    effort=10,
    reference=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html"
    ),
    source="CloudWatch API Reference, dashboard body structure and PutDashboard, 2026-11-28",
)
def check(dashboard: Resource, context: Context) -> Iterator[Answer]:
    """Reads what is known of the body."""
    written = dashboard.get("DashboardBody")
    if is_broken_json(written):
        yield _fault(dashboard, "its body is no JSON object", written, written)
        return
    body = structure(written)
    if not isinstance(body, MapValue):
        return
    widgets = get(body, "widgets")
    if isinstance(widgets, (Absent, Known, MapValue)):
        yield _fault(dashboard, "its body has no list of widgets", written, widgets)
        return
    items, _ = elements(widgets)
    if len(items) > _MOST_WIDGETS:
        yield _fault(dashboard, f"it has {len(items)} widgets, and 500 are the most", written, Absent())
    for index, widget in enumerate(items):
        if isinstance(widget, MapValue) and widget.complete:
            for why, value in _widget(widget):
                yield _fault(dashboard, f"widget {index}: {why}", written, value)


def _fault(dashboard: Resource, why: str, at: Value, value: Value) -> Fault:
    return Fault(f"CloudWatch refuses {dashboard.address}: {why}", at, (f"written: {show(value)}",))


def _widget(widget: MapValue) -> Iterator[tuple[str, Value]]:
    kind, properties = get(widget, "type"), get(widget, "properties")
    if isinstance(kind, Absent):
        yield "it has no type", widget
    if isinstance(properties, Absent):
        yield "it has no properties", widget
    for name, low, high in (("width", 1, _COLUMNS), ("height", 1, 1000), ("x", 0, _COLUMNS - 1)):
        size = number(get(widget, name))
        if size is not None and not low <= size <= high:
            yield f"its {name} is not between {low} and {high}", get(widget, name)
    if not isinstance(properties, MapValue):
        return
    if string(kind) == "text" and present(get(properties, "markdown")) is Truth.NO:
        yield "a text has no markdown", properties
    if string(kind) == "metric":
        yield from _metrics(properties)


def _metrics(properties: MapValue) -> Iterator[tuple[str, Value]]:
    metrics = get(properties, "metrics")
    if isinstance(metrics, (Known, MapValue)):
        yield "metrics has to be a list of lists", metrics
    elif isinstance(metrics, Absent) and isinstance(get(properties, "annotations"), Absent) and properties.complete:
        yield "it has neither metrics nor annotations", properties
    elif isinstance(metrics, ListValue):
        for metric in metrics.items:
            if isinstance(metric, (Known, MapValue)):
                yield "each of metrics has to be a list", metric
                return
            elif isinstance(metric, ListValue) and metric.complete:
                yield from _rendering(metric)


def _rendering(metric: ListValue) -> Iterator[tuple[str, Value]]:
    if not metric.items:
        yield "a metric is an empty list", metric
        return
    for part in metric.items[:-1]:
        if isinstance(part, (MapValue, ListValue)):
            yield "a metric is a list of texts, with an object only at its end", metric
    color = string(get(metric.items[-1], "color")) if isinstance(metric.items[-1], MapValue) else None
    if color is not None and not _COLOR.fullmatch(color):
        yield f"{color} is no hexadecimal color", metric.items[-1]
