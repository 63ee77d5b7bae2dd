"""An event pattern holds lists.

## What it does
Reports event patterns that EventBridge refuses: a field with a plain value instead of a list (`source: aws.ec2`), an
empty list or object, an operator that there is none of, `numeric` with anything but comparisons, an empty pattern.

## Why is this bad
The rule is refused with "Event pattern is not valid. Reason: "source" must be an object or an array", and the
deployment stops there.

## How to mend
Write each value that is to match in a list: `source: [aws.ec2]`. Operators are objects in such a list:
`[{prefix: "invoices/"}]`.

## References
- [Creating EventBridge event patterns](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html)
- [Comparison operators](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.reasoning.event_patterns import flaws
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import EVENT_RULE
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="EVENT-PATTERN-001",
    title="Event pattern that EventBridge refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(EVENT_RULE,),
    root_cause="The pattern was written like the event that it is to match.",
    fix="Put every value of the pattern in a list.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html",
    source="EventBridge User Guide, event patterns and comparison operators, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Reads what is known of the pattern."""
    pattern = structure(resource.get("EventPattern"))
    if pattern is None:
        return
    for flaw in flaws(pattern):
        yield Fault(
            f"the event pattern of {resource.address} is refused: {flaw.why}",
            flaw.at,
            (f"written: {show(flaw.at)}",),
        )
