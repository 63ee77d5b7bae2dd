"""Who may do what, by the policies of the graph, in three values.

Source: the evaluation logic of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html:
an explicit deny wins, then an allow, else nothing is allowed; a permissions boundary has to allow as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of, canonical, identify
from stackproof.graph.query import show, string
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Value
from stackproof.reasoning.policies import Document, Statement, read_document
from stackproof.reasoning.policy_attachments import (
    identity_policies,
    is_allow_only,
    managed_policy,
    resource_policy,
)
from stackproof.reasoning.policy_matching import (
    conditions_hold,
    is_account,
    speaks_of_action,
    speaks_of_principal,
    speaks_of_resource,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stackproof.graph.graph import Graph

    Context = Mapping[str, Value | str]

ASSUME = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


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


class Grant(NamedTuple):
    """An action that is allowed on a resource.

    Attributes:
        action: in lower case, with `*` where it was written.
        address: of the resource of the graph; None where the pattern means no single one.
        suffix: what follows the resource's ARN (`/*`).
        pattern: the resource pattern in canonical form, for a person to read.
        statement: which allows it.
    """

    action: str
    address: str | None
    suffix: str
    pattern: str
    statement: Statement


class Grants(NamedTuple):
    """All that a principal is granted.

    Attributes:
        grants: entry by entry.
        exact: nothing more and nothing less than `grants` is allowed.
        bounded: nothing more than `grants` is allowed. A condition or a deny only takes away, so with them the grants
            are bounded and not exact.
        reasons: why they are not exact.
    """

    grants: tuple[Grant, ...]
    exact: bool
    bounded: bool
    reasons: tuple[str, ...]

    @property
    def actions(self) -> frozenset[str]:
        """The actions in lower case."""
        return frozenset(grant.action for grant in self.grants)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Actions with the resources they are granted on: address and suffix, or the pattern where it is none."""
        return frozenset((one.action, one.address + one.suffix if one.address else one.pattern) for one in self.grants)


class Assumer(NamedTuple):
    """Somebody whom a role's trust policy lets in: kind and value of the principal, and whether for certain."""

    kind: str
    value: Value
    truth: Truth
    statement: Statement


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
                return Decision(Truth.NO, statement, (f"{_called(statement)} denies it",))
            doubt.append(f"{_called(statement)} may deny it")
            if statement.effect == "" and allowed.truth is Truth.NO:
                allowed = Decision(Truth.UNDECIDED, statement, (f"the effect of {_called(statement)} is not known",))
        elif answer is Truth.YES and allowed.truth is not Truth.YES:
            allowed = Decision(Truth.YES, statement, (f"{_called(statement)} allows it",))
        elif allowed.truth is Truth.NO:
            allowed = Decision(Truth.UNDECIDED, statement, (f"it hangs on {_open_part(statement)}",))
    if allowed.truth is Truth.NO:
        if document.complete:
            return allowed
        return Decision(Truth.UNDECIDED, None, (_unread(document),))
    hidden = not document.complete and not all(is_allow_only(value, graph) for value in document.open)
    if hidden:
        doubt.append(_unread(document))
    if doubt and allowed.truth is Truth.YES:
        return Decision(Truth.UNDECIDED, allowed.statement, tuple(doubt))
    return allowed


def _called(statement: Statement) -> str:
    where = f" of {statement.policy.address}" if statement.policy is not None else ""
    return f"statement {statement.sid}{where}" if statement.sid else f"a statement{where}"


def _open_part(statement: Statement) -> str:
    if statement.conditions is None or statement.conditions:
        return f"the conditions of {_called(statement)}"
    return f"what is not known of {_called(statement)}"


def _unread(document: Document) -> str:
    listed = ", ".join(show(value, 80) for value in document.open)
    return f"the statements of {listed} are not known here" if listed else "not every policy could be read"


def granted(graph: Graph, principal: Resource) -> Grants:
    """What the policies of a role or user allow, entry by entry; denies and conditions make it inexact, and say so."""
    document = identity_policies(principal, graph)
    grants: list[Grant] = []
    reasons: list[str] = []
    bounded = document.complete
    if not document.complete:
        reasons.append(_unread(document))
    for statement in document.statements:
        name = _called(statement)
        if statement.effect == "Deny":
            reasons.append(f"{name} denies something")
            continue
        if not statement.effect:
            reasons.append(f"the effect of {name} is not known")
        if statement.present is not Truth.YES:
            reasons.append(f"{name} may not be there")
        if statement.conditions is None or statement.conditions:
            reasons.append(f"{name} has conditions")
        if statement.not_actions.written or statement.not_resources.written:
            reasons.append(f"{name} says what it does not cover")
        named = all(string(item.value) is not None for item in statement.actions.items)
        if not (named and statement.actions.complete and statement.resources.complete):
            reasons.append(f"{name} is known in part only")
            bounded = False
        grants.extend(_grants(statement, graph))
    return Grants(tuple(grants), not reasons, bounded, tuple(reasons))


def _grants(statement: Statement, graph: Graph) -> Iterator[Grant]:
    actions = ["*"] if statement.not_actions.written else []
    actions += [(string(item.value) or show(item.value)).lower() for item in statement.actions.items]
    resources = [Known("*")] if statement.not_resources.written or not statement.resources.written else []
    patterns: list[Value] = [*resources, *(item.value for item in statement.resources.items)]
    for pattern in patterns:
        found = identify(pattern, graph) if string(pattern) != "*" else None
        sure = found is not None and found.truth is Truth.YES and found.resource is not None
        address = found.resource.address if sure and found is not None and found.resource is not None else None
        suffix = found.suffix if found is not None and address else ""
        for action in actions:
            yield Grant(action, address, suffix, show(canonical(pattern, graph)), statement)


def assumable_by(role: Resource) -> tuple[Assumer, ...]:
    """Whom a role's trust policy lets assume the role. Denies are not taken off; `trust_is_known`: are these all?"""
    found: list[Assumer] = []
    for statement in trust_policy(role).statements:
        asks = Truth.NO
        for action in ASSUME:
            asks = asks | speaks_of_action(statement, action)
        if statement.effect != "Allow" or asks is Truth.NO:
            continue
        if statement.not_principals.written:
            found.append(Assumer("*", statement.value, Truth.UNDECIDED, statement))
        sure = statement.present & asks
        found.extend(Assumer(one.kind, one.value, one.present & sure, statement) for one in statement.principals.items)
    return tuple(found)


def trust_policy(role: Resource) -> Document:
    """The role's AssumeRolePolicyDocument."""
    return read_document(role.get("AssumeRolePolicyDocument"), role)


def trust_is_known(role: Resource) -> bool:
    """Whether `assumable_by` lists everybody: every statement and every principal could be read."""
    trust = trust_policy(role)
    return trust.complete and all(statement.principals.complete for statement in trust.statements)
