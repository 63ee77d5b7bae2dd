"""Every alarm tells somebody: it has an alarm action that is enabled.

## What it proves
`AlarmActions` of every metric and composite alarm names at least one destination, and `ActionsEnabled` is not false.

## Parameters
None.

## Example
    expect: {check: alarms.have-actions}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import fact, place, proven, undecided, violated
from stackproof.graph.query import decide, is_true, present, string, why
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import ListValue, Value

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every alarm."""
    alarms = context.graph.of_type(*_ALARMS)
    return all_known(context, [_alarm(alarm) for alarm in alarms], "no alarm in the whole graph")


def _alarm(alarm: Resource) -> Outcome:
    actions, enabled = alarm.get("AlarmActions"), alarm.get("ActionsEnabled")
    has, on = decide(actions, _names_one), is_true(enabled, default=True)
    shown = (fact(alarm, "AlarmActions", actions), fact(alarm, "ActionsEnabled", enabled))
    if (has & on) is Truth.YES:
        return proven(shown[0])
    at = place(alarm, actions if has is not Truth.YES else enabled)
    if (has & on) is Truth.NO and alarm.exists is Truth.YES:
        what = "has no alarm action" if has is Truth.NO else "has its actions disabled"
        return violated(f"{alarm.address} {what}", at, *shown)
    return undecided(f"whether {alarm.address} tells anybody: {why(actions if has is not Truth.YES else enabled)}", at)


def _names_one(actions: Value) -> Truth:
    if isinstance(actions, ListValue):
        found = some(decide(one, _is_one) for one in actions.items)
        return found if actions.complete else found | Truth.UNDECIDED
    return Truth.NO if present(actions) is Truth.NO else Truth.UNDECIDED


def _is_one(action: Value) -> Truth:
    return Truth.NO if string(action) == "" else present(action)
