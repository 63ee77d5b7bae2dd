"""Data that has to be kept is not deleted with its stack.

## What it does
Only where the contract or the profile says `destroyable: false`: reports a data store that is deleted with its stack,
without a final snapshot, without deletion protection and without a deletion policy that keeps it. A bucket counts when
something empties it at deletion: AWS never deletes one that holds objects.

## Why is this bad
A deleted stack, a renamed construct or a property that makes CloudFormation replace the resource takes the data with
it, and there is no way back.

## How to mend
Set `DeletionPolicy` and `UpdateReplacePolicy` to `Retain` or, where the type has it, `Snapshot`; switch deletion
protection on; take `auto_delete_objects` away.

## References
- [DeletionPolicy attribute](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent
from stackproof.reasoning.lifecycle import is_read_replica, protections
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_STORES = (
    "AWS::S3::Bucket",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::GlobalTable",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::DocDB::DBCluster",
    "AWS::Neptune::DBCluster",
    "AWS::EFS::FileSystem",
    "AWS::Cognito::UserPool",
)


@rule(
    id="LIFE-PROTECT-001",
    title="Data store that is lost with its stack",
    severity="critical",
    blocks="none",
    category="recovery",
    types=_STORES,
    root_cause="The store was left at the defaults of a throw-away environment.",
    fix="Retain or snapshot the store at deletion, or switch its deletion protection on.",
    impacts=Impacts(security="The data is gone for good when the stack is deleted or the resource replaced."),
    effort=10,
    applies=lambda context: context.policy.destroyable is False,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
)
def check(store: Resource, context: Context) -> Iterator[Answer]:
    """Looks for anything that keeps the data."""
    if store.lifecycle.on_delete in {"retain", "snapshot"}:
        return
    # The data of an Aurora instance is its cluster's.
    if is_read_replica(store) or not isinstance(store.get("DBClusterIdentifier"), Absent):
        return
    kept = store.lifecycle.protected | some(one.truth for one in protections(store))
    if store.type == "AWS::S3::Bucket":
        kept |= ~store.lifecycle.empties_on_delete
    if store.lifecycle.on_delete == "unknown" and kept is Truth.NO:
        kept = Truth.UNDECIDED
    if kept is Truth.NO:
        yield Fault(
            f"{store.address} and its data are deleted with the stack",
            store.lifecycle.at,
            (
                f"deletion policy: {store.lifecycle.on_delete.title()}, no protection",
                f"destroyable: false ({context.policy.source})",
            ),
            patch="DeletionPolicy: Retain\nUpdateReplacePolicy: Retain",
        )
    elif kept is Truth.UNDECIDED:
        yield Undecided(f"whether anything keeps the data of {store.address} is not known", store.lifecycle.at)
