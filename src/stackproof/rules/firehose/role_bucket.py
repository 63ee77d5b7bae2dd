"""The role of a Firehose stream may write to its bucket.

## What it does
Reports a Firehose stream that delivers to a bucket by a role of the project which is not allowed `s3:PutObject` on
the bucket's objects.

## Why is this bad
The stream deploys, and every delivery fails with "S3.AccessDenied"; after 24 hours of retries the records are lost.

## How to mend
Allow `s3:AbortMultipartUpload`, `s3:GetBucketLocation`, `s3:GetObject`, `s3:ListBucket`,
`s3:ListBucketMultipartUploads` and `s3:PutObject` on the bucket and its objects in the role's policy.

## References
- [Grant Firehose access to an Amazon S3 destination](https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of
from stackproof.graph.query import get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Unknown, Value
from stackproof.reasoning.buckets import PUT_OBJECT, object_in
from stackproof.reasoning.iam import permits
from stackproof.reasoning.iam.attachments import ROLE
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_DESTINATIONS = ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration")


@rule(
    id="FIREHOSE-ROLE-001",
    title="Firehose stream whose role may not write to its bucket",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=("AWS::KinesisFirehose::DeliveryStream",),
    root_cause="The stream was given a role, and the role's policy was not told of the bucket.",
    fix="Allow the role s3:PutObject and what goes with it on the bucket.",
    impacts=Impacts(performance="No record arrives."),
    effort=10,
    reference="https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html",
    source="Firehose Developer Guide, controlling-access, 2026-11-28",
)
def check(stream: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role for each destination in S3."""
    graph = context.graph
    for name in _DESTINATIONS:
        destination = stream.get(name)
        bucket = meant(graph, get(destination, "BucketARN"), BUCKET)
        role = meant(graph, get(destination, "RoleARN"), ROLE)
        if bucket is None or role is None:
            continue
        decision = permits(graph, role, PUT_OBJECT, object_in(arn_of(bucket, graph), "*"))
        if (
            decision.truth is Truth.NO
            and permits(graph, role, PUT_OBJECT, _prefixed(context, bucket)).truth is Truth.NO
        ):
            yield Fault(
                f"{role.address} ({role.location}) is not allowed {PUT_OBJECT} on objects of {bucket.address}, where "
                f"{stream.address} delivers to",
                get(destination, "RoleARN"),
                decision.reasons,
            )


def _prefixed(context: Context, bucket: Resource) -> Value:
    """Some object of the bucket: a policy for a prefix alone may be enough for it."""
    unknown = Unknown("the prefix is not looked at", None)
    return object_in(arn_of(bucket, context.graph), unknown)
