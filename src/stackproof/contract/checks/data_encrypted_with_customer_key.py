"""Data at rest is encrypted with customer-managed keys.

## What it proves
Every resource of these types names a key, and the key is one of the project, or one that an alias of the customer's
names. Keys that AWS manages (`alias/aws/s3`), other algorithms and missing settings are violations; a key that is named
by its id alone and is none of the project leaves the answer open, for AWS's own keys have ids too. Functions count when
they have environment variables, database instances when they belong to no cluster.

## Parameters
- `types`: types of resources, or globs of types. Without it, all types that the check knows.

## Example
    expect: {check: data.encrypted-with-customer-key, with: {types: [AWS::S3::Bucket, AWS::Logs::LogGroup]}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.encryption import KEYS, applies, settings
from stackproof.contract.checks.model import Parameter, all_known, check
from stackproof.contract.document import fault, nearest
from stackproof.contract.fields import texts_of
from stackproof.contract.outcome import fact, place, proven, together, undecided, violated
from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import show, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, Sensitive

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


def _types(node: Node, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in texts_of(node, name):
        known = [type_ for type_ in KEYS if fnmatchcase(type_, one)]
        if not known:
            raise fault(f"{one} is no type whose encryption this check knows", node.at, nearest(one, KEYS))
        found.extend(known)
    return tuple(found)


@check({"types": Parameter(_types, "types of resources or globs", default=tuple(KEYS))})
def CHECK(context: EvaluationContext, types: tuple[str, ...]) -> Outcome:
    """Judges every resource that holds data."""
    outcomes = []
    for resource in context.graph.of_type(*types):
        needed = applies(resource)
        if needed is Truth.NO:
            continue
        outcome = together(_setting(resource, name, value, context.graph) for name, value in settings(resource))
        if outcome.truth is Truth.NO and (needed & resource.exists) is not Truth.YES:
            outcome = undecided(f"whether {resource.address} holds data; {outcome.reason}", resource.location)
        outcomes.append(outcome)
    return all_known(context, outcomes, "nothing that holds data in the whole graph")


def _setting(resource: Resource, name: str, value: Value, graph: Graph) -> Outcome:
    shown = fact(resource, name, value)
    answer, reason = _is_customer_key(value, graph)
    if answer is Truth.YES:
        return proven(shown)
    at = place(resource, value)
    if answer is Truth.NO:
        return violated(f"{resource.address}: {name} is {show(value)}, {reason}", at, shown)
    return undecided(f"{resource.address}: {name}: {reason}", at, shown)


def _is_customer_key(value: Value, graph: Graph) -> tuple[Truth, str]:
    """Whether a value names a key that the customer manages, and why not."""
    if isinstance(value, Sensitive):
        return _is_customer_key(value.inner, graph)
    if isinstance(value, Conditional):
        then, otherwise = _is_customer_key(value.then, graph), _is_customer_key(value.otherwise, graph)
        return then if then[0] is otherwise[0] else (Truth.UNDECIDED, why(value))
    if isinstance(value, Absent) or (isinstance(value, Known) and value.data in (None, "")):
        return Truth.NO, "so no customer-managed key encrypts it"
    found = identify(value, graph, "AWS::KMS::Key", "AWS::KMS::ReplicaKey", "AWS::KMS::Alias")
    if found.resource is not None:
        ours = found.resource.type in ("AWS::KMS::Key", "AWS::KMS::ReplicaKey", "AWS::KMS::Alias")
        return (found.truth, why(value)) if ours else (Truth.NO, "which is no key")
    known = string(canonical(value, graph))
    if known is not None and "alias/" in known:
        managed = known.split("alias/", 1)[1].startswith("aws/")
        return (Truth.NO, "a key that AWS manages") if managed else (Truth.YES, "")
    return Truth.UNDECIDED, why(value) if known is None else "the key is none of the project"
