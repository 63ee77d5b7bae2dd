"""Both ends of a replication need versioning.

## What it does
Reports a bucket that has a replication configuration, or that is the destination of one in the same project, and whose
`VersioningConfiguration.Status` is not `Enabled`.

## Why is this bad
S3 replicates versions of objects, so `PutBucketReplication` refuses a source or a destination without versioning. The
deployment of the source bucket fails with "Versioning must be 'Enabled' on the bucket" or "Destination bucket must
have versioning enabled", and the stack rolls back.

## How to mend
Set `VersioningConfiguration: {Status: Enabled}` on both buckets (`versioned=True` in the AWS CDK). `Suspended` is not
enough. Let the source bucket depend on the destination, which a reference to its ARN does by itself.

## References
- [Requirements and considerations for replication](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, present, why
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import Agreement, doubt, settle
from stackproof.reasoning.replication import BUCKET, destination, enabled_rules, sources
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


@rule(
    id="S3-REPL-001",
    title="Replication between buckets without versioning",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    root_cause="A replication was configured without versioning, which it works on, at one of its ends.",
    fix="Set VersioningConfiguration.Status to Enabled on the source bucket and on every destination bucket.",
    impacts=Impacts(security="No second copy of the data comes into being, because the stack cannot be deployed."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
    source="S3 User Guide, Requirements and considerations for replication, 2026-11-20",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Asks for versioning where the bucket is a source, and where it is a destination."""
    status = bucket.get("VersioningConfiguration", "Status")
    if equals(status, "Enabled") is Truth.YES:
        return
    configuration = bucket.get("ReplicationConfiguration")
    versioning = bucket.get("VersioningConfiguration")
    agreement = settle(_source_is_versioned, configuration, versioning, existing=(bucket,))
    if agreement.truth is not Truth.YES:
        yield _answer(agreement, status, f"{bucket.address} has a replication configuration", configuration)
        return
    for source in sources(context.graph, bucket):

        def is_versioned(configuration: Value, versioning: Value) -> Truth | None:
            written_to = any(destination(context.graph, one) is bucket for one in enabled_rules(configuration))
            return _enabled(versioning) if written_to else None

        configuration = source.get("ReplicationConfiguration")
        agreement = settle(is_versioned, configuration, versioning, existing=(bucket, source))
        if agreement.truth is not Truth.YES:
            need = f"{source.address} ({source.location}) replicates to {bucket.address}"
            yield _answer(agreement, status, need, configuration)
            return


def _source_is_versioned(configuration: Value, versioning: Value) -> Truth | None:
    needed = present(configuration)
    return None if needed is Truth.NO else _enabled(versioning) | ~needed


def _enabled(versioning: Value) -> Truth:
    return equals(get(versioning, "Status"), "Enabled")


def _answer(agreement: Agreement, status: Value, need: str, configuration: Value) -> Answer:
    if agreement.truth is Truth.UNDECIDED:
        return Undecided(f"{need} and {why(status)}", status)
    doubts = doubt(agreement, configuration, status)
    return Fault(
        f"{need}, but its versioning is not enabled",
        status,
        (*quoted({"VersioningConfiguration.Status": status}), *doubts),
        certainty=certainty_under(doubts),
        patch="VersioningConfiguration:\n  Status: Enabled",
    )
