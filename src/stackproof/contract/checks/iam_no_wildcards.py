"""No role is allowed everything: no `*` action, and no `*` resource where the action could name one.

## What it proves
No policy of a role, user or group of the project allows the action `*` or all actions of a service (`s3:*`), allows all
but what it lists, or allows an action on `*` that can be allowed on single resources. Attached and managed policies
count. Which actions take resources is read from the Service Authorization Reference. An action such as
`kms:GenerateDataKey*` names a family, and is no `*` action.

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
from stackproof.graph.query import show, string, why
from stackproof.graph.truth import Truth
from stackproof.reasoning.policy_attachments import identity_policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.policies import Statement

_PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every statement of every principal."""
    outcomes = [one for role in context.graph.of_type(*_PRINCIPALS) for one in _principal(role, context)]
    return all_known(context, outcomes, "no role, user or group in the whole graph")


def _principal(role: Resource, context: EvaluationContext) -> Iterator[Outcome]:
    document = identity_policies(role, context.graph)
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
    star = [item for item in statement.resources.items if string(item.value) in (None, "*")]
    for item in statement.actions.items:
        action = string(item.value)
        if action is None:
            yield undecided(f"an action of {role.address} is not known: {why(item.value)}", at)
        elif action.partition(":")[2] in ("", "*"):
            yield _fault(role, statement, f"{role.address} is allowed {action}")
        else:
            for resource in star:
                yield from _on_everything(role, statement, action, resource.value)


def _on_everything(role: Resource, statement: Statement, action: str, resource: Value) -> Iterator[Outcome]:
    known = string(resource) == "*"
    if not known and not _may_be_star(resource):
        return
    answer = takes_resource(action)
    if answer and known:
        yield _fault(role, statement, f"{role.address} is allowed {action} on *, which takes single resources")
    elif answer is not False:
        reason = f"{action} is not among the known actions" if known else why(resource)
        at = place(statement.policy or role, statement.value)
        yield undecided(f"whether {role.address} is allowed {action} on * where it need not: {reason}", at)


def _may_be_star(resource: Value) -> bool:
    from stackproof.graph.query import equals
    from stackproof.graph.values import Reference

    return not isinstance(resource, Reference) and equals(resource, "*") is not Truth.NO


def _fault(role: Resource, statement: Statement, words: str) -> Outcome:
    at = place(statement.policy or role, statement.value)
    if statement.present is not Truth.YES:
        return undecided(f"{words} under a condition", at)
    name = f" ({statement.sid})" if statement.sid else ""
    return violated(words + name, at, note(role, f"{words}; source: {source()}", statement.value))
