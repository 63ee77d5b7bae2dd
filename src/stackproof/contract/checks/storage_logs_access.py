"""Who reads and writes the buckets is written down.

## What it proves
Every bucket names a bucket that its access logs go to, except those that such logs go to.

## Parameters
None.

## Example
    expect: {check: storage.logs-access}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import fact, note, place, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import present, why
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_BUCKET = "AWS::S3::Bucket"
_LOGGING = "LoggingConfiguration"


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every bucket."""
    buckets = context.graph.of_type(_BUCKET)
    targets: set[str] = set()
    for bucket in buckets:
        found = identify(bucket.get(_LOGGING, "DestinationBucketName"), context.graph, _BUCKET)
        if found.resource is not None:
            targets.add(found.resource.address)
    return all_known(context, [_bucket(bucket, targets) for bucket in buckets], "no bucket in the whole graph")


def _bucket(bucket: Resource, targets: set[str]) -> Outcome:
    if bucket.address in targets:
        return proven(note(bucket, "takes the access logs of others"))
    logging = bucket.get(_LOGGING)
    answer = present(logging)
    shown = fact(bucket, _LOGGING, logging)
    if answer is Truth.YES:
        return proven(shown)
    if answer is Truth.NO and bucket.exists is Truth.YES:
        return violated(f"{bucket.address} writes no access logs", place(bucket, logging), shown)
    return undecided(f"whether {bucket.address} writes access logs: {why(logging)}", place(bucket, logging), shown)
