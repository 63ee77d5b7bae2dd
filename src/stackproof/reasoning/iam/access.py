"""Who may do what, by the policies of the graph, in three values.

Source: the evaluation logic of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html:
an explicit deny wins, then an allow, else nothing is allowed; a permissions boundary has to allow as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Value
from stackproof.reasoning.iam.attachments import (
    identity_policies,
    is_allow_only,
    managed_policy,
    resource_policy,
)
from stackproof.reasoning.iam.documents import Document, Statement
from stackproof.reasoning.iam.matching import (
    conditions_hold,
    is_account,
    speaks_of_action,
    speaks_of_principal,
    speaks_of_resource,
)
from stackproof.reasoning.iam.wording import called, open_part, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.graph.graph import Graph

    Context = Mapping[str, Value | str]


class Decision(NamedTuple):
    """An answer of IAM.

    Attributes:
        truth: allowed, not allowed, or undecided.
        statement: the statement that decides; None when nothing speaks of the request.
        reasons: why, for a person to read; completes "undecided, because ..." when `truth` is UNDECIDED.
    """

    truth: Truth
    statement: Statement | None
    reasons: tuple[str, ...]


def permits(
    graph: Graph,
    principal: Resource,
    action: str,
    resource: Resource | Value,
    context: Context | None = None,
) -> Decision:
    """Whether the policies of a role or user let it do something. Policies of the resource itself are not asked.

    Args:
        graph: holds the policies.
        principal: a role or user.
        action: `service:Action`; a `*` in it asks for all that it stands for.
        resource: a resource of the graph, or the ARN as a value (`Text` of the ARN and `/*` for all objects).
        context: condition keys of the request, as far as they are known. Without a key, a statement that tests it is
            undecided.
    """
    target = arn_of(resource, graph) if isinstance(resource, Resource) else resource
    document = identity_policies(principal, graph)

    def speaks(statement: Statement) -> Truth:
        return speaks_of_action(statement, action) & speaks_of_resource(statement, target, graph)

    decision = _decide(document, speaks, context or {}, graph)
    boundary = principal.get("PermissionsBoundary")
    if decision.truth is Truth.NO or isinstance(boundary, Absent):
        return decision
    limit = _decide(managed_policy(boundary, graph), speaks, context or {}, graph)
    if limit.truth is Truth.YES:
        return decision
    return limit._replace(reasons=("the permissions boundary has to allow it too", *limit.reasons))


def permits_principal(
    policy: Document,
    principal: Resource | Value | str,
    action: str,
    graph: Graph,
    resource: Resource | Value | None = None,
    context: Context | None = None,
) -> Decision:
    """Whether a resource policy lets a principal in.

    A statement for a whole account lets IAM policies of that account decide; it helps no service, and a role only
    together with its own policies (see `may_use`).

    Args:
        policy: from `resource_policy` or `read_document`.
        principal: a role or user of the graph, or a service or ARN (`logs.us-east-1.amazonaws.com`, also with holes).
        action: `service:Action`.
        graph: where principals and resources are looked up.
        resource: what the statements' Resource has to take; None does not ask.
        context: condition keys of the request.
    """
    who = Known(principal) if isinstance(principal, str) else principal
    target = arn_of(resource, graph) if isinstance(resource, Resource) else resource

    def speaks(statement: Statement) -> Truth:
        where = Truth.YES if target is None else speaks_of_resource(statement, target, graph)
        return speaks_of_principal(statement, who, graph) & speaks_of_action(statement, action) & where

    return _decide(policy, speaks, context or {}, graph)


def delegates_to_iam(policy: Document, action: str, graph: Graph, context: Context | None = None) -> Decision:
    """Whether a resource policy leaves an action to the IAM policies of an account, as the default key policy does."""

    def speaks(statement: Statement) -> Truth:
        named = Truth.NO
        for one in statement.principals.items:
            if one.kind == "AWS":
                named = named | (is_account(one.value, graph) & one.present)
        return named & speaks_of_action(statement, action)

    return _decide(policy, speaks, context or {}, graph)


def may_use(
    graph: Graph, principal: Resource, action: str, resource: Resource, context: Context | None = None
) -> Decision:
    """Whether a role or user of the account can do something on a resource that has a policy of its own.

    A KMS key has to let it in by its key policy, either by name or by leaving it to IAM; for other resources in the
    same account the principal's own policies are enough, and so is the resource's.
    """
    own = permits(graph, principal, action, resource, context)
    policy = resource_policy(resource, graph)
    named = permits_principal(policy, principal, action, graph, resource, context)
    if _denies(own) or _denies(named):
        return own if _denies(own) else named
    if named.truth is Truth.YES:
        return named
    if resource.type == "AWS::KMS::Key":
        left = delegates_to_iam(policy, action, graph, context)
        answer = own.truth & left.truth
        decisive = left if left.truth is not Truth.YES else own
        return Decision(named.truth | answer, decisive.statement, decisive.reasons)
    return Decision(own.truth | named.truth, own.statement or named.statement, own.reasons + named.reasons)


def _denies(decision: Decision) -> bool:
    return decision.truth is Truth.NO and decision.statement is not None


def _decide(document: Document, speaks: Callable[[Statement], Truth], context: Context, graph: Graph) -> Decision:
    """Deny before allow. What is not known of a deny leaves an allow open, and the other way round."""
    allowed = Decision(Truth.NO, None, ("no statement allows it",))
    doubt: list[str] = []
    for statement in document.statements:
        answer = speaks(statement) & statement.present
        if answer is Truth.NO:
            continue
        answer = answer & conditions_hold(statement, context, graph)
        if answer is Truth.NO:
            continue
        if statement.effect != "Allow":
            if answer is Truth.YES and statement.effect == "Deny":
                return Decision(Truth.NO, statement, (f"{called(statement)} denies it",))
            doubt.append(f"{called(statement)} may deny it")
            if statement.effect == "" and allowed.truth is Truth.NO:
                allowed = Decision(Truth.UNDECIDED, statement, (f"the effect of {called(statement)} is not known",))
        elif answer is Truth.YES and allowed.truth is not Truth.YES:
            allowed = Decision(Truth.YES, statement, (f"{called(statement)} allows it",))
        elif allowed.truth is Truth.NO:
            allowed = Decision(Truth.UNDECIDED, statement, (f"it hangs on {open_part(statement)}",))
    if allowed.truth is Truth.NO:
        if document.complete:
            return allowed
        return Decision(Truth.UNDECIDED, None, (unread(document),))
    hidden = not document.complete and not all(is_allow_only(value, graph) for value in document.open)
    if hidden:
        doubt.append(unread(document))
    if doubt and allowed.truth is Truth.YES:
        return Decision(Truth.UNDECIDED, allowed.statement, tuple(doubt))
    return allowed
