"""Availability zones lie in the region that is deployed to.

## What it does
Reports an availability zone that is written out (`us-east-1a`) and lies in another region than the resource that is
to be put there, where that region is known.

## Why is this bad
The service refuses the zone ("Value (us-east-1a) for parameter availabilityZone is invalid") and the deployment is
rolled back.

## How to mend
`!Select [0, !GetAZs ""]` in a template, the data source `aws_availability_zones` in Terraform, or no zone at all.

## References
- [Fn::GetAZs](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.regions import SOURCE, region_of_zone
from stackproof.graph.query import assumption, string
from stackproof.reasoning.literals import ZONES, identifiers
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LITERAL-ZONE-001",
    title="Availability zone of another region",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=EVERY_TYPE,
    root_cause="The zone was written out for one region, and the stack is deployed to another.",
    fix="Take the zones from the region that is deployed to.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each zone that is written out with the region of its resource."""
    here = string(resource.region)
    if here is None:
        return
    for literal in context.graph.index(identifiers).get(resource.address, ()):
        region = region_of_zone(literal.text) if literal.key in ZONES else None
        if region is not None and region != here:
            yield Fault(
                f"the zone {literal.text} of {resource.address} is not in {here}, where it is deployed to",
                literal.value,
                (f"{literal.key} = {literal.text}", f"region = {here}"),
                certainty="assumption" if assumption(resource.region) else "proved",
            )
