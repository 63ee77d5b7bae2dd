"""Every customer-managed key that can rotate does so.

## What it proves
`EnableKeyRotation` is true for every symmetric key of the project whose material KMS made. Asymmetric and HMAC keys,
and keys with imported material, cannot rotate by themselves and are left out.

## Parameters
None.

## Example
    expect: {check: kms.keys-rotate}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import fact, note, place, proven, undecided, violated
from stackproof.graph.query import decide, equals, is_true, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every key."""
    keys = context.graph.of_type("AWS::KMS::Key")
    return all_known(context, [_key(key) for key in keys], "no key in the whole graph")


def _key(key: Resource) -> Outcome:
    rotation = key.get("EnableKeyRotation")
    rotates = is_true(rotation)
    if rotates is Truth.YES:
        return proven(fact(key, "EnableKeyRotation", rotation))
    can = _is(key, "KeySpec", "SYMMETRIC_DEFAULT") & _is(key, "Origin", "AWS_KMS")
    if can is Truth.NO:
        return proven(note(key, "a key that cannot rotate by itself"))
    shown = fact(key, "EnableKeyRotation", rotation)
    if rotates is Truth.NO and can is key.exists is Truth.YES:
        return violated(f"{key.address} does not rotate", place(key, rotation), shown)
    return undecided(f"whether {key.address} rotates: {why(rotation)}", place(key, rotation), shown)


def _is(key: Resource, name: str, default: str) -> Truth:
    """Whether a property has its default value."""
    return decide(key.get(name), lambda value: Truth.YES if isinstance(value, Absent) else equals(value, default))
