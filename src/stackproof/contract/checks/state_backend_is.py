"""Terraform's state is kept in a backend of the kind that was asked for.

## What it proves
Each stack of Terraform, CDKTF or CDK Terrain that is deployed by itself names a backend of this type and no other. What
`terraform init -backend-config` adds to it is not seen, and does not change its type.

## Parameters
- `type`: the type of the backend, such as `s3`, or `cloud`.

## Example
    expect: {check: state.backend-is, with: {type: s3}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check
from stackproof.contract.outcome import proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import NOWHERE
from stackproof.graph.values import MapValue

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Stack


def judge(context: EvaluationContext, **given: str) -> Outcome:
    """Compares the backend of each stack with the type."""
    stacks = [stack for stack in context.graph.stacks.values() if stack.parent is None]
    if context.status in {"failed", "not_run"}:
        return undecided(context.blind, context.home)
    if context.sources.engine == "pulumi":
        return undecided("where Pulumi keeps its state is told to its command", context.home)
    if not stacks or context.sources.engine not in {"terraform", "cdktf"}:
        return violated("there is no state of Terraform here", context.home)
    return together(_one(stack, given["type"], context) for stack in stacks)


CHECK = check({"type": Parameter(TEXT, "the type of the backend", required=True)})(judge)


def _one(stack: Stack, wanted: str, context: EvaluationContext) -> Outcome:
    name = f"the stack {stack.key}" if stack.key else "the state"
    backend = stack.settings.get("backend")
    found = sorted(backend.entries) if isinstance(backend, MapValue) else []
    if "cloud" in stack.settings:
        found.append("cloud")
    at = backend.at if backend is not None and backend.at != NOWHERE else stack.location
    at = at if at != NOWHERE else context.home
    if found == [wanted]:
        return proven(Proof("", at, f"{name} is kept in the backend {wanted}"))
    shown = " and ".join(found) or "no backend, so in the working folder"
    return violated(f"{name} is kept in {shown}, and not in {wanted}", at)
