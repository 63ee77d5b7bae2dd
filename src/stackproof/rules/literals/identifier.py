"""Identifiers of existing resources are real ones.

## What it does
Reports identifiers of VPCs, subnets, security groups, images and the like that are written out and that nobody's
account can have: of a wrong form (`subnet-public`, `vpc-xxxxxxxx`, `sg-123`), or invented (`vpc-12345678`,
`ami-0123456789abcdef0`, `subnet-11111111`). Defaults of parameters and variables are not reported: they wait for a
value.

## Why is this bad
The service refuses the identifier ("InvalidSubnetID.NotFound", "Invalid id") and the deployment is rolled back.

## How to mend
Create the resource in the same stack, look it up, or make it a parameter of the type `AWS::EC2::Subnet::Id`; for images
`{{resolve:ssm:/aws/service/ami-amazon-linux-latest/...}}` or the data source `aws_ami`.

## References
- [Resource IDs](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html)
- [Parameters of AWS-specific types](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.identifiers import PAGE, PREFIXES, SOURCE, is_invented, is_malformed
from stackproof.graph.query import assumption
from stackproof.reasoning.literals import identifiers
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LITERAL-ID-001",
    title="Identifier that exists in nobody's account",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=EVERY_TYPE,
    root_cause="A placeholder from an example was left where the identifier of a real resource belongs.",
    fix="Create the resource, look it up, or make its identifier a parameter.",
    impacts=Impacts(),
    effort=10,
    reference=PAGE,
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each identifier that is written out."""
    for literal in context.graph.index(identifiers).get(resource.address, ()):
        prefix = PREFIXES.get(literal.key)
        if prefix is None or not literal.text.startswith(f"{prefix}-") or assumption(literal.value):
            continue
        if is_malformed(literal.text):
            said = "has not the form that identifiers have"
        elif is_invented(literal.text):
            said = "is a placeholder"
        else:
            continue
        yield Fault(
            f"{literal.text} in {literal.key} of {resource.address} {said}; there is no such resource",
            literal.value,
            (f"{literal.key} = {literal.text}", f"{prefix}- and 8 or 17 hexadecimal digits: {PAGE}"),
        )
