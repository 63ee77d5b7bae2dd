"""A policy that lets everybody in needs a bucket that allows such policies.

## What it does
Reports a bucket policy with a statement that allows everybody (`Principal: "*"`) something without any condition, on
a bucket of the project that blocks public policies. Every new bucket does so, unless it says otherwise.

## Why is this bad
S3 refuses the policy since April 2023 with AccessDenied: "because public policies are blocked by the
BlockPublicPolicy block public access setting". The deployment stops there.

## How to mend
Serve the files through CloudFront with origin access control, and let its distribution in alone. A bucket that is
meant to be public sets `PublicAccessBlockConfiguration.BlockPublicPolicy: false` (and `RestrictPublicBuckets: false`)
before the policy.

## References
- [Blocking public access](https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html)
- [Setting permissions for website access](https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.reasoning.buckets import blocks_public_policies
from stackproof.reasoning.iam.documents import read_document
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement


@rule(
    id="S3-PUBLIC-001",
    title="Public policy on a bucket that blocks public policies",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::S3::BucketPolicy",),
    root_cause="Before April 2023 new buckets allowed public policies, and examples of that time rely on it.",
    fix="Let CloudFront in instead of everybody, or allow public policies on the bucket.",
    impacts=Impacts(security="What is allowed here, everybody on the internet may do."),
    effort=30,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    source="S3 User Guide, access-control-block-public-access, 2026-11-28",
)
def check(policy: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each statement of the policy."""
    bucket = meant(context.graph, policy.get("Bucket"), BUCKET)
    if bucket is None or blocks_public_policies(bucket) is not Truth.YES:
        return
    setting = bucket.get("PublicAccessBlockConfiguration")
    document = read_document(policy.get("PolicyDocument"), policy)
    public = [statement for statement in document.statements if _is_public(statement)]
    if public:
        yield Fault(
            f"{policy.address} lets everybody in, and {bucket.address} ({bucket.location}) blocks such policies",
            public[0].value,
            (
                *quoted({f"{bucket.address}.PublicAccessBlockConfiguration": setting}),
                *(f"so does the statement at {other.value.at}" for other in public[1:]),
            ),
        )


def _is_public(statement: Statement) -> bool:
    everybody = any(
        one.present is Truth.YES and (one.kind == "*" or (one.kind == "AWS" and string(one.value) == "*"))
        for one in statement.principals.items
    )
    return statement.effect == "Allow" and everybody and statement.conditions == () and statement.present is Truth.YES
