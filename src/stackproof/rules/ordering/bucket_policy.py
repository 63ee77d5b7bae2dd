"""A service that tries a bucket out at once needs the bucket's policy first.

## What it does
Reports a CloudTrail trail or an AWS Config delivery channel that writes to a bucket whose policy, which lets the
service in, lies beside it, and that does not come after that policy.

## Why is this bad
Both services check at creation whether they may write. The trail and the policy each wait for the bucket alone, so
that they are made at the same time; when the policy is second, the deployment stops: "Incorrect S3 bucket policy is
detected for bucket", or InsufficientDeliveryPolicyException.

## How to mend
Add `DependsOn` (Terraform: `depends_on`) with the bucket policy.

## References
- [AWS::CloudTrail::Trail](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html)
- [PutDeliveryChannel](https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import walk
from stackproof.reasoning.ordering import comes_after, side_by_side
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_BUCKET = "AWS::S3::Bucket"
_SERVICES = {
    "AWS::CloudTrail::Trail": "cloudtrail.amazonaws.com",
    "AWS::Config::DeliveryChannel": "config.amazonaws.com",
}


@rule(
    id="ORDER-POLICY-001",
    title="Nothing says that the bucket's policy comes first",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=tuple(_SERVICES),
    root_cause="The service refers to the bucket, and not to the policy that lets it in.",
    fix="Make it depend on the bucket policy.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html",
    source="CloudFormation's example of AWS::CloudTrail::Trail and the API reference of AWS Config, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a chain to a policy of the bucket that speaks of the service."""
    graph = context.graph
    value = resource.get("S3BucketName")
    bucket = identify(value, graph, _BUCKET)
    if bucket.resource is None or bucket.truth is not Truth.YES or bucket.resource.type != _BUCKET:
        return
    policies = [
        one
        for one in graph.of_type("AWS::S3::BucketPolicy")
        if side_by_side(resource, one)
        and identify(one.get("Bucket"), graph, _BUCKET).resource is bucket.resource
        and any(string(part) == _SERVICES[resource.type] for _, part in walk(one.get("PolicyDocument")))
    ]
    if policies and not any(comes_after(resource, one, graph) for one in policies):
        first = policies[0]
        yield Fault(
            f"{resource.address} writes to {bucket.resource.address} and does not come after its policy "
            f"{first.address} ({first.location})",
            value,
            (f"depends on: {', '.join(resource.depends_on) or '(nothing)'}",),
            "heuristic",
            patch=f"DependsOn: {first.logical_id or first.address}",
        )
