"""Every action that a statement allows exists.

## What it does
Reports an action that its service does not have, in a statement that allows other things as well, or whose actions are
like no action that exists.

## Why is this bad
The action grants nothing. Where it was meant to allow something that the others do not, that is refused at run time.

## How to mend
Write the action as the Service Authorization Reference names it, or take it out.

## References
- [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.misnamed import misnamed
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="IAM-ACTION-002",
    title="Action that does not exist among others that do",
    severity="medium",
    blocks="runtime",
    category="permissions",
    types=IDENTITY,
    root_cause="The name of the action was written from memory, or taken from the name of the API call.",
    fix="Write the action as the Service Authorization Reference names it, or take it out.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    source="extracts of the Service Authorization Reference in stackproof.facts, with their own dates",
    same_as=("W3037",),
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks every action of the identity policies up."""
    for site in sites_of(holder, context.graph):
        if site.kind != "identity":
            continue
        for statement in site.document.statements:
            if statement.effect != "Allow" or statement.present is not Truth.YES:
                continue
            found, every = misnamed(statement)
            for one in () if every and any(one.nearest for one in found) else found:
                near = f"; the nearest is {one.nearest}" if one.nearest else ""
                yield Fault(
                    f"there is no action {one.written}{near}",
                    one.value,
                    (f"no service has {one.written}",),
                    certainty="proved" if one.nearest else "assumption",
                    patch=one.nearest or "",
                )
