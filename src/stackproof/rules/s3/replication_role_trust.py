"""The role of a replication can be assumed by S3.

## What it does
Reports a role that a bucket's replication configuration names and whose trust policy does not let `s3.amazonaws.com`
call `sts:AssumeRole`.

## Why is this bad
S3 copies objects in the name of the role. When it cannot assume it, the configuration is accepted, and every object
ends with the replication status `FAILED`.

## How to mend
Allow `sts:AssumeRole` to the service principal `s3.amazonaws.com` in the role's trust policy.

## References
- [Setting up permissions for live replication](https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of
from stackproof.graph.truth import Truth
from stackproof.reasoning.replication import ROLE, buckets_of_role
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, certainty_under, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_S3 = "s3.amazonaws.com"


@rule(
    id="S3-REPL-002",
    title="Replication role that S3 cannot assume",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(ROLE,),
    root_cause="The role was written for another service, or its trust policy names the wrong principal.",
    fix="Let the service principal s3.amazonaws.com assume the role.",
    impacts=Impacts(security="Nothing is replicated, so nothing can be recovered from the replica."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
    source="S3 User Guide, Setting up permissions for live replication, 2026-11-20",
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Asks the trust policy of a role that replicates."""
    users = buckets_of_role(context.graph, role)
    if not users:
        return
    from stackproof.reasoning.iam import permits_principal, trust_policy

    written = role.get("AssumeRolePolicyDocument")
    for bucket, doubts in users:
        request = {"aws:SourceArn": arn_of(bucket, context.graph), "aws:SourceAccount": bucket.account}
        decision = permits_principal(trust_policy(role), _S3, "sts:AssumeRole", context.graph, context=request)
        if decision.truth is Truth.NO:
            yield Fault(
                f"{bucket.address} replicates with {role.address}, which {_S3} cannot assume",
                written,
                (*decision.reasons, f"the role is named at {bucket.location}", *doubts),
                certainty=certainty_under(doubts),
                patch=f"- Effect: Allow\n  Principal:\n    Service: {_S3}\n  Action: sts:AssumeRole",
            )
        elif decision.truth is Truth.UNDECIDED:
            yield Undecided(f"whether {_S3} can assume {role.address}: {'; '.join(decision.reasons)}", written)
