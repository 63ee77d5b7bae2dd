"""Descriptions consist of characters that their service accepts.

## What it does
Reports descriptions of security groups and of their rules with a character that EC2 does not allow (an apostrophe, a
quotation mark, a dash that is no hyphen, `<`, `>`, an arrow), or with more than 255 characters; and descriptions of
roles with a character beyond Latin-1, such as a dash that is no hyphen or a typographic apostrophe.

## Why is this bad
The service refuses the description ("Invalid security group description", "failed to satisfy constraint") and the
deployment is rolled back. Terraform's provider refuses it in the plan.

## How to mend
Write plain ASCII: a hyphen for a dash, `to` for an arrow, no apostrophes.

## References
- [CreateSecurityGroup](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html)
- [IpRange](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html)
- [CreateRole](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.names import DESCRIPTIONS, outside
from stackproof.graph.query import elements, get, string
from stackproof.graph.values import Known, Text
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


@rule(
    id="NAME-TEXT-001",
    title="Description with characters that the service refuses",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=tuple(DESCRIPTIONS),
    root_cause="The description was written for people, with typographic signs.",
    fix="Write it in the characters that the service accepts.",
    impacts=Impacts(cost="A rolled back deployment, and another once the description is mended."),
    effort=2,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
    source="API references of EC2 and IAM (botocore 1.44.5), 2026-11-20",
    same_as=("E3031",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each description of a group, a rule or a role."""
    limits = DESCRIPTIONS[resource.type]
    for value in _descriptions(resource):
        pieces = _texts(value)
        length = sum(len(one) for one in pieces)
        refused = next((hit for hit in map(outside(limits.alphabet).search, pieces) if hit), None)
        if refused:
            yield Fault(
                f"a description of {resource.address} has the character {refused.group()!r}; "
                f"only {limits.described} are allowed",
                value,
                (f"description = {' ... '.join(pieces)[:200]}", f"the rules of the text: {limits.page}"),
            )
        elif length > limits.longest:
            yield Fault(
                f"a description of {resource.address} has {length} characters; {limits.longest} are allowed",
                value,
                (f"the rules of the text: {limits.page}",),
            )


def _texts(value: Value) -> list[str]:
    """The known parts of a description."""
    if isinstance(value, Text):
        return [one for one in value.parts if isinstance(one, str)]
    known = string(value) if isinstance(value, Known) else None
    return [known] if known else []


def _descriptions(resource: Resource) -> Iterator[Value]:
    if resource.type == "AWS::EC2::SecurityGroup":
        yield resource.get("GroupDescription")
        for direction in ("SecurityGroupIngress", "SecurityGroupEgress"):
            for entry in elements(resource.get(direction))[0]:
                yield get(entry, "Description")
    else:
        yield resource.get("Description")
