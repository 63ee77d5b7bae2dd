"""S3 may write a bucket's access logs.

## What it does
Reports a bucket whose access logs go to a bucket of the project that does not let `logging.s3.amazonaws.com` put
objects (nor has the ACL `LogDeliveryWrite` with ACLs enabled), or that encrypts with KMS by default.

## Why is this bad
The setting deploys or is refused with "You must give the log-delivery group WRITE and READ_ACP permissions to the
target bucket", by the way in which it is made; no log is ever written either way.

## How to mend
Add a policy to the target bucket that lets `logging.s3.amazonaws.com` put objects, with the source bucket as
`aws:SourceArn`, and encrypt the target with SSE-S3.

## References
- [Enabling server access logging](https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html)
- [Server access logging](https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of
from stackproof.graph.query import get, present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.buckets import PUT_OBJECT, acls_disabled, object_in
from stackproof.reasoning.iam import permits_principal
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.variables import OVER_TLS
from stackproof.reasoning.replication import kms_encrypted
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_SERVICE = "logging.s3.amazonaws.com"


@rule(
    id="S3-LOGS-003",
    title="Access logs that S3 may not write",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(BUCKET,),
    root_cause="The logs were switched on, and the target bucket was not told of the service that writes them.",
    fix="Let logging.s3.amazonaws.com put objects into the target bucket, and encrypt it with SSE-S3.",
    impacts=Impacts(security="Access to the bucket leaves no trace."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
    source="S3 User Guide, enable-server-access-logging and ServerLogs, 2026-11-28",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Asks the target bucket."""
    named = bucket.get("LoggingConfiguration", "DestinationBucketName")
    target = meant(context.graph, named, BUCKET)
    if target is None:
        return
    if kms_encrypted(target) is Truth.YES:
        yield Fault(
            f"{bucket.address} logs to {target.address} ({target.location}), which encrypts with KMS; access logs are "
            "written with SSE-S3 alone",
            named,
            quoted({f"{target.address}.BucketEncryption": target.get("BucketEncryption")}),
        )
    elif _may_write(context.graph, bucket, target) is Truth.NO:
        yield Fault(
            f"{bucket.address} logs to {target.address} ({target.location}), which does not let {_SERVICE} put objects",
            named,
            quoted({f"{target.address}.AccessControl": target.get("AccessControl")}),
        )


def _may_write(graph: Graph, bucket: Resource, target: Resource) -> Truth:
    acl = target.get("AccessControl")
    by_acl = present(acl) is not Truth.NO and string(acl) in (None, "LogDeliveryWrite", "log-delivery-write")
    if by_acl or acls_disabled(target) is not Truth.YES:
        # Grants beside the canned ACLs are not known here.
        return Truth.UNDECIDED
    prefix = get(bucket.get("LoggingConfiguration"), "LogFilePrefix")
    known: tuple[str | Value, ...] = () if present(prefix) is Truth.NO else (prefix,)
    request: dict[str, Value | str] = {
        "aws:SourceArn": arn_of(bucket, graph),
        "aws:SourceAccount": bucket.account,
        **OVER_TLS,
    }
    return permits_principal(
        resource_policy(target, graph),
        _SERVICE,
        PUT_OBJECT,
        graph,
        object_in(arn_of(target, graph), *known, "log"),
        request,
    ).truth
