"""A role may be handed on only where it is said which one, or to which service.

## What it does
Reports a statement that allows `iam:PassRole` on every role without a condition.

## Why is this bad
Who may pass any role to a service runs code under any role of the account, an administrator's among them, as soon as
one service lets him start something (a function, an instance, a task).

## How to mend
Name the roles in `Resource`, and the service in a condition on `iam:PassedToService`.

## References
- [Grant a user permissions to pass a role to an AWS service](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="IAM-PASSROLE-001",
    title="Every role may be passed to every service",
    severity="medium",
    blocks="none",
    category="security",
    types=IDENTITY,
    root_cause="The roles that are passed were not named.",
    fix="Name the roles in Resource and the service in a condition on iam:PassedToService.",
    impacts=Impacts(security="The principal can run code under any role of the account."),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    source="IAM User Guide, id_roles_use_passrole, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for iam:PassRole by name, on every resource."""
    for site in sites_of(holder, context.graph):
        if site.kind != "identity":
            continue
        for statement in site.document.statements:
            certain = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
            if not certain or not any(string(item.value) == "*" for item in statement.resources.items):
                continue
            for item in statement.actions.items:
                if (string(item.value) or "").lower() in ("iam:passrole", "iam:pass*"):
                    roles = _roles(context.graph)
                    yield Fault(
                        f"{holder.address} may pass every role of the account to every service{roles}",
                        item.value,
                        ("Resource = *", "no condition on iam:PassedToService"),
                    )


def _roles(graph: Graph) -> str:
    named = [role.address for role in graph.of_type("AWS::IAM::Role")]
    return f"; the project's own roles are {', '.join(named)}" if 0 < len(named) <= 5 else ""
