"""What a bucket lets be done to it beside its policy: ACLs, public policies, encryption by default.

New buckets have ACLs disabled and all public access blocked unless they say otherwise:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, read 2026-11-28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, get, is_true
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Conditional, Unknown, text
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.matching import speaks_of_action

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Document, Statement

PUT_OBJECT = "s3:PutObject"


def acls_disabled(bucket: Resource) -> Truth:
    """Whether the bucket has `BucketOwnerEnforced`, be it that nothing else is said."""
    controls = bucket.get("OwnershipControls")
    if isinstance(controls, Absent):
        return Truth.YES
    if isinstance(controls, (Unknown, Conditional)):
        return Truth.UNDECIDED
    rules, complete = elements(get(controls, "Rules"))
    answer = some(equals(get(one, "ObjectOwnership"), "BucketOwnerEnforced") for one in rules)
    return answer if complete else Truth.UNDECIDED


def blocks_public_policies(bucket: Resource) -> Truth:
    """Whether S3 refuses a policy of the bucket that lets everybody in."""
    settings = bucket.get("PublicAccessBlockConfiguration")
    if isinstance(settings, Absent):
        return Truth.YES
    return is_true(get(settings, "BlockPublicPolicy"))


def object_in(bucket: Value, *path: str | Value) -> Value:
    """The ARN of an object in a bucket whose ARN is given."""
    return text([bucket, "/", *path])


def those_who_may_put(bucket: Resource, graph: Graph) -> tuple[list[Statement], Document]:
    """The statements of the bucket's policy that let somebody put objects, and the policy itself."""
    policy = resource_policy(bucket, graph)
    letting = [
        one
        for one in policy.statements
        if one.effect != "Deny" and speaks_of_action(one, PUT_OBJECT) is not Truth.NO and one.present is not Truth.NO
    ]
    return letting, policy
