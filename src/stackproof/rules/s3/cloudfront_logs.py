"""CloudFront writes its standard logs by an ACL.

## What it does
Reports a CloudFront distribution whose standard logs (`Logging`) go to a bucket of the project that has ACLs
disabled, as every new bucket has that says nothing about `OwnershipControls`.

## Why is this bad
CloudFront refuses the bucket: "The S3 bucket that you specified for CloudFront logs does not enable ACL access". The
deployment stops there.

## How to mend
Set `OwnershipControls.Rules[].ObjectOwnership: BucketOwnerPreferred` on the bucket (`objectOwnership` in the AWS
CDK), or use standard logging v2, which delivers through CloudWatch Logs and needs no ACL.

## References
- [Standard logging (legacy)](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference, Text
from stackproof.reasoning.buckets import acls_disabled
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


@rule(
    id="S3-LOGS-001",
    title="Bucket for CloudFront's logs without ACLs",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::CloudFront::Distribution",),
    root_cause="New buckets have ACLs disabled since April 2023, and CloudFront's standard logs need one.",
    fix="Set ObjectOwnership to BucketOwnerPreferred on the bucket.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html",
    source="CloudFront Developer Guide, standard-logging-legacy-s3, 2026-11-28",
)
def check(distribution: Resource, context: Context) -> Iterator[Answer]:
    """Looks up the bucket by its domain name."""
    named = distribution.get("DistributionConfig", "Logging", "Bucket")
    bucket = _bucket(context.graph, named)
    if bucket is not None and acls_disabled(bucket) is Truth.YES and not _is_off(distribution):
        yield Fault(
            f"{distribution.address} logs to {bucket.address} ({bucket.location}), which has ACLs disabled",
            named,
            quoted({f"{bucket.address}.OwnershipControls": bucket.get("OwnershipControls")}),
            patch="OwnershipControls:\n  Rules:\n    - ObjectOwnership: BucketOwnerPreferred",
        )


def _is_off(distribution: Resource) -> bool:
    return is_true(distribution.get("DistributionConfig", "Logging", "Enabled"), default=True) is Truth.NO


def _bucket(graph: Graph, named: Value) -> Resource | None:
    """The bucket of a domain name: an attribute of it, or its name with `.s3.amazonaws.com` behind."""
    if isinstance(named, Text) and isinstance(named.parts[0], Reference) and str(named.parts[1]).startswith(".s3"):
        named = named.parts[0]
    if isinstance(named, Reference):
        return graph.target(named, BUCKET)
    return meant(graph, named, BUCKET)
