"""A principal is let near the resources that it uses, not near all of their kind.

## What it does
Reports a statement that allows actions on `*` although each of them can be allowed on single resources, where the
project itself has the resources that can be meant. The finding names them.

## Why is this bad
The principal may do the same to every table, queue, bucket or secret of the account, those of other systems and stages
among them.

## How to mend
Put the ARNs that the finding names into `Resource`.

## References
- [Grant least privilege](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts import iam_services
from stackproof.facts.arns import BY_SERVICE
from stackproof.graph.identity import arn_of
from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import text
from stackproof.reasoning.iam.fitting import fits
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.facts.iam_services import Action
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement

# Services whose resources hold data or work of one system.
_SERVICES = {
    "dynamodb",
    "events",
    "firehose",
    "kinesis",
    "kms",
    "lambda",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "states",
}
_MOST = 8


@rule(
    id="IAM-WILDCARD-002",
    title="Every resource of a kind instead of the project's own",
    severity="medium",
    blocks="none",
    category="security",
    types=IDENTITY,
    root_cause="The resources were not named, though the project has them.",
    fix="Put the ARNs of the project's own resources into Resource.",
    impacts=Impacts(security="The principal reaches the resources of other systems of the account."),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    source="IAM User Guide, Security best practices in IAM, 2026-11-28",
    same_as=("CKV_AWS_355", "CKV_AWS_356"),
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for the resources of the graph that the actions can be done to."""
    for site in sites_of(holder, context.graph):
        if site.kind != "identity":
            continue
        for statement in site.document.statements:
            actions = _narrowable(statement)
            candidates = _candidates(actions, context.graph) if actions else []
            if candidates:
                named = ", ".join(candidates[:_MOST]) + (", …" if len(candidates) > _MOST else "")
                yield Fault(
                    f"{holder.address} may {', '.join(one.name for one in actions)} on every resource of the account; "
                    f"the project has {named}",
                    statement.resources.items[0].value,
                    ("Resource = *", "no condition"),
                    patch="\n".join(candidates) if len(candidates) <= _MOST else "",
                )


def _narrowable(statement: Statement) -> list[Action]:
    """The actions of a statement on `*`, when each can be allowed on single resources; else none."""
    certain = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
    if not certain or [string(item.value) for item in statement.resources.items] != ["*"]:
        return []
    found = []
    for item in statement.actions.items:
        written = string(item.value)
        action = iam_services.action(written) if written is not None else None
        if action is None or not action.formats or action.name.split(":")[0] not in _SERVICES:
            return []
        found.append(action)
    return found


def _candidates(actions: list[Action], graph: Graph) -> list[str]:
    """What the resources of the graph are to be named as, for each action at least one."""
    found: dict[str, None] = {}
    index = graph.index(_ByAction)
    for action in actions:
        named = index.of(action, graph)
        if not named:
            return []
        found.update(dict.fromkeys(named))
    return list(found)


class _ByAction:
    """The resources of a graph that an action can be done to, looked for once an action."""

    def __init__(self, graph: Graph) -> None:
        self._found: dict[str, list[str]] = {}

    def of(self, action: Action, graph: Graph) -> list[str]:
        if action.name not in self._found:
            self._found[action.name] = list(_of_action(action, graph))
        return self._found[action.name]


def _of_action(action: Action, graph: Graph) -> Iterator[str]:
    for form in BY_SERVICE.get(action.name.split(":")[0], ()):
        for resource in graph.of_type(form.type):
            arn = arn_of(resource, graph)
            if fits(arn, action, graph) is Truth.YES:
                yield f"{resource.address}.Arn"
            elif fits(text([arn, "/*"]), action, graph) is Truth.YES:
                yield f"{resource.address}.Arn/*"
