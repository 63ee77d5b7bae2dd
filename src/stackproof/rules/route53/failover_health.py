"""A primary record fails over when its health is looked at.

## What it does
Reports a failover record with `Failover: PRIMARY` that has no health check, unless it is an alias that evaluates the
health of its target.

## Why is this bad
Without a health check Route 53 takes the primary as healthy for ever and never answers with the secondary: the
failover is there on paper alone.

## How to mend
Give the primary a `HealthCheckId`, or, for an alias of a load balancer or API, `EvaluateTargetHealth: true`.

## References
- [Values for failover records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover.html)
- [Values for failover alias records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover-alias.html)
- [ResourceRecordSet](https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="R53-FAILOVER-001",
    title="Primary record that never fails over",
    severity="high",
    blocks="runtime",
    category="recovery",
    types=("AWS::Route53::RecordSet",),
    root_cause="Failover routing was set up, and what it is to be decided by was left out.",
    fix="Give the primary record a health check, or let the alias evaluate its target's health.",
    impacts=Impacts(performance="When the primary is lost, the name still leads there."),
    effort=15,
    reference="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-failover.html",
    source="Route 53 Developer Guide, values for failover records; API Reference, ResourceRecordSet, 2026-11-28",
)
def check(record: Resource, context: Context) -> Iterator[Answer]:
    """Looks at primary records."""
    alias, health = record.get("AliasTarget"), record.get("HealthCheckId")
    if equals(record.get("Failover"), "PRIMARY") is not Truth.YES or present(health) is not Truth.NO:
        return
    if isinstance(alias, Absent):
        yield Fault(
            f"{record.address} is a primary record without a health check, so it never fails over",
            record.get("Failover"),
            quoted({"HealthCheckId": health}),
        )
    elif is_true(get(alias, "EvaluateTargetHealth")) is Truth.NO:
        yield Fault(
            f"{record.address} is a primary alias that has no health check and does not evaluate its target's health, "
            "so it never fails over",
            get(alias, "EvaluateTargetHealth") if not isinstance(get(alias, "EvaluateTargetHealth"), Absent) else alias,
            quoted({"HealthCheckId": health, "EvaluateTargetHealth": get(alias, "EvaluateTargetHealth")}),
        )
