"""The least is not more than the most.

## What it does
Reports an Auto Scaling group, or a target of Application Auto Scaling, whose least capacity is over its most, or whose
desired capacity lies outside of the two.

## Why is this bad
The service refuses such bounds ("Max bound is lower than min bound"), so the deployment stops.

## How to mend
Put the numbers in order.

## References
- [CreateAutoScalingGroup](https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html)
- [RegisterScalableTarget](https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
_GROUP = "AWS::AutoScaling::AutoScalingGroup"


@rule(
    id="ASG-BOUNDS-001",
    title="Capacity outside of its own bounds",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_GROUP, "AWS::ApplicationAutoScaling::ScalableTarget"),
    root_cause="One of the numbers was changed without the others.",
    fix="Make the least not more than the most, and the desired capacity neither.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
    source="Auto Scaling API Reference, CreateAutoScalingGroup, 2026-11-28",
)
def check(scaled: Resource, context: Context) -> Iterator[Answer]:
    """Compares the numbers that are written."""
    least, most = ("MinSize", "MaxSize") if scaled.type == _GROUP else ("MinCapacity", "MaxCapacity")
    pairs = [(least, most)]
    if scaled.type == _GROUP:
        pairs += [("DesiredCapacity", most), (least, "DesiredCapacity")]
    for lower, upper in pairs:
        small, large = scaled.get(lower), scaled.get(upper)
        one, other = number(small), number(large)
        if one is not None and other is not None and one > other:
            yield Fault(
                f"{lower} of {scaled.address} is {one:g}, which is more than its {upper}, {other:g}",
                small if lower != least or upper == most else large,
                quoted({lower: small, upper: large}),
                certainty="assumption" if rests_on(small, large) else "proved",
            )
            return
