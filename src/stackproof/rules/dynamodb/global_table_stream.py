"""A global table with several replicas states its stream.

## What it does
Reports an `AWS::DynamoDB::GlobalTable` with more than one replica and no `StreamSpecification`. A table with strong
consistency (`MultiRegionConsistency: STRONG`) needs none and is left alone.

## Why is this bad
CloudFormation demands the property as soon as there is more than one entry in `Replicas`, because eventual consistency
is carried by the stream, and fails the deployment without it.

## How to mend
Add `StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}`. The other view types are accepted as well; this one is
what DynamoDB chooses when it enables the stream itself.

## References
- [AWS::DynamoDB::GlobalTable StreamSpecification](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-streamspecification.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, is_open, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import ListValue, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"


@rule(
    id="DDB-STREAM-001",
    title="Global table without a stream",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(GLOBAL_TABLE,),
    root_cause="A second replica was added to a table without the stream that replication runs on.",
    fix="Add StreamSpecification with StreamViewType NEW_AND_OLD_IMAGES.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-streamspecification.html",
    source="CloudFormation Template Reference, GlobalTable StreamSpecification, 2026-11-21",
    # Others have DynamoDB enable the stream itself.
    engines=("cloudformation", "cdk"),
)
def check(table: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the number of replicas, the consistency and the stream together."""
    replicas, consistency = table.get("Replicas"), table.get("MultiRegionConsistency")
    stream = table.get("StreamSpecification")
    answer = agree(_in_order, replicas, consistency, stream, existing=(table,))
    if answer is Truth.NO:
        yield Fault(
            f"{table.address} has more than one replica and no StreamSpecification",
            replicas,
            quoted({"StreamSpecification": stream, "MultiRegionConsistency": consistency}),
            certainty="assumption" if rests_on(replicas, consistency, stream) else "proved",
            patch="StreamSpecification:\n  StreamViewType: NEW_AND_OLD_IMAGES",
        )
    elif answer is Truth.UNDECIDED:
        yield Undecided(
            f"{table.address} needs a stream when it has several replicas with eventual consistency, and "
            "whether it has both depends on a condition or a value that is not known",
            replicas,
        )


def _in_order(replicas: Value, consistency: Value, stream: Value) -> Truth:
    return ~_several(replicas) | equals(consistency, "STRONG") | present(stream)


def _several(replicas: Value) -> Truth:
    if isinstance(replicas, ListValue):
        if len(replicas.items) > 1:
            return Truth.YES
        return Truth.NO if replicas.complete else Truth.UNDECIDED
    return Truth.UNDECIDED if is_open(replicas) else Truth.NO
