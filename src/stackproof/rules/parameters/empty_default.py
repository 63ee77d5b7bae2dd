"""A parameter that may be left empty is used under a condition.

## What it does
Reports an empty text where the identifier of a VPC, subnet, security group, image, hosted zone or certificate or the
name of a key pair belongs, which mostly comes from a parameter with the default `''` that is used without a
condition.

## Why is this bad
CloudFormation hands the empty text on, and the service refuses it ("Value () for parameter groupId is invalid"). Who
deploys with the defaults gets a roll-back. To the service an empty text is not the same as nothing.

## How to mend
`!If [HasKey, !Ref KeyName, !Ref AWS::NoValue]` with the condition `!Not [!Equals [!Ref KeyName, ""]]`; or take the
default away, so that the parameter has to be given.

## References
- [AWS::NoValue](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html)
- [Fn::If](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import assumption
from stackproof.reasoning.literals import FILLED, identifiers
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, Undecided, rule
from stackproof.sources.unset import empty_without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="PARAM-EMPTY-001",
    title="Empty text where an identifier belongs",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=EVERY_TYPE,
    engines=("cloudformation", "cdk"),
    root_cause="An optional parameter has the default '' and is used without a condition.",
    fix="Use the parameter under a condition, or take its default away.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    source="CloudFormation Template Reference, pseudo parameters, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the texts that may not be empty."""
    for literal in context.graph.index(identifiers).get(resource.address, ()):
        if literal.key in FILLED and not literal.text.strip():
            unset = empty_without(context.sources)
            if unset:
                yield Undecided(f"{literal.key} of {resource.address} is empty, and {unset} may be why", literal.value)
                continue
            assumed = assumption(literal.value)
            yield Fault(
                f"{literal.key} of {resource.address} is empty, which the service refuses: empty is not absent",
                literal.value,
                (f"{literal.key} = ''", *((assumed,) if assumed else ())),
            )
