"""CloudWatch takes an alarm only when its settings go together.

## What it does
Reports metric alarms that CloudWatch refuses:

- a period that is not 10, 20, 30 or a multiple of 60 seconds;
- more than a day between the first and the last period looked at, or more than 7 days with periods of an hour and
  longer;
- `DatapointsToAlarm` over `EvaluationPeriods`;
- a metric with both `Statistic` and `ExtendedStatistic` or with neither, or without a period;
- `Metrics` beside `MetricName`;
- metric math with an id that does not begin with a lower-case letter or occurs twice, with an expression that speaks
  of an id there is none of, or with more or less than one entry that returns data;
- more than 5 actions for one state, and a queue as an action.

## Why is this bad
CloudWatch answers with a ValidationError ("Period must be 10, 20, 30 or a multiple of 60", "Metrics cannot be checked
across more than a day", "Invalid metrics list"), and the deployment stops there.

## How to mend
Set what the message names. In metric math `ReturnData` is true unless it says otherwise in CloudFormation, so every
entry but the result needs `ReturnData: false`.

## References
- [PutMetricAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html)
- [MetricDataQuery](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, is_true, number, present, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional
from stackproof.reasoning.metric_math import IDENTIFIER, spoken_of
from stackproof.reasoning.wiring import QUEUE, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_ALARM = "AWS::CloudWatch::Alarm"
_SHORT = (1, 5, 10, 20, 30)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_WEEK = 7 * _DAY
_MOST_ACTIONS = 5


@rule(
    id="CW-ALARM-001",
    title="Alarm that CloudWatch refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_ALARM,),
    root_cause="Settings that each are valid do not go together, or one that the alarm cannot do without is missing.",
    fix="Set what the message names.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    source="CloudWatch API Reference, PutMetricAlarm and MetricDataQuery, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Asks one question after the other."""
    metrics, name = alarm.get("Metrics"), alarm.get("MetricName")
    yield from _period(alarm, alarm.get("Period"))
    yield from _window(alarm)
    queries, whole = elements(metrics)
    if present(name) is Truth.YES and whole:
        yield from _single(alarm, metrics, both=bool(queries))
    if whole and queries and not isinstance(metrics, Conditional):
        yield from _math(alarm, queries)
    for state in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        actions, _ = elements(alarm.get(state))
        if len(actions) > _MOST_ACTIONS:
            yield _fault(alarm, f"{state} names {len(actions)} actions, and 5 are the most", alarm.get(state))
        for action in actions:
            queue = meant(context.graph, action, QUEUE)
            if queue is not None:
                yield _fault(alarm, f"{queue.address} is a queue, which no alarm can call", action, Action=action)


def _fault(alarm: Resource, why: str, at: Value, **facts: Value) -> Fault:
    return Fault(f"CloudWatch refuses {alarm.address}: {why}", at, quoted(facts))


def _period(alarm: Resource, period: Value) -> Iterator[Answer]:
    seconds = number(period)
    if seconds is not None and seconds not in _SHORT and (seconds <= 0 or seconds % _MINUTE):
        why = f"a period of {show(period)} seconds is none of 10, 20, 30 and no multiple of 60"
        yield _fault(alarm, why, period, Period=period)


def _window(alarm: Resource) -> Iterator[Answer]:
    period, periods = number(alarm.get("Period")), number(alarm.get("EvaluationPeriods"))
    enough, written = number(alarm.get("DatapointsToAlarm")), alarm.get("EvaluationPeriods")
    if enough is not None and periods is not None and enough > periods:
        why = f"{enough:g} of {periods:g} periods cannot be breaching"
        yield _fault(alarm, why, alarm.get("DatapointsToAlarm"), EvaluationPeriods=written)
    if period is None or periods is None:
        return
    most, words = (_WEEK, "7 days") if period >= _HOUR else (_DAY, "a day")
    if period * periods > most:
        why = f"{periods:g} periods of {period:g} seconds are more than {words}"
        yield _fault(alarm, why, written, Period=alarm.get("Period"), EvaluationPeriods=written)


def _single(alarm: Resource, metrics: Value, *, both: bool) -> Iterator[Answer]:
    name, plain, extended = (alarm.get(key) for key in ("MetricName", "Statistic", "ExtendedStatistic"))
    if both:
        yield _fault(alarm, "it has both MetricName and Metrics", metrics, MetricName=name)
        return
    if present(plain) is Truth.YES and present(extended) is Truth.YES:
        yield _fault(alarm, "it has both Statistic and ExtendedStatistic", extended, Statistic=plain)
    elif present(plain) is Truth.NO and present(extended) is Truth.NO:
        yield _fault(alarm, "it has neither Statistic nor ExtendedStatistic", name, Statistic=plain)
    if present(alarm.get("Period")) is Truth.NO:
        yield _fault(alarm, "it has no Period", name, Period=alarm.get("Period"))


def _math(alarm: Resource, queries: list[Value]) -> Iterator[Answer]:
    ids = [string(get(query, "Id")) for query in queries]
    for query, identifier in zip(queries, ids, strict=True):
        yield from _period(alarm, get(query, "MetricStat", "Period"))
        if identifier is not None and not IDENTIFIER.fullmatch(identifier):
            yield _fault(alarm, f"the id {identifier} does not begin with a lower-case letter", get(query, "Id"))
        elif identifier is not None and ids.count(identifier) > 1:
            yield _fault(alarm, f"the id {identifier} occurs twice", get(query, "Id"))
        expression = string(get(query, "Expression"))
        missing = spoken_of(expression) - set(ids) if expression and None not in ids else set()
        if missing:
            why = f"its expression speaks of {', '.join(sorted(missing))}, and no entry has that id"
            yield _fault(alarm, why, get(query, "Expression"), Expression=get(query, "Expression"))
    yield from _result(alarm, queries)


def _result(alarm: Resource, queries: list[Value]) -> Iterator[Answer]:
    """CloudFormation and the API take ReturnData as true when it is not set, Terraform's provider as false."""
    if present(alarm.get("ThresholdMetricId")) is not Truth.NO:
        return
    default = alarm.native_type in ("", alarm.type)
    returned = [is_true(get(query, "ReturnData"), default=default) for query in queries]
    if Truth.UNDECIDED not in returned and returned.count(Truth.YES) != 1:
        why = f"{returned.count(Truth.YES)} of its entries return data; it has to be exactly one"
        yield _fault(alarm, why, alarm.get("Metrics"))
