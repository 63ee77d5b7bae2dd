"""Each resource of a kind has an alarm on each of the metrics that were asked for, and the alarm tells somebody.

## What it proves
For every resource of `type` that `resource` takes, and for every one of `metrics`, there is an alarm on that metric
(of its own or as part of an expression) whose dimensions name the resource, and which has an enabled alarm action.

## Parameters
- `type`: the resource type, such as `AWS::Lambda::Function`.
- `metrics`: the names of the metrics, such as `[Errors, Throttles]`.
- `resource`: a glob of the resources' ids; all of the type when it is not given.

## Example
    expect: {check: alarms.cover, with: {type: "AWS::SQS::Queue", metrics: [ApproximateAgeOfOldestMessage]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, TEXTS, Parameter, check, each
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import elements, get, is_true, present, string
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_ALARM = "AWS::CloudWatch::Alarm"


def judge(context: EvaluationContext, *, type: str, metrics: tuple[str, ...], resource: str) -> Outcome:
    """Looks for an alarm for each pair of resource and metric."""

    def one(member: Resource) -> Outcome:
        return together(_covered(context, member, metric) for metric in metrics)

    return each(context, type, resource, one)


CHECK = check(
    {
        "type": Parameter(TEXT, "the resource type", required=True),
        "metrics": Parameter(TEXTS, "the names of the metrics", required=True),
        "resource": Parameter(TEXT, "a glob of the resources' ids", default="*"),
    }
)(judge)


def _covered(context: EvaluationContext, member: Resource, metric: str) -> Outcome:
    answers: list[tuple[Resource, Truth]] = []
    for alarm in context.graph.of_type(_ALARM):
        looks = some(_looks_at(context.graph, one, member, metric) for one in _metrics(alarm))
        if looks is not Truth.NO:
            answers.append((alarm, looks & _tells(alarm) & alarm.exists))
    for alarm, truth in answers:
        if truth is Truth.YES:
            return proven(note(alarm, f"looks at {metric} of {member.address} and has an action"))
    if any(truth is Truth.UNDECIDED for _, truth in answers):
        alarm = next(alarm for alarm, truth in answers if truth is Truth.UNDECIDED)
        return undecided(f"whether {alarm.address} covers {metric} of {member.address} is not known", alarm.location)
    if context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home)
    silent = [alarm.address for alarm, _ in answers]
    what = f"; {', '.join(silent)} has no enabled action" if silent else ""
    return violated(f"no alarm covers {metric} of {member.address}{what}", member.location)


def _metrics(alarm: Resource) -> Iterator[Value]:
    yield alarm.properties
    for query in elements(alarm.get("Metrics"))[0]:
        yield get(query, "MetricStat", "Metric")


def _looks_at(graph: Graph, metric: Value, member: Resource, name: str) -> Truth:
    written = get(metric, "MetricName")
    if present(written) is Truth.NO:
        return Truth.NO
    named = string(written)
    if named is not None and named != name:
        return Truth.NO
    dimensions, whole = elements(get(metric, "Dimensions"))
    answers = [_means(graph, get(one, "Value"), member) for one in dimensions]
    found = some(answers if whole else [*answers, Truth.UNDECIDED])
    return found if named is not None else found & Truth.UNDECIDED


def _means(graph: Graph, value: Value, member: Resource) -> Truth:
    targets = {reference.target for _, reference in references(value)}
    if targets:
        return Truth.of(member.address in targets)
    found = identify(value, graph, member.type)
    if found.resource is member:
        return found.truth
    return Truth.UNDECIDED if found.truth is Truth.UNDECIDED and found.resource is None else Truth.NO


def _tells(alarm: Resource) -> Truth:
    actions, whole = elements(alarm.get("AlarmActions"))
    has = some(present(one) for one in actions)
    return (has if whole else has | Truth.UNDECIDED) & is_true(alarm.get("ActionsEnabled"), default=True)
