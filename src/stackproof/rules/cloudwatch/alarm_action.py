"""An alarm that tells nobody is no alarm.

## What it does
Reports a metric alarm or composite alarm that has no action for any state, or whose actions are disabled. An alarm
that something else in the project looks at (a composite alarm, a deployment group, a health check, an EventBridge
rule on alarm state changes) is left alone.

## Why is this bad
The alarm changes its state on a console that nobody watches. What it was made for goes unnoticed.

## How to mend
Set `AlarmActions` (and `OKActions` where the end matters too) to an SNS topic with a subscriber, and remove
`ActionsEnabled: false`.

## References
- [Using Amazon CloudWatch alarms](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, is_true, matches, present, show, string, why
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import ListValue, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.reasoning.wiring import ALARMS, EVENT_RULE
from stackproof.rules.model import Answer, Certainty, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

STATES = ("AlarmActions", "OKActions", "InsufficientDataActions")
# A dashboard shows an alarm, but only to those who are looking.
_ONLY_SHOWN = ("AWS::CloudWatch::Dashboard",)


@rule(
    id="ALARM-ACTION-001",
    title="Alarm without an effective action",
    severity="medium",
    blocks="runtime",
    category="operations",
    types=ALARMS,
    root_cause="The alarm was written for its metric, and who is to hear of it was left open.",
    fix="Give AlarmActions an SNS topic with a subscriber, and leave the actions enabled.",
    impacts=Impacts(performance="Failures last longer, because nobody is told of them."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    source="CloudWatch User Guide, Using Amazon CloudWatch alarms, 2026-11-21",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the actions of all states together."""
    actions = [alarm.get(state) for state in STATES]
    enabled = alarm.get("ActionsEnabled")
    answer = agree(_has_action, *actions, existing=(alarm,))
    on = is_true(enabled, default=True)
    if (answer & on) is Truth.YES or _looked_at(context.graph, alarm):
        return
    evidence = quoted({**dict(zip(STATES, actions, strict=True)), "ActionsEnabled": enabled})
    certainty: Certainty = "assumption" if rests_on(enabled, *actions) else "proved"
    if answer is Truth.NO:
        yield Fault(f"{alarm.address} has no action, so nobody hears of it", actions[0], evidence, certainty)
    elif on is Truth.NO:
        yield Fault(f"the actions of {alarm.address} are disabled", enabled, evidence, certainty)
    else:
        doubtful = enabled if answer is Truth.YES else actions[0]
        yield Undecided(f"whether {alarm.address} has an action that is enabled is open: {why(doubtful)}", doubtful)


def _has_action(*actions: Value) -> Truth:
    return some(_names_something(one) for one in actions)


def _names_something(actions: Value) -> Truth:
    if isinstance(actions, ListValue):
        found = some(present(item) for item in actions.items)
        return found if actions.complete else found | Truth.UNDECIDED
    return present(actions)


def _looked_at(graph: Graph, alarm: Resource) -> bool:
    for edge in graph.edges_to.get(alarm.address, ()):
        if edge.attribute != "DependsOn" and graph.resources[edge.source].type not in _ONLY_SHOWN:
            return True
    name = string(alarm.get("AlarmName"))
    if name and any(
        matches(composite.get("AlarmRule"), f"*{name}*") is not Truth.NO
        for composite in graph.of_type("AWS::CloudWatch::CompositeAlarm")
        if composite is not alarm
    ):
        return True
    return any(_reads_alarms(rule.get("EventPattern")) for rule in graph.of_type(EVENT_RULE))


def _reads_alarms(pattern: Value) -> bool:
    return "aws.cloudwatch" in show(pattern, limit=10_000) or equals(pattern, "") is Truth.UNDECIDED
