"""No password has a default.

## What it does
Reports a property that takes a password and whose value is the default of a parameter or variable. The text itself is
never shown.

## Why is this bad
Who passes nothing deploys a password that stands in the repository.

## How to mend
Remove the default, so that the password has to be passed, or let AWS make it.

## References
- [NoEcho](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import unmasked
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule
from stackproof.sources.passwords import written_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SECRET-DEFAULT-001",
    title="Password with a default",
    severity="medium",
    blocks="none",
    category="security",
    types=EVERY_TYPE,
    root_cause="The parameter of a password was given a default.",
    fix="Remove the default, or let AWS generate the password.",
    impacts=Impacts(security="A password that stands in the repository is deployed when nothing is passed."),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks where the value rests on a default alone."""
    for one in written_in(resource, context.graph):
        if one.assumed and one.kind in ("password", "token"):
            assumed = one.value.assumed or unmasked(one.value).assumed or "a default"
            yield Fault(
                f"{one.shown} of {resource.address} is a password that has a default",
                one.value.at,
                (assumed, "the text is not shown"),
                certainty="assumption",
            )
