"""No role is allowed everything: no `*` action, and no `*` resource where the action could name one.

## What it proves
No policy of the project, and none that a role, user or group of it has, allows the action `*` or all actions of a
service (`s3:*`), allows all but what it lists, or allows an action on `*` that can be allowed on single resources.
Attached and managed policies count. Which actions take resources is read from the Service Authorization Reference. An
action such as `kms:GenerateDataKey*` names a family, and is no `*` action; `s3:**` is one, and `arn:aws:s3:::*` is a
`*` resource.

## Parameters
None. Waive the requirement, or narrow it with `iam.permits-exactly`, where a wildcard is meant.

## Example
    expect: {check: iam.no-wildcards}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, place, proven, undecided, violated
from stackproof.facts.iam_actions import source, takes_resource
from stackproof.graph.query import equals, show, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference, Text, Unknown
from stackproof.reasoning.iam.attachments import identity_policies
from stackproof.reasoning.iam.documents import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Document, Statement

_POLICIES = tuple(
    f"AWS::IAM::{kind}" for kind in ("Policy", "ManagedPolicy", "RolePolicy", "UserPolicy", "GroupPolicy")
)
_PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every statement of every principal."""
    graph = context.graph
    documents = [(one, identity_policies(one, graph)) for one in graph.of_type(*_PRINCIPALS)]
    judged = {one.policy.address for _, document in documents for one in document.statements if one.policy}
    # Policies of groups, of principals that stand elsewhere, and of nobody yet.
    others = [policy for policy in graph.of_type(*_POLICIES) if policy.address not in judged]
    documents.extend((policy, read_document(policy.get("PolicyDocument"), policy)) for policy in others)
    outcomes = [one for holder, document in documents for one in _holder(holder, document)]
    return all_known(context, outcomes, "no role, user, group or policy in the whole graph")


def _holder(role: Resource, document: Document) -> Iterator[Outcome]:
    for value in document.open or (() if document.complete else (role.properties,)):
        yield undecided(f"the statements of {show(value, 80)} are not known", place(role, value))
    found = [one for statement in document.statements for one in _statement(role, statement)]
    yield from found
    if document.complete and not found:
        yield proven(note(role, f"none of its {len(document.statements)} statements has a wildcard"))


def _statement(role: Resource, statement: Statement) -> Iterator[Outcome]:
    """Outcomes for what is wrong or not known; nothing when all is well."""
    if statement.effect == "Deny":
        return
    at = place(statement.policy or role, statement.value)
    if statement.not_actions.written or statement.not_resources.written:
        yield _fault(role, statement, f"{role.address} is allowed all but what is listed")
    if not (statement.actions.complete and statement.resources.complete and statement.effect):
        yield undecided(f"a statement of {role.address} is known in part only", at)
    star = [item for item in statement.resources.items if _is_everything(item.value) is not False]
    for item in statement.actions.items:
        action = string(item.value)
        if action is None:
            yield undecided(f"an action of {role.address} is not known: {why(item.value)}", at)
        elif not action.partition(":")[2].strip("*?"):
            yield _fault(role, statement, f"{role.address} is allowed {action}")
        else:
            for resource in star:
                yield from _on_everything(role, statement, action, resource.value)


def _on_everything(role: Resource, statement: Statement, action: str, resource: Value) -> Iterator[Outcome]:
    known = _is_everything(resource) is True
    if not known and not _may_be_star(resource):
        return
    answer = takes_resource(action)
    if answer and known:
        yield _fault(
            role, statement, f"{role.address} is allowed {action} on {show(resource)}, which takes single resources"
        )
    elif answer is not False:
        reason = f"{action} is not among the known actions" if known else why(resource)
        at = place(statement.policy or role, statement.value)
        yield undecided(f"whether {role.address} is allowed {action} on * where it need not: {reason}", at)


def _is_everything(resource: Value) -> bool | None:
    """Whether a pattern takes every resource of a service: nothing but wildcards stands where it would name one."""
    written = string(resource)
    if written is None and isinstance(resource, Text):
        # The partition is known only with the region; any other hole is a name or a part of one.
        parts = [
            "" if isinstance(part, Unknown) and part.symbol == "AWS::Partition" else part for part in resource.parts
        ]
        written = (
            "".join(part for part in parts if isinstance(part, str)) if all(isinstance(p, str) for p in parts) else None
        )
    if written is None:
        return None
    named = written.split(":", 3)
    return not (named[3] if len(named) == 4 and named[0] == "arn" else written.removeprefix("arn:")).strip("*?:")


def _may_be_star(resource: Value) -> bool:
    return not isinstance(resource, Reference) and equals(resource, "*") is not Truth.NO


def _fault(role: Resource, statement: Statement, words: str) -> Outcome:
    at = place(statement.policy or role, statement.value)
    if statement.present is not Truth.YES:
        return undecided(f"{words} under a condition", at)
    name = f" ({statement.sid})" if statement.sid else ""
    return violated(words + name, at, note(role, f"{words}; source: {source()}", statement.value))
