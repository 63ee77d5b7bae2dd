"""A backup that moves to cold storage stays there for 90 days.

## What it does
Reports backup rules and copies that are deleted less than 90 days after they move to cold storage, and continuous
backups that are kept for longer than 35 days or move to cold storage.

## Why is this bad
AWS Backup refuses the plan: "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
"continuous backup ... at most 35 days". The deployment stops there.

## How to mend
Keep for at least 90 days more than `MoveToColdStorageAfterDays`, or leave cold storage out. Keep continuous backups
for 1 to 35 days, and add a second rule for longer ones.

## References
- [Lifecycle](https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html)
- [Continuous backups](https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, is_true, number, present
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_APART, _LONGEST_CONTINUOUS = 90, 35


@rule(
    id="BACKUP-LIFE-001",
    title="Lifecycle of backups that AWS Backup refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Backup::BackupPlan",),
    root_cause="The days were chosen one by one, without minding what they have to do with each other.",
    fix="Keep for 90 days more than the move to cold storage, and continuous backups for 35 days at most.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html",
    source="AWS Backup Developer Guide, Lifecycle and point-in-time recovery, 2026-11-28",
    same_as=("E3504",),
)
def check(plan: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each rule and at each copy."""
    for one in elements(plan.get("BackupPlan", "BackupPlanRule"))[0]:
        lifecycle = get(one, "Lifecycle")
        yield from _cold(plan, lifecycle)
        for copy in elements(get(one, "CopyActions"))[0]:
            yield from _cold(plan, get(copy, "Lifecycle"))
        if is_true(get(one, "EnableContinuousBackup")) is Truth.YES:
            yield from _continuous(plan, lifecycle)


def _cold(plan: Resource, lifecycle: Value) -> Iterator[Answer]:
    cold, end = get(lifecycle, "MoveToColdStorageAfterDays"), get(lifecycle, "DeleteAfterDays")
    moved, deleted = number(cold), number(end)
    # Terraform's provider writes 0 and -1 for "never".
    if moved is not None and deleted is not None and moved > 0 and 0 < deleted < moved + _APART:
        yield Fault(
            f"{plan.address} deletes backups {deleted - moved:g} days after they move to cold storage; 90 is the least",
            end,
            quoted({"MoveToColdStorageAfterDays": cold, "DeleteAfterDays": end}),
        )


def _continuous(plan: Resource, lifecycle: Value) -> Iterator[Answer]:
    cold, end = get(lifecycle, "MoveToColdStorageAfterDays"), get(lifecycle, "DeleteAfterDays")
    if (number(end) or 0) > _LONGEST_CONTINUOUS:
        yield Fault(
            f"{plan.address} keeps continuous backups for {number(end):g} days, and 35 are the most",
            end,
            quoted({"EnableContinuousBackup, DeleteAfterDays": end}),
        )
    if present(cold) is Truth.YES and (number(cold) or 0) > 0:
        yield Fault(f"{plan.address} moves continuous backups to cold storage, which they cannot", cold)
