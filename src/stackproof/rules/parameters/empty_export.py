"""What a stack exports is not empty.

## What it does
Reports an output that is exported under a name and whose value is an empty text, or consists of white space.

## Why is this bad
CloudFormation refuses it ("Exported values must not be empty or whitespace-only") and rolls the stack back after
everything in it was created.

## How to mend
Give the output a condition, so that it is there only when it has a value.

## References
- [Outputs](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PARAM-EXPORT-001",
    title="Exported output without a value",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=PROJECT,
    engines=("cloudformation", "cdk"),
    root_cause="The output hands a parameter on that may be left empty.",
    fix="Give the output a condition.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html",
    source="CloudFormation User Guide, outputs, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each output with an export."""
    for output in context.graph.outputs:
        value = output.value
        if output.export is None or output.exists is not Truth.YES or not isinstance(value, Known):
            continue
        if isinstance(value.data, str) and not value.data.strip():
            yield Fault(f"the output {output.name} is exported and empty", value, (f"{output.name} = {value.data!r}",))
