"""What has to be kept outlives its stack.

## What it proves
Every selected resource stays when its stack is deleted (`Retain` or `RetainExceptOnCreate`, `retainOnDelete`), leaves a
snapshot, or cannot be deleted by the tool (`prevent_destroy`, `protect`). Properties such as `DeletionProtection`, and
what is inside, are not looked at.

## Parameters
- `type`: the type of what is meant.
- `resource`: a glob of the name, logical id or address. At least one resource has to match.

## Example
    expect: {check: lifecycle.outlives, with: {type: "AWS::S3::Bucket", resource: "*Records*"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check, each
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_WORDS = {"retain": "stays when its stack is deleted", "snapshot": "leaves a snapshot when its stack is deleted"}


@check(
    {
        "type": Parameter(TEXT, "the type of what is kept", required=True),
        "resource": Parameter(TEXT, "a glob of what is kept", required=True),
    }
)
def CHECK(context: EvaluationContext, **given: str) -> Outcome:
    """Judges every selected resource."""
    return each(context, given["type"], given["resource"], _resource)


def _resource(resource: Resource) -> Outcome:
    lifecycle = resource.lifecycle
    at = lifecycle.at if lifecycle.at.file else resource.location
    words = _WORDS.get(lifecycle.on_delete)
    if words is not None:
        return proven(Proof(resource.address, at, words))
    if lifecycle.protected is Truth.YES:
        return proven(note(resource, "the tool refuses to delete it"))
    if lifecycle.on_delete == "unknown" or lifecycle.protected is Truth.UNDECIDED:
        return undecided(f"what happens to {resource.address} when its stack is deleted is not known", at)
    words = f"{resource.address} goes with its stack"
    return violated(words, at, Proof(resource.address, at, words))
