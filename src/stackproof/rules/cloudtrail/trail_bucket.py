"""CloudTrail may write to the bucket of a trail.

## What it does
Reports a trail whose bucket, one of the project, does not let `cloudtrail.amazonaws.com` read its ACL
(`s3:GetBucketAcl`) and put objects under `[prefix/]AWSLogs/<account>/`.

## Why is this bad
CloudTrail tries the bucket when the trail is made: "InsufficientS3BucketPolicyException: Incorrect S3 bucket policy
is detected for bucket". The deployment stops there.

## How to mend
Add both statements to the bucket's policy, limited by `aws:SourceArn` to the trail, and let the trail depend on the
policy.

## References
- [Amazon S3 bucket policy for CloudTrail](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of
from stackproof.graph.query import present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.buckets import PUT_OBJECT, object_in
from stackproof.reasoning.iam import permits_principal
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.variables import OVER_TLS
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_SERVICE = "cloudtrail.amazonaws.com"


@rule(
    id="TRAIL-BUCKET-001",
    title="Trail whose bucket does not let CloudTrail write",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::CloudTrail::Trail",),
    root_cause="The trail was given a bucket, and the bucket's policy was not told of CloudTrail.",
    fix="Let cloudtrail.amazonaws.com read the bucket's ACL and put objects under AWSLogs.",
    impacts=Impacts(security="Without the trail nothing tells who did what."),
    effort=10,
    reference="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
    source="CloudTrail User Guide, create-s3-bucket-policy-for-cloudtrail, 2026-11-28",
)
def check(trail: Resource, context: Context) -> Iterator[Answer]:
    """Asks the bucket's policy for both permissions."""
    graph, named = context.graph, trail.get("S3BucketName")
    bucket = meant(graph, named, BUCKET)
    if bucket is None:
        return
    policy = resource_policy(bucket, graph)
    refused: list[str] = []
    doubts: list[str] = []
    for action, on in (("s3:GetBucketAcl", arn_of(bucket, graph)), (PUT_OBJECT, _place(trail, bucket, graph))):
        decision = permits_principal(policy, _SERVICE, action, graph, on, _request(trail, graph))
        if decision.truth is Truth.NO:
            refused.append(action)
        elif decision.truth is Truth.UNDECIDED:
            doubts.extend(decision.reasons)
    if refused:
        yield Fault(
            f"{bucket.address} ({bucket.location}) does not let CloudTrail write for {trail.address}",
            named,
            (f"not allowed to {_SERVICE}: {', '.join(refused)}",),
        )
    elif doubts:
        yield Undecided(f"whether {bucket.address} lets CloudTrail write is open: {'; '.join(doubts)}", named)


def _place(trail: Resource, bucket: Resource, graph: Graph) -> Value:
    prefix = trail.get("S3KeyPrefix")
    before: tuple[str | Value, ...] = () if present(prefix) is Truth.NO or string(prefix) == "" else (prefix, "/")
    return object_in(arn_of(bucket, graph), *before, "AWSLogs/", trail.account, "/CloudTrail/log")


def _request(trail: Resource, graph: Graph) -> dict[str, Value | str]:
    return {
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:SourceArn": arn_of(trail, graph),
        "aws:SourceAccount": trail.account,
        **OVER_TLS,
    }
