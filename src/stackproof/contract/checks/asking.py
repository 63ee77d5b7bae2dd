"""Questions about permissions that checks share: may a role do this, on what the contract names?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.checks.model import TEXT, TEXTS, Parameter, each
from stackproof.contract.document import fault
from stackproof.contract.fields import scalar_of
from stackproof.contract.outcome import note, place, proven, together, undecided, violated
from stackproof.graph.identity import arn_of
from stackproof.graph.query import matches
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, Value, text
from stackproof.reasoning.iam import may_use, permits

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam import Decision


class Asked(NamedTuple):
    """What is asked about: a resource of the graph with what stands behind its ARN, or an ARN as written."""

    shown: str
    resource: Resource | None
    arn: Value


def _keys(node: Node, name: str) -> dict[str, Value]:
    if node.kind != "map":
        raise fault(f"{name} has to be a map of condition keys", node.at)
    return {key: _key(value, key) for key, value in node.entries.items()}


def _key(node: Node, name: str) -> Value:
    if node.kind == "list":
        return ListValue(tuple(Known(scalar_of(item, name)) for item in node.items))
    return Known(scalar_of(node, name))


PARAMETERS = {
    "role": Parameter(TEXT, "a glob of roles", required=True),
    "actions": Parameter(TEXTS, "actions, in full or with `*` for all that it stands for", required=True),
    "on": Parameter(TEXTS, "globs of resources, ARNs, or `*` for everything", default=("*",)),
    "keys": Parameter(_keys, "condition keys of the request", default=None),
}
"""The parameters of a check that asks whether a role may do something."""


def ask(
    context: EvaluationContext,
    role: str,
    actions: tuple[str, ...],
    on: tuple[str, ...],
    keys: dict[str, Value] | None,
    wanted: Truth,
) -> Outcome:
    """Judges every selected role, action and resource: `wanted` is what each answer has to be."""
    graph = context.graph
    targets = [target for pattern in on for target in _targets(pattern, graph)]
    missing = [pattern for pattern in on if not _targets(pattern, graph)]

    def judge(one: Resource) -> Outcome:
        outcomes = [
            _said(one, action, target, _decision(one, action, target, keys, graph), wanted)
            for action in actions
            for target in targets
        ]
        outcomes.extend(_nothing(pattern, one, context) for pattern in missing)
        return together(outcomes)

    return each(context, "AWS::IAM::Role", role, judge)


def _nothing(pattern: str, role: Resource, context: EvaluationContext) -> Outcome:
    if context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home)
    return violated(f"there is no resource {pattern}", role.location)


def _targets(pattern: str, graph: Graph) -> list[Asked]:
    if pattern == "*" or pattern.startswith("arn:"):
        return [Asked(pattern, None, Known(pattern))]
    glob, inside, suffix = pattern.partition("/*") if pattern.endswith("/*") else (pattern, "", "")
    found = []
    for resource in graph.resources.values():
        named = matches(Known(resource.address), glob) | matches(Known(resource.logical_id or ""), glob)
        if named is Truth.YES and resource.exists is not Truth.NO:
            arn = arn_of(resource, graph)
            whole = text([arn, inside, suffix]) if inside else arn
            found.append(Asked(resource.address + inside, None if inside else resource, whole))
    return found


def _decision(role: Resource, action: str, asked: Asked, keys: dict[str, Value] | None, graph: Graph) -> Decision:
    if asked.resource is not None:
        return may_use(graph, role, action, asked.resource, keys)
    return permits(graph, role, action, asked.arn, keys)


def _said(role: Resource, action: str, asked: Asked, decision: Decision, wanted: Truth) -> Outcome:
    may = f"{role.address} may {action} on {asked.shown}"
    why = "; ".join(decision.reasons)
    value = decision.statement.value if decision.statement is not None else None
    holder = decision.statement.policy if decision.statement is not None else None
    shown = note(holder or role, why, value)
    at = place(holder or role, value)
    if decision.truth is Truth.UNDECIDED:
        return undecided(f"whether {may}: {why}", at, shown)
    if decision.truth is wanted:
        return proven(shown)
    said = may if decision.truth is Truth.YES else may.replace(" may ", " may not ", 1)
    return violated(f"{said}: {why}", at, shown)
