"""Enhanced monitoring has a role to write its metrics with.

## What it does
Reports a database with a `MonitoringInterval` other than 0 and no `MonitoringRoleArn`.

## Why is this bad
RDS refuses it: "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0."

## How to mend
Add a role that `monitoring.rds.amazonaws.com` may assume, with the managed policy
`service-role/AmazonRDSEnhancedMonitoringRole`, or take the interval away.

## References
- [Setting up Enhanced Monitoring](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html)
- [CreateDBInstance](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="RDS-MONITOR-001",
    title="Enhanced monitoring without a role",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::RDS::DBInstance", "AWS::RDS::DBCluster"),
    root_cause="The interval was set without the role that it asks for.",
    fix="Add MonitoringRoleArn, or take MonitoringInterval away.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
    source="RDS API Reference, CreateDBInstance MonitoringInterval, 2026-11-28",
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Looks at interval and role."""
    interval, role = database.get("MonitoringInterval"), database.get("MonitoringRoleArn")
    seconds = number(interval)
    if seconds and present(role) is Truth.NO:
        yield Fault(
            f"{database.address} is monitored every {seconds:g} s, and no role writes what is measured",
            interval,
            quoted({"MonitoringInterval": interval, "MonitoringRoleArn": role}),
            certainty="assumption" if rests_on(interval, role) else "proved",
        )
