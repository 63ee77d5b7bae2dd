"""What was asked to go with its stack goes with it.

## What it does
Only where the contract or the profile says `destroyable: true`: reports resources that a deletion of the stack leaves
behind (deletion policy `Retain`), that leave something behind (a final snapshot), that refuse to be deleted (deletion
protection, termination protection), or that have to be empty and are not emptied (buckets, image repositories).

## Why is this bad
The stack ends in `DELETE_FAILED`, or it goes and leaves resources that cost money, hold data and block their names for
the next deployment. In environments that come and go with a pull request this adds up.

## How to mend
Set `DeletionPolicy` and `UpdateReplacePolicy` to `Delete`, switch protection off, and have buckets emptied
(`auto_delete_objects=True` with `RemovalPolicy.DESTROY` in the AWS CDK, `EmptyOnDelete` for repositories). Where data
has to be kept, say `destroyable: false` instead: then the opposite is asked for.

## References
- [DeletionPolicy attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html)
- [DELETE_FAILED](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import why
from stackproof.graph.truth import Truth
from stackproof.reasoning.lifecycle import HOLDS_CONTENT, emptiers, is_read_replica, protections
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

# What AWS deletes together with the function that it belongs to, whatever the deletion policy says.
_GOES_WITH_PARENT = {"AWS::Lambda::Version"}


@rule(
    id="LIFE-DESTROY-001",
    title="Resource that stays when its stack is deleted, or that blocks the deletion",
    severity="high",
    blocks="destroy",
    category="operations",
    types=EVERY_TYPE,
    root_cause="Retention or protection was set, or left at its default, in a stack that has to be destroyable.",
    fix="Set the deletion policy to Delete, switch protection off and have contents removed at deletion.",
    impacts=Impacts(cost="What stays is paid for until somebody finds it."),
    effort=10,
    applies=lambda context: context.policy.destroyable is True,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the deletion policy, at protection and at contents."""
    if resource.type in _GOES_WITH_PARENT:
        return
    yield from _kept(resource, context)
    yield from _protected(resource, context)
    if resource.lifecycle.on_delete == "delete" and resource.type in HOLDS_CONTENT:
        yield from _filled(resource, context)


def _asked(context: Context) -> str:
    return f"destroyable: true ({context.policy.source})"


def _kept(resource: Resource, context: Context) -> Iterator[Answer]:
    policy, at = resource.lifecycle.on_delete, resource.lifecycle.at
    if policy == "snapshot" and is_read_replica(resource):
        return
    if policy == "retain":
        message = f"{resource.address} stays when its stack is deleted"
        yield Fault(message, at, ("deletion policy: Retain", _asked(context)), patch="DeletionPolicy: Delete")
    elif policy == "snapshot":
        message = f"{resource.address} leaves a final snapshot when its stack is deleted"
        yield Fault(message, at, ("deletion policy: Snapshot", _asked(context)), patch="DeletionPolicy: Delete")
    elif policy == "unknown":
        yield Undecided(f"what becomes of {resource.address} at deletion is not known", at)


def _protected(resource: Resource, context: Context) -> Iterator[Answer]:
    if resource.lifecycle.protected is Truth.YES:
        message = f"the deployment tool refuses to delete {resource.address}"
        yield Fault(message, resource.lifecycle.at, ("it is protected", _asked(context)))
    for protection in protections(resource):
        if protection.truth is Truth.YES:
            message = f"{resource.address} refuses to be deleted"
            evidence = (*quoted({protection.name: protection.value}), _asked(context))
            yield Fault(message, protection.value, evidence)
        elif protection.truth is Truth.UNDECIDED:
            yield Undecided(why(protection.value), protection.value)


def _filled(resource: Resource, context: Context) -> Iterator[Answer]:
    content = HOLDS_CONTENT[resource.type]
    if resource.lifecycle.empties_on_delete is Truth.YES:
        return
    helpers = emptiers(context.graph, resource)
    if helpers:
        names = ", ".join(one.address for one in helpers)
        yield Undecided(f"{names} may remove the {content} of {resource.address}, or not", resource.location)
    elif resource.lifecycle.empties_on_delete is Truth.UNDECIDED:
        yield Undecided(f"whether the {content} of {resource.address} are removed is not known", resource.location)
    else:
        yield Fault(
            f"{resource.address} cannot be deleted while it holds {content}, and nothing removes them",
            resource.location,
            (f"assuming that it holds {content} on the day of its deletion", _asked(context)),
            certainty="assumption",
        )
