"""An action is allowed on resources of a kind that it can be done to.

## What it does
Reports an action that a statement allows on resources of another kind only: an action on objects with the ARN of the
bucket, one on the bucket with the ARN of its objects, one on log streams with the ARN of a log group without `:*`, an
action of one service on ARNs of another. It is reported when no other statement of the same principal allows the
action, and either nothing that the statement lists fits, or the reading and writing of objects or log events does not.

## Why is this bad
IAM compares the ARN of a request with the patterns of the statement as text. `s3:GetObject` asks about
`arn:aws:s3:::docs/key`, which `arn:aws:s3:::docs` does not match: the statement grants nothing for this action, and the
request is refused at run time.

## How to mend
Add the ARN that the action asks about: `${Bucket.Arn}/*` for objects, the bucket's own ARN for `s3:ListBucket`, `:*`
behind a log group for its streams.

## References
- [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts import iam_services
from stackproof.graph.query import show, string
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.iam.attachments import identity_policies
from stackproof.reasoning.iam.fitting import grants_on
from stackproof.reasoning.iam.matching import speaks_of_action
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.facts.iam_services import Action
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Document, Statement


# The services whose resource types the reference tells in full; of some others (API Gateway, Marketplace) AWS's own
# managed policies allow actions on ARNs that it does not list.
_SERVICES = {
    *("dynamodb", "ecr", "ecs", "events", "firehose", "kinesis", "kms", "lambda", "logs", "s3", "secretsmanager"),
    *("sns", "sqs", "states"),
}
# What a principal is given a bucket or log group for. Other actions that do not fit among some that do are often only
# too many: constructs and examples list more than is used.
_WORK = {"s3:getobject", "s3:putobject", "s3:deleteobject", "logs:putlogevents"}


@rule(
    id="IAM-RESOURCE-001",
    title="Action that is allowed on resources of another kind only",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=IDENTITY,
    root_cause="Actions on a thing and actions on what is inside it were allowed on one of the two ARNs only.",
    fix="Add the ARN that the action asks about.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    source="extracts of the Service Authorization Reference in stackproof.facts, with their own dates",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Compares the forms of the ARNs with those that each action asks about."""
    for site in sites_of(holder, context.graph):
        if site.kind != "identity":
            continue
        for statement in site.document.statements:
            if statement.effect == "Allow" and statement.present is Truth.YES:
                yield from _of_statement(holder, statement, site.document, context.graph)


def _of_statement(holder: Resource, statement: Statement, document: Document, graph: Graph) -> Iterator[Answer]:
    useless: list[tuple[Action, Value]] = []
    for item in statement.actions.items:
        written = string(item.value)
        action = iam_services.action(written) if written is not None else None
        if action is None or action.name.split(":")[0] not in _SERVICES or item.present is not Truth.YES:
            continue
        if grants_on(statement, action, graph) is not Truth.NO:
            continue
        elsewhere = [document, *graph.index(_Principals).documents_with(holder.address)]
        if all(_lacks(one, action, statement, graph) for one in elsewhere):
            useless.append((action, item.value))
    whole = len(useless) == len(statement.actions.items) and statement.actions.complete
    if useless and (whole or any(action.name in _WORK for action, _ in useless)):
        action, at = useless[0]
        named = ", ".join(string(value) or "" for _, value in useless)
        listed = ", ".join(show(one.value) for one in statement.resources.items)
        yield Fault(
            f"{named} {'asks' if len(useless) == 1 else 'ask'} about arn:aws:{action.formats[-1]}, which the resources "
            "of the statement do not match: it grants nothing",
            at,
            (f"Resource = {listed}", *(f"{one.name} is done to: {', '.join(one.resources)}" for one, _ in useless)),
        )


class _Principals:
    """All that each principal is allowed, by the resources that its policies are written in."""

    def __init__(self, graph: Graph) -> None:
        self._by_holder: dict[str, list[Document]] = {}
        for principal in graph.of_type("AWS::IAM::Role", "AWS::IAM::User"):
            document = identity_policies(principal, graph)
            for address in {one.policy.address for one in document.statements if one.policy is not None}:
                self._by_holder.setdefault(address, []).append(document)

    def documents_with(self, address: str) -> list[Document]:
        """The documents of the principals that are given a policy of this resource."""
        return self._by_holder.get(address, [])


def _lacks(document: Document, action: Action, statement: Statement, graph: Graph) -> bool:
    """Whether no other statement of a document allows an action on anything that it is done to."""
    others = (one for one in document.statements if one.value is not statement.value)
    return document.complete and some(_allows(one, action, graph) for one in others) is Truth.NO


def _allows(statement: Statement, action: Action, graph: Graph) -> Truth:
    if statement.effect != "Allow":
        return Truth.NO
    return speaks_of_action(statement, action.name) & grants_on(statement, action, graph)
