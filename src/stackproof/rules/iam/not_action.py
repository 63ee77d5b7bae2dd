"""A policy says what it allows, not what it does not.

## What it does
Reports a statement that allows everything except what `NotAction` lists, on every resource and without a condition.

## Why is this bad
It allows all other actions of all services, and every action of every service that AWS adds later. Leaving out `iam:*`
does not keep a principal from becoming more: it may still update functions that run under other roles.

## How to mend
List the actions in `Action`. Where the exception is the point, write it as a Deny with `NotAction` or as a permissions
boundary.

## References
- [AWS JSON policy elements: NotAction](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="IAM-NOTACTION-001",
    title="Everything is allowed but what NotAction lists",
    severity="medium",
    blocks="none",
    category="security",
    types=IDENTITY,
    root_cause="The exception was easier to write than what is needed.",
    fix="List the actions that are needed in Action.",
    impacts=Impacts(security="Actions are allowed that nobody thought of, also those that AWS adds later."),
    effort=30,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    source="IAM User Guide, AWS JSON policy elements: NotAction, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for Allow with NotAction on every resource."""
    for site in sites_of(holder, context.graph):
        if site.kind != "identity":
            continue
        for statement in site.document.statements:
            certain = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
            if (
                certain
                and statement.not_actions.items
                and any(string(item.value) == "*" for item in statement.resources.items)
            ):
                listed = ", ".join(show(item.value) for item in statement.not_actions.items)
                yield Fault(
                    f"{holder.address} allows everything but {listed}",
                    statement.not_actions.items[0].value,
                    (f"NotAction = {listed}", "Resource = *"),
                )
