"""A role has exactly the permissions that are listed: each of them for certain, and none besides.

## What it proves
Every action that the policies of a selected role allow is listed for the resource that it is allowed on, and every
listed pair is allowed. Inline policies, attached policies and managed policies count; denies, conditions that are not
known, a permissions boundary and policies that cannot be read leave the answer open. A condition of a statement narrows
what it allows and is shown as evidence.

## Parameters
- `role`: a glob of the role's name, logical id or address. At least one role has to match.
- `statements`: a list of `{actions, on}`. `on` are globs of addresses of resources, with `/*` behind for what is inside
  them (the objects of a bucket), or whatever the policy writes behind the ARN (`/logs/*`, `:*`); or ARNs with `*`; or
  `*` for everything. Without `on`, the action may be allowed on anything.
- `actions`: a list of actions, for a role of which only the actions matter.

## Example
    expect:
      check: iam.permits-exactly
      with:
        role: "*replication*"
        statements:
          - {actions: ["s3:ListBucket"], on: ["*Primary*Bucket*"]}
          - {actions: ["s3:GetObjectVersionForReplication"], on: ["*Primary*Bucket*/*"]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.checks.model import TEXT, TEXTS, Parameter, check, each
from stackproof.contract.document import fault
from stackproof.contract.fields import Fields
from stackproof.contract.outcome import note, place, proven, together, undecided, violated
from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import matches, show, string, why
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Known
from stackproof.reasoning.iam.attachments import identity_policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Document, Statement


class Wanted(NamedTuple):
    """An action in lower case and what it is to be allowed on; None for anything."""

    action: str
    on: str | None


class Given(NamedTuple):
    """An action that a statement allows on a resource pattern, both as written."""

    action: Value
    resource: Value
    statement: Statement
    present: Truth


def _statements(node: Node, name: str) -> tuple[Wanted, ...]:
    if node.kind != "list" or not node.items:
        raise fault(f"{name} has to be a list of statements", node.at)
    found: list[Wanted] = []
    for item in node.items:
        fields = Fields(item, "a statement", ("actions", "on"), ("actions",))
        for action in fields.texts("actions"):
            found.extend(Wanted(action.lower(), on) for on in fields.texts("on") or (None,))
    return tuple(found)


def _actions(node: Node, name: str) -> tuple[Wanted, ...]:
    return tuple(Wanted(action.lower(), None) for action in TEXTS(node, name))


@check(
    {
        "role": Parameter(TEXT, "a glob of roles", required=True),
        "statements": Parameter(_statements, "actions and what they are on", default=()),
        "actions": Parameter(_actions, "actions on anything", default=()),
    }
)
def CHECK(
    context: EvaluationContext, role: str, statements: tuple[Wanted, ...], actions: tuple[Wanted, ...]
) -> Outcome:
    """Judges every selected role."""
    wanted = (*statements, *actions)
    return each(context, "AWS::IAM::Role", role, lambda one: _role(one, wanted, context.graph))


def _role(role: Resource, wanted: tuple[Wanted, ...], graph: Graph) -> Outcome:
    document = identity_policies(role, graph)
    given = list(_given(document))
    outcomes = [*_unclear(role, document), *_bounded(role)]
    outcomes.extend(_extra(role, one, wanted, graph) for one in given)
    outcomes.extend(_lacking(role, one, given, graph, document) for one in wanted)
    return together(outcomes)


def _given(document: Document) -> Iterator[Given]:
    for statement in document.statements:
        if statement.effect != "Allow":
            continue
        for action in statement.actions.items:
            for resource in statement.resources.items:
                present = statement.present & action.present & resource.present
                yield Given(action.value, resource.value, statement, present)


def _unclear(role: Resource, document: Document) -> Iterator[Outcome]:
    """What keeps the list of permissions from being the whole truth."""
    for value in document.open or (() if document.complete else (role.properties,)):
        yield undecided(f"the statements of {show(value, 80)} are not known", place(role, value))
    for statement in document.statements:
        name = f"the statement {statement.sid}" if statement.sid else "a statement"
        at = place(role, statement.value)
        if statement.effect == "Allow" and (statement.not_actions.written or statement.not_resources.written):
            reason = f"{name} of {role.address} allows all but what it lists"
            yield violated(reason, at, note(role, reason, statement.value))
        elif statement.effect != "Allow":
            yield undecided(f"{name} of {role.address} does not allow but deny, or is not known", at)
        elif not (statement.actions.complete and statement.resources.complete):
            yield undecided(f"{name} of {role.address} is known in part only", at)
        elif statement.conditions is None:
            yield undecided(f"the conditions of {name} of {role.address} are not known", at)


def _bounded(role: Resource) -> Iterator[Outcome]:
    """A permissions boundary allows nothing by itself and can take away what the policies allow."""
    boundary = role.get("PermissionsBoundary")
    if not isinstance(boundary, Absent):
        reason = f"the permissions boundary of {role.address} may take away what its policies allow"
        yield undecided(reason, place(role, boundary), note(role, reason, boundary))


def _extra(role: Resource, given: Given, wanted: tuple[Wanted, ...], graph: Graph) -> Outcome:
    listed = some(_covers(one, given, graph) for one in wanted)
    shown = f"{show(given.action)} on {_named(given.resource, graph)}"
    at = place(role, given.statement.value)
    if listed is Truth.YES:
        conditions = given.statement.conditions
        narrowed = f" if {', '.join(one.key for one in conditions)}" if conditions else ""
        return proven(note(role, f"allows {shown}{narrowed}", given.statement.value))
    if listed is Truth.NO and given.present is Truth.YES:
        reason = f"{role.address} also allows {shown}"
        return violated(reason, at, note(role, reason, given.statement.value))
    return undecided(f"whether {role.address} allows {shown} beyond what is listed: {why(given.resource)}", at)


def _named(resource: Value, graph: Graph) -> str:
    found = identify(resource, graph)
    if found.resource is not None and found.truth is Truth.YES:
        return found.resource.address + found.suffix
    return show(canonical(resource, graph))


def _lacking(role: Resource, wanted: Wanted, given: list[Given], graph: Graph, document: Document) -> Outcome:
    allowed = some(one.present & _covers(wanted, one, graph) for one in given)
    if allowed is Truth.YES:
        return proven()
    shown = f"{wanted.action} on {wanted.on}" if wanted.on else wanted.action
    if allowed is Truth.NO and document.complete and all(_is_whole(one) for one in document.statements):
        reason = f"{role.address} does not allow {shown}"
        return violated(reason, role.location, note(role, reason))
    return undecided(f"whether {role.address} allows {shown} is not known", role.location)


def _is_whole(statement: Statement) -> bool:
    """Whether all is known of what a statement can allow."""
    known = statement.actions.complete and statement.resources.complete
    return statement.effect == "Deny" or (statement.effect == "Allow" and known)


def _covers(wanted: Wanted, given: Given, graph: Graph) -> Truth:
    """Whether what is given is this very permission."""
    action = string(given.action)
    if action is None:
        return Truth.UNDECIDED
    if action.lower() != wanted.action:
        return Truth.NO
    if wanted.on is None:
        return Truth.YES
    if wanted.on == "*" or string(given.resource) == "*":
        return Truth.of(string(given.resource) == wanted.on)
    if wanted.on.startswith("arn:"):
        return matches(canonical(given.resource, graph), wanted.on)
    return _is_on(wanted.on, given.resource, graph)


def _is_on(on: str, resource: Value, graph: Graph) -> Truth:
    found = identify(resource, graph)
    if found.resource is None:
        return found.truth if found.truth is not Truth.YES else Truth.NO
    if found.part != "arn":
        return Truth.NO
    address = Known(found.resource.address)
    behind = found.suffix if found.suffix[:1] in ("/", ":") else "/*"
    inside = found.suffix == behind and on.endswith(behind) and matches(address, on[: -len(behind)]) is Truth.YES
    whole = found.suffix == "" and matches(address, on) is Truth.YES
    return found.truth if inside or whole else ~found.truth & Truth.UNDECIDED
