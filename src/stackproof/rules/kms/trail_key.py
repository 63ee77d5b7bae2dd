"""A key for a trail lets CloudTrail encrypt with it.

## What it does
Reports a trail that is encrypted with a key of the project whose policy does not let `cloudtrail.amazonaws.com`
generate data keys.

## Why is this bad
CloudTrail tries the key when the trail is made: "InsufficientEncryptionPolicyException: Insufficient permissions to
access S3 bucket or KMS key". The deployment stops there. The default key policy lets no service in.

## How to mend
Let `cloudtrail.amazonaws.com` do `kms:GenerateDataKey*` (with `kms:EncryptionContext:aws:cloudtrail:arn` like
`arn:aws:cloudtrail:*:<account>:trail/*`) and `kms:DescribeKey` in the key policy.

## References
- [Key policies for CloudTrail](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam import permits_principal
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_KEY = "AWS::KMS::Key"
_SERVICE, _ACTION = "cloudtrail.amazonaws.com", "kms:GenerateDataKey"


@rule(
    id="KMS-TRAIL-001",
    title="Key of a trail that CloudTrail may not use",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::CloudTrail::Trail",),
    root_cause="The trail was given the key, and the key policy was not told of CloudTrail.",
    fix="Let cloudtrail.amazonaws.com generate data keys in the key policy.",
    impacts=Impacts(security="Without the trail nothing tells who did what."),
    effort=10,
    reference="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
    source="CloudTrail User Guide, create-kms-key-policy-for-cloudtrail, 2026-11-28",
)
def check(trail: Resource, context: Context) -> Iterator[Answer]:
    """Asks the key policy."""
    graph, named = context.graph, trail.get("KMSKeyId")
    found = identify(named, graph, _KEY)
    key = found.resource
    if key is None or key.type != _KEY or found.truth is not Truth.YES:
        return
    arn = arn_of(trail, graph)
    request = {
        "kms:EncryptionContext:aws:cloudtrail:arn": arn,
        "aws:SourceArn": arn,
        "aws:SourceAccount": trail.account,
        "kms:CallerAccount": trail.account,
    }
    decision = permits_principal(resource_policy(key, graph), _SERVICE, _ACTION, graph, key, request)
    if decision.truth is Truth.NO:
        yield Fault(
            f"{key.address} ({key.location}) does not let CloudTrail encrypt for {trail.address}",
            named,
            (f"not allowed to {_SERVICE}: {_ACTION}",),
        )
    elif decision.truth is Truth.UNDECIDED:
        yield Undecided(f"whether {key.address} lets CloudTrail encrypt is open: {'; '.join(decision.reasons)}", named)
