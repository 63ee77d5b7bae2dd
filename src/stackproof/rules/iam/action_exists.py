"""A statement allows something that there is.

## What it does
Reports a statement that allows only actions that their services do not have, of which one at least is nearly the name
of an action that exists: `s3:GetObjects`, `dynamodb:Querry`. Names that are like no action (permissions of data access
policies, actions that are newer than the table) are a matter of [IAM-ACTION-002](IAM-ACTION-002.md).

## Why is this bad
IAM takes any name for an action and compares it with those of requests. An action that no service has is never asked
for, so the statement grants nothing. What it was written for is refused at run time with AccessDenied.

## How to mend
Write the action as the Service Authorization Reference names it. Names of API calls are not always names of actions:
HeadObject is allowed by `s3:GetObject`.

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
    id="IAM-ACTION-001",
    title="Statement that allows only actions that do not exist",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=IDENTITY,
    root_cause="The name of the action was written from memory, or taken from the name of the API call.",
    fix="Write the action as the Service Authorization Reference names it.",
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
            first = next((one for one in found if one.nearest), None)
            if every and first is not None:
                yield Fault(
                    f"there is no action {first.written}; the nearest is {first.nearest}: the statement grants nothing",
                    first.value,
                    tuple(f"no service has {one.written}" for one in found),
                    patch=first.nearest or "",
                )
