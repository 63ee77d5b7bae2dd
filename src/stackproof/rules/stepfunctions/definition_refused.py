"""Every state of a state machine leads somewhere that is there.

## What it does
Reports state machines whose definition Step Functions refuses: a start, a next state, a default or a catcher that
names a state that is not there, a state without a type or of a type that there is not, and a state that neither leads
on nor ends. States of branches and maps are looked at too, each level for itself.

## Why is this bad
Step Functions answers with "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET'" and the like, and the
deployment stops there.

## How to mend
Name the states alike where they stand and where they are led to, and give the last one `End: true`.

## References
- [States and transitions](https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html)
- [Transitions in state machines](https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.reasoning.state_machines import MACHINE, definition, flaws
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SFN-ASL-001",
    title="State machine that Step Functions refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(MACHINE,),
    root_cause="The definition is a text to the tool, and nothing read it before Step Functions does.",
    fix="Let every state lead to one that is there, or end.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html",
    source="Step Functions Developer Guide, statemachine-structure and concepts-transitions, 2026-11-28",
    same_as=("E3601",),
)
def check(machine: Resource, context: Context) -> Iterator[Answer]:
    """Reads what is known of the definition."""
    found = definition(machine)
    if found is None:
        return
    for flaw in flaws(found):
        yield Fault(f"Step Functions refuses {machine.address}: {flaw.why}", flaw.at, (f"written: {show(flaw.at)}",))
