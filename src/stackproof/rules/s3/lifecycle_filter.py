"""A lifecycle rule of a Terraform configuration says what it applies to.

## What it does
Reports a `rule` block of `aws_s3_bucket_lifecycle_configuration` without `filter` and without `prefix`, and one with
both.

## Why is this bad
Since 5.90 the AWS provider warns of it on every plan ("Invalid Attribute Combination: No attribute specified when
one (and only one) of rule[0].filter, rule[0].prefix is required") and announces that a later version refuses it.
Warnings that are always there hide those that matter.

## How to mend
`filter {}` for all objects of the bucket, `filter { prefix = "logs/" }` for some.

## References
- [Lifecycle configuration elements](https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html)
- [The provider's own words](https://github.com/hashicorp/terraform-provider-aws/issues/42112)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import own_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_TYPE = "aws_s3_bucket_lifecycle_configuration"


@rule(
    id="S3-LIFECYCLE-001",
    title="Lifecycle rule that does not say what it applies to",
    severity="medium",
    blocks="none",
    category="deployability",
    types=PROJECT,
    engines=("terraform",),
    root_cause="Older versions of the provider took a rule without filter for one about all objects.",
    fix="Add `filter {}`.",
    impacts=Impacts(),
    effort=2,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html",
    source="https://github.com/hashicorp/terraform-provider-aws/issues/42112 (5.90 to 6.x warn), 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each rule as it is written."""
    if context.sources is None:
        return
    for block in own_blocks(context.sources, "resource", words=(_TYPE,)):
        if block.labels[:1] != (_TYPE,):
            continue
        address = ".".join(block.labels)
        for written in block.body.of("rule"):
            filters = bool(written.body.of("filter")) or any(
                one.labels == ("filter",) for one in written.body.of("dynamic")
            )
            prefix = written.body.get("prefix") is not None
            if filters and prefix:
                yield Fault(f"a rule of {address} has filter and prefix; one of them is allowed", written.at)
            elif not filters and not prefix:
                yield Fault(f"a rule of {address} has neither filter nor prefix", written.at, patch="filter {}")
