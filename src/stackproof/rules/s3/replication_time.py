"""Replication Time Control comes with metrics and with a threshold of 15 minutes.

## What it does
Reports a replication destination with `ReplicationTime` enabled that has no `Metrics`, and one whose
`ReplicationTime.Time.Minutes` or `Metrics.EventThreshold.Minutes` is another number than 15.

## Why is this bad
S3 takes `ReplicationTime` only together with a `Metrics` block, and 15 is the only number of minutes that either
accepts. `PutBucketReplication` refuses the configuration as malformed, and the deployment of the bucket fails.

## How to mend
Write both blocks, each `Status: Enabled`, with `Time: {Minutes: 15}` and `EventThreshold: {Minutes: 15}`. Where another
objective was meant, watch `ReplicationLatency` with an alarm of that threshold: the control itself knows no other.

## References
- [ReplicationTime](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationTime.html)
- [Metrics](https://docs.aws.amazon.com/AmazonS3/latest/API/API_Metrics.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, number
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.replication import BUCKET, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

MINUTES = 15


@rule(
    id="S3-REPL-005",
    title="Replication Time Control without metrics or with another threshold than 15 minutes",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    root_cause="Replication Time Control was configured without its counterpart, or as if its threshold were free.",
    fix="Enable Metrics beside ReplicationTime and set Minutes to 15 in both.",
    impacts=Impacts(performance="Without the control nothing bounds the time that objects take to replicate."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html",
    source="S3 API Reference, ReplicationTime, ReplicationTimeValue and Metrics, 2026-11-20",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the destination of every replication rule that has the control enabled."""
    for replication in rules_of(bucket):
        control = get(replication.value, "Destination", "ReplicationTime")
        metrics = get(replication.value, "Destination", "Metrics")
        if equals(get(control, "Status"), "Enabled") is not Truth.YES:
            continue
        certainty = certainty_under(replication.doubts)
        if isinstance(metrics, Absent):
            yield Fault(
                "Replication Time Control is enabled, but the destination has no Metrics",
                control,
                (*quoted({"Destination.ReplicationTime": control}), *replication.doubts),
                certainty=certainty,
                patch=f"Metrics:\n  Status: Enabled\n  EventThreshold:\n    Minutes: {MINUTES}",
            )
        for name, minutes in (
            ("ReplicationTime.Time.Minutes", get(control, "Time", "Minutes")),
            ("Metrics.EventThreshold.Minutes", get(metrics, "EventThreshold", "Minutes")),
        ):
            if _is_other(minutes):
                yield Fault(
                    f"{name} has to be {MINUTES}",
                    minutes,
                    (*quoted({f"Destination.{name}": minutes}), *replication.doubts),
                    certainty=certainty,
                    patch=f"Minutes: {MINUTES}",
                )


def _is_other(minutes: Value) -> bool:
    stated = number(minutes)
    return stated is not None and stated != MINUTES
