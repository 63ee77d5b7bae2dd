"""Everything that can carry tags carries those that were asked for.

## What it does
Reports a resource whose type takes tags and that lacks a key which the contract's `policy.tags` demands. Tags of the
stack count, because CloudFormation hands them on. Without such a policy the rule is silent.

## Why is this bad
Costs cannot be attributed, owners not be found, and what works on tags (backup plans, access by attribute, clean-up
jobs) passes the resource by.

## How to mend
Tag the stack or the app as a whole, so that new resources get the tags by themselves: `Tags.of(app).add(...)` in the
AWS CDK, `--tags` of `aws cloudformation deploy`. In a template, add the keys to the resource.

## References
- [Resource tags in CloudFormation](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.types import type_facts
from stackproof.graph.query import get, is_open, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, ListValue, MapValue, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="TAGS-001",
    title="Required tags are missing",
    severity="medium",
    blocks="none",
    category="operations",
    types=EVERY_TYPE,
    root_cause="Tags were set resource by resource, and not on all of them.",
    fix="Tag the stack or the app as a whole.",
    impacts=Impacts(cost="What the resource costs cannot be attributed."),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html",
    applies=lambda context: bool(context.policy.tags),
    source="CloudFormation's published schemas, as cfn-lint 1.58 carries them, 2026-10-20",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the keys of the resource and of its stack with the policy."""
    required = context.policy.tags
    if resource.framework:
        return
    facts = type_facts(resource.type)
    if facts is None or facts.tags_shape not in ("list", "map"):
        return
    written = resource.get(*facts.tags_property.split("."))
    inherited = context.graph.stacks[resource.stack].tags if resource.stack in context.graph.stacks else {}
    missing: list[str] = []
    doubtful: list[str] = []
    for key in required:
        if key in inherited:
            continue
        answer = agree(lambda tags, key=key: _carries(tags, key), written, existing=(resource,))
        if answer is not Truth.YES:
            (missing if answer is Truth.NO else doubtful).append(key)
    if missing:
        yield Fault(
            f"{resource.address} lacks the tag{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            written,
            (*quoted({facts.tags_property: written}), f"required by {context.policy.source}: {', '.join(required)}"),
            certainty="assumption" if rests_on(written) else "proved",
        )
    elif doubtful:
        yield Undecided(f"the tags of {resource.address} are not known in full: {why(written)}", written)


def _carries(tags: Value, key: str) -> Truth:
    """Whether tags, written as a list of Key and Value or as a map, hold a key."""
    if isinstance(tags, Absent):
        return Truth.NO
    if isinstance(tags, MapValue):
        if key in tags.entries:
            return Truth.YES
        return Truth.NO if tags.complete else Truth.UNDECIDED
    if not isinstance(tags, ListValue):
        return Truth.UNDECIDED if is_open(tags) else Truth.NO
    keys = [get(item, "Key") for item in tags.items]
    if any(string(one) == key for one in keys):
        return Truth.YES
    return Truth.UNDECIDED if not tags.complete or any(is_open(one) for one in keys) else Truth.NO
