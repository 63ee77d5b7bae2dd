"""The resources of a stack do not exceed a quota that nobody can raise.

## What it does
Counts what exists for certain against fixed quotas: five CloudTrail trails in a region, two subscription filters and
100 metric filters on a log group, five layers of a function, five local secondary indexes of a table. cfn-lint
counts the filters inside one template; this rule counts over all stacks and tools.

## Why is this bad
The service refuses the first one too many ("Resource limit exceeded") and the deployment is rolled back.

## How to mend
Let one filter feed a stream from which several consumers read; merge trails into one that covers several regions.

## References
- [CloudWatch Logs quotas](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html)
- [CloudTrail quotas](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.quotas import FIXED, SOURCE
from stackproof.reasoning.quotas import beyond_fixed
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="QUOTA-002",
    title="More resources than a fixed quota allows",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=tuple(dict.fromkeys(quota.type for quota in FIXED)),
    root_cause="The resources were added one by one, each for a consumer of its own.",
    fix="Share one among the consumers.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html",
    source=SOURCE,
    same_as=("E2529",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at the first one too many."""
    found = context.graph.index(beyond_fixed).get(resource.address)
    if found is not None:
        quota = found.quota
        yield Fault(
            f"{resource.address} {found.said}; the quota is {quota.most} and cannot be raised",
            resource.location,
            (f"counted: {', '.join(found.counted[:10])}", f"the quota: {quota.page}"),
        )
