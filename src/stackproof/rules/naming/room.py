"""A name leaves room for the longest suffix and region.

## What it does
Reports a name that its service accepts as it stands, but not with a suffix of nine characters (`pr1234567`), or not in
a region with a long name (`ap-southeast-1`). The suffix is asked about only where the contract or the profile names
one.

## Why is this bad
The first environment works; the one for a pull request, or the one in another region, fails when it is deployed.

## How to mend
Shorten the fixed parts of the name, or leave the name out.

## References
- [Name type](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.names import SOURCE
from stackproof.reasoning.naming import measured_names, with_suffix
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

LONGEST_SUFFIX = 9
"""Characters of a plausible suffix: `pr` and the seven digits of a pull request or of a commit."""


@rule(
    id="NAME-ROOM-001",
    title="Physical name without room for a longer suffix or region",
    severity="medium",
    blocks="none",
    category="naming",
    types=EVERY_TYPE,
    root_cause="The name was measured with the values of one environment.",
    fix="Shorten the fixed parts of the name, or let the tool make a name up.",
    impacts=Impacts(cost="Another environment cannot be deployed before the name is shorter."),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Measures the name with the longest plausible values of its open parts."""
    measured = context.graph.index(measured_names).get(resource.address)
    if measured is None:
        return
    limits = measured.limits
    for spelling in measured.spellings:
        if spelling.shortest > limits.longest:
            continue
        suffix = context.policy.suffix
        longest = spelling.longest
        if suffix:
            longest = with_suffix(spelling, suffix, LONGEST_SUFFIX)
            what = f"a suffix of {LONGEST_SUFFIX} characters"
        else:
            what = "the longest region"
        if longest is not None and longest > limits.longest:
            yield Fault(
                f"with {what} the name {spelling.shown} of {resource.address} has {longest} characters; "
                f"{limits.longest} are allowed",
                spelling.value,
                (f"name = {spelling.shown}", f"now it has {spelling.shortest} characters"),
                certainty="assumption",
            )
            return
