"""Every bucket keeps former versions of its objects.

## What it proves
`VersioningConfiguration.Status` of every bucket is `Enabled`.

## Parameters
None.

## Example
    expect: {check: storage.keeps-versions}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.checks.stating import is_one_of, states

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every bucket."""
    buckets = context.graph.of_type("AWS::S3::Bucket")
    enabled = is_one_of("Enabled")
    outcomes = [states(bucket, "VersioningConfiguration.Status", enabled, "Enabled") for bucket in buckets]
    return all_known(context, outcomes, "no bucket in the whole graph")
