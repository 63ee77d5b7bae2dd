"""No two resources have the same physical name.

## What it does
Reports a resource with the physical name of another one of its type in the same account and region (bucket names in the
whole world, security groups in one VPC). Both exist for certain or under the same condition; names with parts that
nobody can tell apart here are not compared.

## Why is this bad
The second one is refused: "already exists". The deployment is rolled back, in an order that differs from run to run, so
that now the one and now the other is called the culprit.

## How to mend
Give one of them another name, leave the name out, or remove the one that was written twice.

## References
- [Name type](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.reasoning.placement import outermost
from stackproof.reasoning.uniqueness import namesakes
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NAME-DUPLICATE-001",
    title="Physical name of another resource",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=EVERY_TYPE,
    root_cause="A resource was copied, or written in two places, with the name that it already had.",
    fix="Give one of them another name, or remove it.",
    impacts=Impacts(cost="A rolled back deployment, and another once one of the names is changed."),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
    source="API references of the services, 2026-11-20",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at the second resource of a name, and names the first."""
    found = context.graph.index(namesakes).get(resource.address)
    if found is not None and not _are_apart(resource, found.first, context):
        yield Fault(
            f"{resource.address} has the name {show(found.name)}, which {found.first.address} has already",
            found.name,
            (f"{found.first.address} at {found.first.location}", f"both in {found.place.shown}"),
        )


def _are_apart(resource: Resource, first: Resource, context: Context) -> bool:
    """Whether they stand in templates of which nothing says that both are deployed: copies, output of a build."""
    if context.sources is None or context.sources.engine != "cloudformation":
        return False
    return outermost(resource.stack, context.graph) != outermost(first.stack, context.graph)
