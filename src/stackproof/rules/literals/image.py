"""Machine images are looked up, not written out.

## What it does
Reports an image that is written out by its identifier in an instance, a launch template or a launch configuration.

## Why is this bad
An image belongs to one region; in another one the deployment fails. It ages: no patches reach it, and when its owner
withdraws it, the next deployment fails.

## How to mend
`{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}` in a template, the data source
`aws_ami` or `aws_ssm_parameter` in Terraform, `ec2.MachineImage.latest_amazon_linux2023()` in the AWS CDK.

## References
- [Public parameters for images](https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.identifiers import is_invented, is_malformed
from stackproof.reasoning.literals import identifiers
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LITERAL-AMI-001",
    title="Machine image that is written out",
    severity="medium",
    blocks="none",
    category="deployability",
    types=("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"),
    root_cause="The identifier was copied from the console of one region on one day.",
    fix="Look the image up.",
    impacts=Impacts(security="The image gets no patches."),
    effort=10,
    reference="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html",
    source="Systems Manager User Guide, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the image of what starts machines."""
    for literal in context.graph.index(identifiers).get(resource.address, ()):
        text = literal.text
        if literal.key == "ImageId" and text.startswith("ami-") and not (is_malformed(text) or is_invented(text)):
            yield Fault(
                f"{resource.address} names the image {text}, which exists in one region and ages",
                literal.value,
                (f"ImageId = {text}",),
            )
