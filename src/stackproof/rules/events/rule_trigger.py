"""An EventBridge rule has something that triggers it, on a bus that can.

## What it does
Reports a rule that has neither an event pattern nor a schedule, and a rule with a schedule on a bus other than the
default one.

## Why is this bad
EventBridge refuses both: "Parameter(s) EventPattern or ScheduleExpression must be specified" and "ScheduleExpression
is supported only on the default event bus". The deployment stops there.

## How to mend
Give the rule a pattern or a schedule. A scheduled rule stands on the default bus (leave the bus out), or becomes an
`AWS::Scheduler::Schedule`, which can put events on any bus.

## References
- [PutRule](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html)
- [Creating rules that run on a schedule](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.wiring import EVENT_RULE, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="EVENT-RULE-001",
    title="Rule without a trigger, or with a schedule on a custom bus",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(EVENT_RULE,),
    root_cause="The rule was written for its target, and what is to trigger it does not fit the bus or is not there.",
    fix="Give the rule a pattern or a schedule, and leave schedules on the default bus.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
    source="EventBridge API Reference, PutRule; EventBridge User Guide, scheduled rules, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at both triggers and at the bus."""
    pattern, schedule = resource.get("EventPattern"), resource.get("ScheduleExpression")
    neither = present(pattern) is Truth.NO and present(schedule) is Truth.NO
    # Where a variable's default leaves one out, whoever uses the module gives it.
    if neither and not resource.assumed and not rests_on(pattern, schedule):
        yield Fault(
            f"{resource.address} has neither an event pattern nor a schedule",
            resource.location,
            quoted({"EventPattern": pattern, "ScheduleExpression": schedule}),
        )
    bus = meant(context.graph, resource.get("EventBusName"), "AWS::Events::EventBus")
    if bus is not None and present(schedule) is Truth.YES:
        yield Fault(
            f"{resource.address} has a schedule and stands on {bus.address} ({bus.location}); only the default bus has "
            "schedules",
            schedule,
            quoted({"EventBusName": resource.get("EventBusName"), "ScheduleExpression": schedule}),
        )
