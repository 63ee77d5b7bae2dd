"""Backtracking is asked of Aurora MySQL alone.

## What it does
Reports a cluster of another engine with a `BacktrackWindow` over 0.

## Why is this bad
Backtracking is a feature of Aurora MySQL; RDS refuses it for PostgreSQL, so the deployment stops. A requirement that
asks for both contradicts itself.

## How to mend
Take `BacktrackWindow` away and recover to a point in time, or choose Aurora MySQL.

## References
- [Backtracking an Aurora DB cluster](https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, string
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="RDS-BACKTRACK-001",
    title="Backtracking of an engine that has none",
    severity="critical",
    blocks="deploy",
    category="recovery",
    types=("AWS::RDS::DBCluster",),
    root_cause="A feature of Aurora MySQL was asked of another engine.",
    fix="Take BacktrackWindow away and use point-in-time recovery.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html",
    source="Aurora User Guide, AuroraMySQL.Managing.Backtrack, 2026-11-20",
)
def check(cluster: Resource, context: Context) -> Iterator[Answer]:
    """Looks at engine and window."""
    engine, window = cluster.get("Engine"), cluster.get("BacktrackWindow")
    name, seconds = string(engine), number(window)
    if seconds and name is not None and name not in ("aurora", "aurora-mysql"):
        yield Fault(
            f"{cluster.address} is to be backtracked, which {name} cannot",
            window,
            quoted({"Engine": engine, "BacktrackWindow": window}),
            certainty="assumption" if rests_on(engine, window) else "proved",
        )
