"""An event pattern asks for fields that events have.

## What it does
Reports event patterns that ask at their top for a field that no event has, such as `detailType` or `DetailType` for
`detail-type`, or fields of the detail (`eventName`, `state`) outside `detail`.

## Why is this bad
A pattern matches only when every field that it names is there and fits. No event has the field, so the rule never
fires, and nothing tells so.

## How to mend
The fields of an event are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources` and
`detail`. What a service tells of the occasion stands below `detail`.

## References
- [Event structure](https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html)
- [Creating EventBridge event patterns](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.reasoning.event_patterns import unheard_fields
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import EVENT_RULE
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="EVENT-PATTERN-002",
    title="Event pattern that no event matches",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=(EVENT_RULE,),
    root_cause="The field was named as in code or documentation of something else, or left outside detail.",
    fix="Name the fields as events carry them, and put those of the occasion below detail.",
    impacts=Impacts(performance="What the rule was to start never starts."),
    effort=5,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html",
    source="EventBridge User Guide, event patterns; EventBridge Reference, event structure, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the fields at the top."""
    pattern = structure(resource.get("EventPattern"))
    if pattern is None:
        return
    unheard = list(unheard_fields(pattern))
    if unheard:
        names = ", ".join(name for name, _ in unheard)
        yield Fault(
            f"{resource.address} never fires: its pattern asks for {names}, which no event has at its top",
            unheard[0][1],
            tuple(f"{name} = {show(value)}" for name, value in unheard),
        )
