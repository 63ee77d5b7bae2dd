"""A replication needs the versioning of the bucket that it writes to first.

## What it does
Reports a replication configuration that is a resource of its own (Terraform, CDK Terrain, Pulumi) and does not come
after the resource that turns on versioning of a destination bucket, by `depends_on` or by anything else that it needs.

## Why is this bad
The replication refers to the bucket and not to its versioning, so both are made at the same time. When the versioning
is second, the deployment stops: "InvalidRequest: Destination bucket must have versioning enabled". The provider tries
again where the source bucket's versioning is missing, and not here. A second run succeeds, so that the fault is met
again in the next new environment.

## How to mend
Make the replication depend on the versioning of both buckets. With that of its own bucket in the list, removing both
works too: versioning cannot be suspended while the replication is there.

## References
- [Requirements and considerations for replication](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html)
- [aws_s3_bucket_replication_configuration](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_replication_configuration)
- [The provider's own tests failed by it](https://github.com/hashicorp/terraform-provider-aws/issues/23578)
- [In a public module](https://github.com/nozaq/terraform-aws-remote-state-s3-backend/issues/107)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.replication import BUCKET, destination, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Part, Resource

_REPLICATION = "aws_s3_bucket_replication_configuration"
_VERSIONING = "aws_s3_bucket_versioning"


@rule(
    id="ORDER-VERSIONING-001",
    title="A replication does not wait for the versioning of its destination",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    engines=("terraform", "cdktf", "pulumi"),
    root_cause="The replication refers to the destination bucket and not to what turns on its versioning.",
    fix="Make the replication depend on the versioning of both buckets.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
    source="S3 User Guide, replication-requirements, and hashicorp/terraform-provider-aws#23578, 2026-11-28",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Looks at what the replication is deployed after."""
    replication = _part(bucket, _REPLICATION)
    if replication is None:
        return
    own = _part(bucket, _VERSIONING)
    module = _module(replication)
    before = set(replication.after)
    for one in rules_of(bucket):
        replica = destination(context.graph, one.value)
        if replica is None or replica is bucket or replica.stack != bucket.stack or replica.exists is Truth.NO:
            continue
        versioning = _part(replica, _VERSIONING)
        if versioning is None or versioning.address in before:
            continue
        before.add(versioning.address)
        needed = [part for part in (own, versioning) if part is not None]
        reachable = all(_module(part) == module for part in needed)
        named = ", ".join(_block(part).removeprefix(module) for part in needed)
        yield Fault(
            f"{replication.address} replicates to {replica.address} and does not come after {versioning.address} "
            f"({versioning.at})",
            replication.at,
            (f"comes after: {', '.join(replication.after) or '(no versioning)'}", *one.doubts),
            "heuristic",
            patch=f"depends_on = [{named}]" if reachable else "",
        )


def _part(bucket: Resource, kind: str) -> Part | None:
    """The only part of a kind; None where there are several, of which one may not be there."""
    found = [part for part in bucket.parts if part.type == kind]
    return found[0] if len(found) == 1 and bucket.exists is not Truth.NO else None


def _module(part: Part) -> str:
    """What its address begins with before its type and name; empty in the root module and in programs."""
    return part.address[: part.address.rindex(part.type)] if part.type in part.address else ""


def _block(part: Part) -> str:
    """Its address without the key of the instance."""
    return part.address.rpartition("[")[0] if part.address.endswith("]") else part.address
