"""A schedule is written in the grammar that EventBridge reads.

## What it does
Reports schedules of EventBridge rules and of EventBridge Scheduler that their service refuses: `rate(1 minutes)` and
`rate(5 minute)` in a rule, a cron expression of five fields as in Unix, one that names both days or neither, day 0 of
the week, numbers out of their range, `at(...)` in a rule.

## Why is this bad
The rule or schedule is refused with "Parameter ScheduleExpression is not valid" (Scheduler: "Invalid Schedule
Expression"), and the deployment stops there.

## How to mend
`rate(1 minute)`, `rate(5 minutes)`. A cron expression has six fields, `cron(minutes hours day-of-month month
day-of-week year)`, and exactly one of the two days is `?`. Sunday is 1 or SUN.

## References
- [Schedule expressions of rules](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html)
- [Schedule types of EventBridge Scheduler](https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.reasoning.schedules import fault_of_rule_schedule, fault_of_schedule
from stackproof.reasoning.wiring import EVENT_RULE, options
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_SCHEDULE = "AWS::Scheduler::Schedule"


@rule(
    id="EVENT-SCHEDULE-001",
    title="Schedule expression that EventBridge refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(EVENT_RULE, _SCHEDULE),
    root_cause="The expression was written in the grammar of Unix cron, or without minding singular and plural.",
    fix="Write the expression as EventBridge reads it.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
    source="EventBridge User Guide and Scheduler User Guide as linked in the documentation of the rule, 2026-11-28",
    same_as=("E3027",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Reads every expression that the property can turn out to hold."""
    judge = fault_of_schedule if resource.type == _SCHEDULE else fault_of_rule_schedule
    for written, conditional in options(resource.get("ScheduleExpression")):
        expression = string(written)
        why = judge(expression) if expression else None
        if why is not None:
            yield Fault(
                f"the schedule {expression} of {resource.address} is refused: {why}",
                written,
                quoted({"ScheduleExpression": written}),
                certainty="assumption" if conditional else "proved",
            )
