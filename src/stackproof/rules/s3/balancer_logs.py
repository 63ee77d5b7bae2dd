"""Elastic Load Balancing may write its access logs.

## What it does
Reports an Application Load Balancer or Classic Load Balancer with access logs in a bucket of the project whose policy
lets nobody put objects who could be Elastic Load Balancing, or that an Application Load Balancer's logs go to
although it encrypts with KMS by default.

## Why is this bad
Elastic Load Balancing tries the bucket when the logs are switched on: "Access Denied for bucket: ... Please check
S3bucket permission". The deployment stops there.

## How to mend
Let the service principal `logdelivery.elasticloadbalancing.amazonaws.com` (in older regions the account of Elastic
Load Balancing of the region) put objects under `[prefix/]AWSLogs/<account>/*`, let the load balancer depend on that
policy, and encrypt the bucket with SSE-S3 (`AES256`), the only kind that is supported.

## References
- [Access logs of Application Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html)
- [Access logs of Classic Load Balancers](https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, get, is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.buckets import those_who_may_put
from stackproof.reasoning.replication import kms_encrypted
from stackproof.reasoning.wiring import BUCKET, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_BALANCER, _CLASSIC = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"
_ENABLED, _BUCKET = "access_logs.s3.enabled", "access_logs.s3.bucket"


@rule(
    id="S3-LOGS-002",
    title="Bucket that a load balancer cannot log to",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(_BALANCER, _CLASSIC),
    root_cause="The logs were switched on, and the bucket was not prepared for the service that writes them.",
    fix="Let Elastic Load Balancing put objects, and encrypt the bucket with SSE-S3.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
    source="Elastic Load Balancing guides, access logs, 2026-11-28",
)
def check(balancer: Resource, context: Context) -> Iterator[Answer]:
    """Looks up the bucket, its encryption and its policy."""
    named = _logs_to(balancer)
    bucket = meant(context.graph, named, BUCKET)
    if bucket is None:
        return
    if balancer.type == _BALANCER and kms_encrypted(bucket) is Truth.YES:
        yield Fault(
            f"{balancer.address} logs to {bucket.address} ({bucket.location}), which encrypts with KMS; access logs "
            "are written with SSE-S3 alone",
            named,
            quoted({f"{bucket.address}.BucketEncryption": bucket.get("BucketEncryption")}),
        )
    letting, policy = those_who_may_put(bucket, context.graph)
    if policy.complete and not letting:
        yield Fault(
            f"{balancer.address} logs to {bucket.address} ({bucket.location}), whose policy lets nobody put objects",
            named,
            (f"statements of the bucket's policy: {len(policy.statements)}", "none allows s3:PutObject"),
        )


def _logs_to(balancer: Resource) -> Value:
    """The bucket when the logs are switched on for certain; absent otherwise, also for other kinds of balancers."""
    if balancer.type == _CLASSIC:
        logs = balancer.get("AccessLoggingPolicy")
        return get(logs, "S3BucketName") if is_true(get(logs, "Enabled")) is Truth.YES else Absent()
    kind = balancer.get("Type")
    if present(kind) is not Truth.NO and equals(kind, "application") is not Truth.YES:
        # Network Load Balancers have their policy written by the delivery of logs itself.
        return Absent()
    found: dict[str, Value] = {}
    for one in elements(balancer.get("LoadBalancerAttributes"))[0]:
        found[string(get(one, "Key")) or ""] = get(one, "Value")
    return found.get(_BUCKET, Absent()) if is_true(found.get(_ENABLED, Absent())) is Truth.YES else Absent()
