"""A bucket with an ACL has ACLs enabled.

## What it does
Reports a bucket that is given an ACL while ACLs are disabled, as they are in every new bucket that says nothing about
`OwnershipControls`: a canned ACL other than `Private` in the bucket itself, and any ACL in a resource of its own
(`aws_s3_bucket_acl`, `BucketAcl`), also `private`.

## Why is this bad
S3 refuses the ACL since April 2023: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
or "AccessControlListNotSupported: The bucket does not allow ACLs". The deployment stops there.

## How to mend
Leave the ACL out and grant access in the bucket's policy. Where an ACL cannot be done without (CloudFront's standard
logs), set `ObjectOwnership: BucketOwnerPreferred`, in Terraform before the ACL.

## References
- [Controlling ownership of objects and disabling ACLs](https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html)
- [Errors when creating a bucket with ACLs](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import ListValue
from stackproof.reasoning.buckets import acls_disabled
from stackproof.reasoning.wiring import BUCKET
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_OWN_RESOURCE = ("aws_s3_bucket_acl", "bucketAcl", "BucketAcl")
# S3 takes these at creation; they let nobody else in.
_HARMLESS = ("Private", "private", "BucketOwnerFullControl", "bucket-owner-full-control", "BucketOwnerRead")


@rule(
    id="S3-ACL-001",
    title="ACL on a bucket that has ACLs disabled",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    root_cause="Before April 2023 new buckets had ACLs enabled, and examples of that time set one.",
    fix="Leave the ACL out, or set ObjectOwnership to BucketOwnerPreferred first.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html",
    source="S3 User Guide, about-object-ownership and object-ownership-error-responses, 2026-11-28",
    same_as=("E3045",),
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Asks when an ACL is written out."""
    acl = bucket.get("AccessControl")
    canned = string(acl)
    if canned is None or (canned in _HARMLESS and not _apart(bucket)) or acls_disabled(bucket) is not Truth.YES:
        return
    yield Fault(
        f"{bucket.address} is given the ACL {show(acl)} and has ACLs disabled",
        acl,
        quoted({"AccessControl": acl, "OwnershipControls": bucket.get("OwnershipControls")}),
        patch="OwnershipControls:\n  Rules:\n    - ObjectOwnership: BucketOwnerPreferred",
    )


def _apart(bucket: Resource) -> bool:
    """Whether the ACL is a resource of its own, which S3 is told of after the bucket is there."""
    folded = bucket.attributes.get("folded")
    items = folded.items if isinstance(folded, ListValue) else ()
    return any(name in show(item) for item in items for name in _OWN_RESOURCE)
