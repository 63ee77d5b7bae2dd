"""Nobody who is a part of the system may do everything.

## What it does
Reports a statement that allows `*` on `*` without a condition, and the AWS managed policy AdministratorAccess on a role
that a workload takes (a function, a task, an instance).

## Why is this bad
Whoever gets hold of the principal, by a bug in the code that runs under it, has the whole account: data, other roles,
keys, the means to stay.

## How to mend
List the actions that the code needs on the resources that it uses. Where it is a deployment that needs much, give it
conditions and a permissions boundary.

## References
- [Grant least privilege](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, string
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.iam.grants import assumers
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Items, Statement

_ADMINISTRATOR = ":iam::aws:policy/AdministratorAccess"
_WORKLOADS = {
    "lambda.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ec2.amazonaws.com",
    "states.amazonaws.com",
    "glue.amazonaws.com",
    "apigateway.amazonaws.com",
    "events.amazonaws.com",
    "scheduler.amazonaws.com",
    "tasks.apprunner.amazonaws.com",
    "batch.amazonaws.com",
}


@rule(
    id="IAM-WILDCARD-001",
    title="Everything is allowed on everything",
    severity="high",
    blocks="none",
    category="security",
    types=IDENTITY,
    root_cause="The permissions were not worked out.",
    fix="List the actions that are needed on the resources that are used.",
    impacts=Impacts(security="Whoever takes the principal over has the whole account."),
    effort=60,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    source="IAM User Guide, Security best practices in IAM, 2026-11-28",
    same_as=("CKV_AWS_62", "CKV_AWS_63"),
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for the statement, and for AdministratorAccess on roles of workloads."""
    for site in sites_of(holder, context.graph):
        for statement in site.document.statements:
            if site.kind == "identity" and _is_everything(statement):
                yield Fault(
                    f"{holder.address} allows every action on every resource",
                    statement.value,
                    (f"Action = * at {statement.actions.items[0].value.at}", "Resource = *", "no condition"),
                )
    if holder.type == "AWS::IAM::Role":
        yield from _administrator(holder, context.graph)


def _is_everything(statement: Statement) -> bool:
    whole = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
    return whole and _has(statement.actions, "*", "*:*") and _has(statement.resources, "*")


def _has(items: Items, *wanted: str) -> bool:
    return any(string(item.value) in wanted and item.present is Truth.YES for item in items.items)


def _administrator(role: Resource, graph: Graph) -> Iterator[Answer]:
    arns = elements(role.get("ManagedPolicyArns"))[0]
    if not arns:
        return
    trust = [site.document for site in sites_of(role, graph) if site.kind == "trust"]
    workload = some(
        Truth.of(one.kind == "Service" and string(one.value) in _WORKLOADS) & one.truth
        for document in trust
        for one in assumers(document)
    )
    if workload is not Truth.YES:
        return
    for arn in arns:
        shown = string(arn) or "".join(part for part in getattr(arn, "parts", ()) if isinstance(part, str))
        if shown.endswith(_ADMINISTRATOR):
            yield Fault(
                f"{role.address} is the role of a workload and an administrator of the account",
                arn,
                quoted({"ManagedPolicyArns": arn}),
            )
