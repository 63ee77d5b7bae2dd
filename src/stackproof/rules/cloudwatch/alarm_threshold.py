"""A threshold lies where the metric can get.

## What it does
Reports alarms whose threshold the metric can never pass: more than 100 for a percentage, more than 1 for the average
of API Gateway's `4XXError` and `5XXError`, a few bytes for free storage or memory (the metric counts bytes, not
gigabytes), a duration over the function's own timeout, and a target's response time over the load balancer's idle
timeout (the metric counts seconds, not milliseconds).

## Why is this bad
The alarm deploys and stays in `OK` whatever happens. What it was made for goes unnoticed.

## How to mend
Write the threshold in the metric's own unit: percent for utilisation, a share of 0 to 1 for error rates of API
Gateway, bytes for free room, milliseconds for Lambda's `Duration`, seconds for `TargetResponseTime`.

## References
- [Metrics of RDS](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html)
- [Metrics of Lambda](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html)
- [Metrics of Application Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html)
- [Metrics of API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.cloudwatch_metrics import BYTES, PERCENTAGES, SHARES
from stackproof.graph.query import elements, get, number, show, string
from stackproof.graph.values import Absent
from stackproof.reasoning.wiring import FUNCTION, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_ABOVE = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
_BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold")
_LEAST_ROOM = 1_000_000
_LONGEST_IDLE, _USUAL_IDLE, _USUAL_TIMEOUT = 4000.0, 60.0, 3.0
# A function that is cut off is reported with a little more than its timeout.
_SLACK = 100.0


class _Limit(NamedTuple):
    """The highest value that a metric takes, and why."""

    most: float
    why: str


@rule(
    id="CW-ALARM-002",
    title="Threshold that the metric never reaches",
    severity="high",
    blocks="runtime",
    category="operations",
    types=("AWS::CloudWatch::Alarm",),
    root_cause="The threshold was written in another unit than the metric's.",
    fix="Write the threshold in the metric's own unit.",
    impacts=Impacts(performance="What the alarm was to tell is never told."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    source="the services' own guides as linked in the documentation of the rule, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Looks at an alarm on a single metric."""
    namespace, name = string(alarm.get("Namespace")) or "", string(alarm.get("MetricName")) or ""
    written = alarm.get("Threshold")
    threshold, operator = number(written), string(alarm.get("ComparisonOperator"))
    if threshold is None or string(alarm.get("Statistic")) in ("Sum", "SampleCount"):
        return
    if operator in _ABOVE:
        limit = _limit(context.graph, alarm, namespace, name)
        reached = limit is None or threshold < limit.most or (operator == _ABOVE[1] and threshold == limit.most)
        if limit is not None and not reached:
            yield _fault(alarm, f"{name} is never {operator} {show(written)}: {limit.why}", written)
    elif operator in _BELOW:
        room = name in BYTES.get(namespace, ()) and threshold < _LEAST_ROOM
        if room:
            yield _fault(
                alarm, f"{name} counts bytes, and the alarm waits for less than {show(written)} of them", written
            )
        elif name in PERCENTAGES.get(namespace, ()) and threshold < (operator == _BELOW[0]):
            yield _fault(alarm, f"{name} is never {operator} {show(written)}: it is a percentage", written)


def _fault(alarm: Resource, why: str, at: Value) -> Fault:
    facts = {key: alarm.get(key) for key in ("Namespace", "MetricName", "Statistic", "ComparisonOperator", "Threshold")}
    return Fault(f"{alarm.address} never fires: {why}", at, quoted(facts))


def _limit(graph: Graph, alarm: Resource, namespace: str, name: str) -> _Limit | None:
    if name in PERCENTAGES.get(namespace, ()):
        return _Limit(100, "it is a percentage")
    if name in SHARES.get(namespace, ()) and string(alarm.get("Statistic")) == "Average":
        return _Limit(1, "its average is the share of requests, from 0 to 1")
    if (namespace, name) == ("AWS/Lambda", "Duration"):
        return _timeout(graph, alarm)
    if (namespace, name) == ("AWS/ApplicationELB", "TargetResponseTime"):
        return _idle(graph, alarm)
    return None


def _timeout(graph: Graph, alarm: Resource) -> _Limit | None:
    function = _named(graph, alarm, "FunctionName", FUNCTION)
    if function is None:
        return None
    written = function.get("Timeout")
    seconds = _USUAL_TIMEOUT if isinstance(written, Absent) else number(written)
    if seconds is None:
        return None
    return _Limit(
        seconds * 1000 + _SLACK, f"it is in milliseconds, and {function.address} ends after {seconds:g} seconds"
    )


def _idle(graph: Graph, alarm: Resource) -> _Limit | None:
    balancer = _named(graph, alarm, "LoadBalancer", _BALANCER)
    seconds = _LONGEST_IDLE
    if balancer is not None:
        attributes, whole = elements(balancer.get("LoadBalancerAttributes"))
        names = [string(get(one, "Key")) for one in attributes]
        if "idle_timeout.timeout_seconds" in names:
            value = get(attributes[names.index("idle_timeout.timeout_seconds")], "Value")
            seconds = number(value) or _LONGEST_IDLE
        elif whole and None not in names:
            seconds = _USUAL_IDLE
    return _Limit(seconds + 1, f"it is in seconds, and the load balancer gives up after {seconds:g}")


def _named(graph: Graph, alarm: Resource, dimension: str, type_: str) -> Resource | None:
    for one in elements(alarm.get("Dimensions"))[0]:
        if string(get(one, "Name")) == dimension:
            value = get(one, "Value")
            return graph.target(value, type_) or meant(graph, value, type_)
    return None
