"""No bucket can be opened to the public.

## What it proves
Every bucket states all four settings of its public access block as true. A bucket that states none is a violation:
S3 protects new buckets by itself since April 2023, but nothing in the project then keeps it so.

## Parameters
None.

## Example
    expect: {check: storage.blocks-public-access}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.checks.stating import on, states
from stackproof.contract.outcome import together

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_SETTINGS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every bucket."""
    buckets = context.graph.of_type("AWS::S3::Bucket")
    return all_known(context, [_bucket(bucket) for bucket in buckets], "no bucket in the whole graph")


def _bucket(bucket: Resource) -> Outcome:
    return together(states(bucket, f"PublicAccessBlockConfiguration.{name}", on, "true") for name in _SETTINGS)
