"""The rule of a composite alarm is written in CloudWatch's grammar.

## What it does
Reports a composite alarm whose `AlarmRule` cannot be read: a bare name instead of `ALARM(name)`, an operator without
a term, a parenthesis that is not closed.

## Why is this bad
CloudWatch answers with a ValidationError, and the deployment stops there.

## How to mend
Join terms `ALARM(name)`, `OK(name)`, `INSUFFICIENT_DATA(name)`, `TRUE` and `FALSE` by `AND`, `OR` and `NOT`.

## References
- [PutCompositeAlarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.values import Known, Text
from stackproof.reasoning.alarm_rules import fault_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="CW-COMPOSITE-001",
    title="Rule of a composite alarm that CloudWatch refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::CloudWatch::CompositeAlarm",),
    root_cause="The rule was put together from parts, or written in the grammar of something else.",
    fix="Write the rule in CloudWatch's grammar.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html",
    source="CloudWatch API Reference, PutCompositeAlarm, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Reads the rule; a name that is not known here stands in a place where any name may."""
    written = alarm.get("AlarmRule")
    if isinstance(written, Known):
        text = show(written, 20_000)
    elif isinstance(written, Text):
        text = "".join(part if isinstance(part, str) else "name" for part in written.parts)
        if any(isinstance(part, str) and not part.strip() for part in written.parts):
            # What is not known may be a whole term.
            return
    else:
        return
    why = fault_of(text)
    if why is not None:
        yield Fault(f"the rule of {alarm.address} is refused: {why}", written, quoted({"AlarmRule": written}))
