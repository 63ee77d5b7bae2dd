"""What a principal is granted in all, and who can assume a role."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Value
from stackproof.reasoning.iam.attachments import identity_policies
from stackproof.reasoning.iam.documents import Document, Statement, read_document
from stackproof.reasoning.iam.matching import speaks_of_action
from stackproof.reasoning.iam.wording import called, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ASSUME = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


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

    def of(self, action: str) -> list[Grant]:
        """The entries that allow an action, whatever they allow it on."""
        return [grant for grant in self.grants if fnmatchcase(action.lower(), grant.action)]

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


def granted(graph: Graph, principal: Resource) -> Grants:
    """What the policies of a role or user allow, entry by entry; denies and conditions make it inexact, and say so."""
    document = identity_policies(principal, graph)
    grants: list[Grant] = []
    reasons: list[str] = []
    bounded = document.complete
    if not document.complete:
        reasons.append(unread(document))
    for statement in document.statements:
        name = called(statement)
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
    return assumers(trust_policy(role))


def assumers(trust: Document) -> tuple[Assumer, ...]:
    """As `assumable_by`, of a trust policy that was read already."""
    found: list[Assumer] = []
    for statement in trust.statements:
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
