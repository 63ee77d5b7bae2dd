"""A physical name has a length that its service accepts.

## What it does
Reports a name that has more characters than the service allows, or fewer than it needs. Parts that are known only after
deployment count with their known lengths: an account id has twelve characters, a region at least nine, what the
providers `random_id` and `random_string` make as many as was asked of them, anything else none. So what is reported is
too long whatever the open parts turn out to be.

## Why is this bad
The service refuses the name and the deployment is rolled back, often after everything before it was created: load
balancers and target groups take 32 characters, OpenSearch domains 28, replication groups of ElastiCache 40, roles 64.

## How to mend
Shorten the fixed parts of the name, or leave the name out and let the tool make one up.

## References
- [Name type](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.names import SOURCE
from stackproof.reasoning.naming import breaches_by_matter, limits_of, written_name
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="NAME-LENGTH-001",
    title="Physical name of a length that the service refuses",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=EVERY_TYPE,
    root_cause="The name was put together without a look at the service's limit.",
    fix="Shorten the fixed parts of the name, or let the tool make a name up.",
    impacts=Impacts(cost="A rolled back deployment, and another once the name is shorter."),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html",
    source=SOURCE,
    same_as=("E3033",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Says what of the name's length the service refuses, whatever its open parts turn out to be."""
    for breach in context.graph.index(breaches_by_matter)["length"].get(resource.address, ()):
        limits = limits_of(resource)
        page = limits.page if limits is not None else ""
        yield Fault(
            f"the name {breach.spelling.shown} of {resource.address} {breach.said}",
            breach.spelling.value,
            (f"name = {breach.spelling.shown}", *((f"the rules of the name: {page}",) if page else ())),
            certainty="proved" if breach.spelling.value == written_name(resource) else "assumption",
        )
