"""Provisioned throughput says how much.

## What it does
Reports a file system with `ThroughputMode: provisioned` and no `ProvisionedThroughputInMibps`.

## Why is this bad
EFS refuses it, so the deployment stops.

## How to mend
Add `ProvisionedThroughputInMibps`, or take `elastic`.

## References
- [CreateFileSystem](https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html)
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
    id="EFS-THROUGHPUT-001",
    title="Provisioned throughput without a figure",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::EFS::FileSystem",),
    root_cause="The mode was chosen without the figure that belongs to it.",
    fix="Add ProvisionedThroughputInMibps, or take the mode elastic.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html",
    source="EFS API Reference, CreateFileSystem ThroughputMode, 2026-11-28",
)
def check(system: Resource, context: Context) -> Iterator[Answer]:
    """Looks at mode and figure."""
    mode, figure = system.get("ThroughputMode"), system.get("ProvisionedThroughputInMibps")
    if equals(mode, "provisioned") is Truth.YES and present(figure) is Truth.NO:
        yield Fault(
            f"{system.address} has provisioned throughput and does not say how much",
            mode,
            quoted({"ThroughputMode": mode, "ProvisionedThroughputInMibps": figure}),
            certainty="assumption" if rests_on(mode, figure) else "proved",
        )
