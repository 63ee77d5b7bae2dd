"""A rule of AWS Config needs a recorder first.

## What it does
Reports an AWS Config rule or conformance pack that lies beside the configuration recorder of its region and does not
come after it.

## Why is this bad
Neither refers to the other, so they are made at the same time, and the rule is refused while there is no recorder:
NoAvailableConfigurationRecorder.

## How to mend
Add `DependsOn` (Terraform: `depends_on`) with the recorder to each rule.

## References
- [AWS::Config::ConfigRule](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-config-configrule.html)
- [PutConfigRule](https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigRule.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import same
from stackproof.graph.truth import Truth
from stackproof.reasoning.ordering import comes_after, side_by_side
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ORDER-CONFIG-001",
    title="A rule of AWS Config does not wait for the recorder",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=("AWS::Config::ConfigRule", "AWS::Config::ConformancePack"),
    root_cause="The rule and the recorder do not refer to each other.",
    fix="Make each rule depend on the recorder.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigRule.html",
    source="API reference of AWS Config, PutConfigRule, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a chain from the rule to a recorder of its region."""
    graph = context.graph
    recorders = [
        one
        for one in graph.of_type("AWS::Config::ConfigurationRecorder")
        if side_by_side(resource, one) and same(resource.region, one.region) is Truth.YES
    ]
    if recorders and not any(comes_after(resource, one, graph) for one in recorders):
        first = recorders[0]
        yield Fault(
            f"{resource.address} does not come after the recorder {first.address} ({first.location})",
            resource.location,
            (f"depends on: {', '.join(resource.depends_on) or '(nothing)'}",),
            "heuristic",
            patch=f"DependsOn: {first.logical_id or first.address}",
        )
