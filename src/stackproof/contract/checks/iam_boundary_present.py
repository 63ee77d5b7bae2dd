"""Roles have a permissions boundary.

## What it proves
Every selected role has a `PermissionsBoundary`, and it is the one that is named.

## Parameters
- `role`: a glob of roles; all of them when it is not given. At least one role has to match.
- `policy`: a glob of the boundary's ARN, or of the address of the policy; any boundary will do when it is not given.

## Example
    expect: {check: iam.boundary-present, with: {policy: "arn:aws:iam::*:policy/Developers"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check, each
from stackproof.contract.outcome import fact, place, proven, undecided, violated
from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import matches, present, show, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@check(
    {
        "role": Parameter(TEXT, "a glob of roles", default="*"),
        "policy": Parameter(TEXT, "a glob of the boundary's ARN or address", default="*"),
    }
)
def CHECK(context: EvaluationContext, role: str, policy: str) -> Outcome:
    """Judges every selected role."""
    return each(context, "AWS::IAM::Role", role, lambda one: _role(one, policy, context.graph))


def _role(role: Resource, policy: str, graph: Graph) -> Outcome:
    written = role.get("PermissionsBoundary")
    at, shown = place(role, written), fact(role, "PermissionsBoundary", written)
    there = present(written)
    if there is Truth.NO:
        return violated(f"{role.address} has no permissions boundary", at, shown)
    if there is Truth.UNDECIDED:
        return undecided(f"whether {role.address} has a permissions boundary: {why(written)}", at, shown)
    named = matches(canonical(written, graph), policy) if policy != "*" else Truth.YES
    found = identify(written, graph, "AWS::IAM::ManagedPolicy")
    if found.resource is not None and found.truth is Truth.YES:
        named = named | matches(Known(found.resource.address), policy)
    if named is Truth.YES:
        return proven(shown)
    said = f"the permissions boundary of {role.address} is {show(written)}"
    if named is Truth.NO:
        return violated(f"{said}, not {policy}", at, shown)
    return undecided(f"{said}, and whether that is {policy} is known only after deployment", at, shown)
