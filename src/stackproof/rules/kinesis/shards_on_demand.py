"""A stream on demand counts its shards itself.

## What it does
Reports a data stream with `StreamMode: ON_DEMAND` and a `ShardCount`.

## Why is this bad
Kinesis, and Terraform's provider before it, refuses a number of shards for a stream on demand.

## How to mend
Take `ShardCount` away, or set `StreamMode: PROVISIONED`.

## References
- [CreateStream](https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html)
- [Choosing the capacity mode](https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="KINESIS-MODE-001",
    title="Number of shards of a stream on demand",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Kinesis::Stream",),
    root_cause="The mode was changed, and the number of shards left.",
    fix="Take ShardCount away, or set the mode to PROVISIONED.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html",
    source="Kinesis API Reference, CreateStream ShardCount and StreamModeDetails, 2026-11-28",
)
def check(stream: Resource, context: Context) -> Iterator[Answer]:
    """Looks at mode and number."""
    mode, shards = stream.get("StreamModeDetails", "StreamMode"), stream.get("ShardCount")
    if equals(mode, "ON_DEMAND") is Truth.YES and present(shards) is Truth.YES:
        yield Fault(
            f"{stream.address} is on demand and states how many shards it has",
            shards,
            quoted({"StreamMode": mode, "ShardCount": shards}),
            certainty="assumption" if rests_on(mode, shards) else "proved",
        )
