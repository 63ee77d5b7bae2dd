"""Buckets, queues and topics refuse requests without TLS.

## What it proves
The policy of every resource of these types denies everybody, without any further condition, all actions when
`aws:SecureTransport` is false: on a bucket and its objects, on a queue. A topic's policy cannot speak of all
actions, so that for topics the denial of `sns:Publish` is what counts.

## Parameters
- `types`: of `AWS::S3::Bucket`, `AWS::SQS::Queue` and `AWS::SNS::Topic`; all three when left out.

## Example
    expect: {check: transport.tls-only, with: {types: [AWS::S3::Bucket]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import Parameter, all_known, check
from stackproof.contract.document import fault, nearest
from stackproof.contract.fields import texts_of
from stackproof.contract.outcome import note, place, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import string
from stackproof.graph.truth import Truth, every, some
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.matching import any_of, speaks_of_action

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Statement

# What has to be denied, and on which parts of the resource.
_ACTIONS = {"AWS::S3::Bucket": "s3:*", "AWS::SQS::Queue": "sqs:*", "AWS::SNS::Topic": "sns:Publish"}
_PARTS = {"AWS::S3::Bucket": ("", "/*"), "AWS::SQS::Queue": ("",), "AWS::SNS::Topic": ("",)}


def _types(node: Node, name: str) -> tuple[str, ...]:
    types = texts_of(node, name)
    for one in types:
        if one not in _ACTIONS:
            raise fault(f"{one} is no type that this check knows", node.at, nearest(one, _ACTIONS))
    return types


@check({"types": Parameter(_types, "types of resources", default=tuple(_ACTIONS))})
def CHECK(context: EvaluationContext, types: tuple[str, ...]) -> Outcome:
    """Judges every bucket, queue and topic."""
    found = context.graph.of_type(*types)
    return all_known(context, [_resource(one, context.graph) for one in found], f"no {' or '.join(types)}")


def _resource(resource: Resource, graph: Graph) -> Outcome:
    document = resource_policy(resource, graph)
    denials = [(one, _refuses(one, resource.type)) for one in document.statements]
    parts = [
        some(truth & _speaks_of(one, resource, part, graph) for one, truth in denials) for part in _PARTS[resource.type]
    ]
    answer = every(parts)
    if answer is Truth.YES:
        proofs = [
            note(one.policy or resource, f"denies {resource.address} without TLS ({one.sid or 'no Sid'})", one.value)
            for one, truth in denials
            if truth is Truth.YES
        ]
        return proven(*proofs)
    at = next(
        (place(one.policy, one.policy.properties) for one in document.statements if one.policy), resource.location
    )
    if answer is Truth.NO and document.complete and resource.exists is Truth.YES:
        words = f"{resource.address} takes requests without TLS"
        if parts[0] is not Truth.NO:
            words += " for its objects"
        return violated(words, at, note(resource, words))
    return undecided(f"whether {resource.address} takes requests without TLS: its policy is not known in full", at)


def _refuses(statement: Statement, type_: str) -> Truth:
    """Whether the statement denies everybody what counts whenever there is no TLS."""
    if statement.effect == "Allow" or statement.not_principals.written:
        return Truth.NO
    truth = statement.present if statement.effect == "Deny" else Truth.UNDECIDED
    everybody = some(one.present for one in statement.principals.items if one.kind == "*")
    if not statement.principals.complete:
        everybody |= Truth.UNDECIDED
    wanted = _ACTIONS[type_]
    if wanted.endswith("*"):
        acts = any_of(statement.actions, lambda action: _is_all(action, wanted))
    else:
        acts = speaks_of_action(statement, wanted)
    return truth & everybody & acts & _without_tls(statement)


def _is_all(action: Value, wanted: str) -> Truth:
    known = string(action)
    return Truth.UNDECIDED if known is None else Truth.of(known.lower() in ("*", wanted))


def _without_tls(statement: Statement) -> Truth:
    if statement.conditions is None:
        return Truth.UNDECIDED
    if len(statement.conditions) != 1:
        # Without a condition everything is denied, with TLS as well: that is no policy to rely on.
        return Truth.NO
    (condition,) = statement.conditions
    if condition.operator not in ("Bool", "BoolIfExists") or condition.key.lower() != "aws:securetransport":
        return Truth.NO
    return any_of(condition.values, _is_false)


def _is_false(value: Value) -> Truth:
    known = string(value)
    return Truth.UNDECIDED if known is None else Truth.of(known.lower() == "false")


def _speaks_of(statement: Statement, resource: Resource, part: str, graph: Graph) -> Truth:
    if statement.not_resources.written:
        return Truth.NO

    def means(value: Value) -> Truth:
        if string(value) == "*":
            return Truth.YES
        found = identify(value, graph)
        if found.resource is not resource:
            return Truth.UNDECIDED if found.truth is Truth.UNDECIDED and found.resource is None else Truth.NO
        return found.truth & Truth.of(found.suffix in (part, "*"))

    return any_of(statement.resources, means)
