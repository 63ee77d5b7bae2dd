"""Who may do what, by the policies of the graph, in three values.

Source: the evaluation logic of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html:
an explicit deny wins, then an allow, else nothing is allowed; a permissions boundary has to allow as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.iam.attachments import identity_policies, managed_policy, resource_policy
from stackproof.reasoning.iam.callers import Caller, caller_of, is_account, named, speaks_of
from stackproof.reasoning.iam.documents import Document, Statement
from stackproof.reasoning.iam.evaluation import Decision, Policies, Request, decide, evaluate
from stackproof.reasoning.iam.matching import speaks_of_action, speaks_of_resource
from stackproof.reasoning.iam.variables import RequestContext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.graph import Graph

    Context = Mapping[str, Value | str]


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
    boundary = principal.get("PermissionsBoundary")
    policies = Policies(
        identity_policies(principal, graph),
        boundary=None if isinstance(boundary, Absent) else managed_policy(boundary, graph),
    )
    request = Request(caller_of(principal, graph), action, target, RequestContext(context))
    verdict = evaluate(request, policies, graph)
    return Decision(verdict.truth, verdict.statement, verdict.reasons)


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
    caller = caller_of(principal, graph)
    target = arn_of(resource, graph) if isinstance(resource, Resource) else resource
    keys = RequestContext(context).with_defaults(caller.keys(graph))

    def speaks(statement: Statement) -> Truth:
        who = _lets_in(statement, caller, graph)
        if who is Truth.NO:
            return who
        where = Truth.YES if target is None else speaks_of_resource(statement, target, graph, keys)
        return who & speaks_of_action(statement, action) & where

    return decide(policy, speaks, keys, graph)


def _lets_in(statement: Statement, caller: Caller, graph: Graph) -> Truth:
    if statement.effect != "Allow" or statement.not_principals.written:
        return speaks_of(statement, caller, graph)
    found = named(statement.principals, caller, graph)
    return found.at_all if caller.kind == "root" else found.directly | found.as_role


def delegates_to_iam(policy: Document, action: str, graph: Graph, context: Context | None = None) -> Decision:
    """Whether a resource policy leaves an action to the IAM policies of an account, as the default key policy does."""

    def speaks(statement: Statement) -> Truth:
        named = Truth.NO
        for one in statement.principals.items:
            if one.kind == "AWS":
                named = named | (is_account(one.value, graph) & one.present)
        return named & speaks_of_action(statement, action)

    return decide(policy, speaks, RequestContext(context), graph)


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
