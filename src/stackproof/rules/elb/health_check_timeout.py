"""A health check ends before the next one begins.

## What it does
Reports a target group for HTTP or HTTPS, or for a function, whose health check has a timeout that is equal to or
longer than its interval, both being written. Defaults are not counted.

## Why is this bad
`CreateTargetGroup` refuses it ("Health check interval must be greater than the timeout"), so the deployment stops.

## How to mend
Make `HealthCheckTimeoutSeconds` smaller than `HealthCheckIntervalSeconds`.

## References
- [Health checks for target groups](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html)
- [CreateTargetGroup](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, is_true, number
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import TARGET_GROUP
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ELB-HEALTH-001",
    title="Health check whose timeout is not shorter than its interval",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(TARGET_GROUP,),
    root_cause="One of the two numbers was changed without the other.",
    fix="Make the timeout shorter than the interval.",
    impacts=Impacts(performance="The deployment stops at the target group."),
    effort=5,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    source="Elastic Load Balancing API Reference, CreateTargetGroup, 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Compares the two numbers where both are written."""
    interval, timeout = group.get("HealthCheckIntervalSeconds"), group.get("HealthCheckTimeoutSeconds")
    pause, limit = number(interval), number(timeout)
    web = equals(group.get("Protocol"), "HTTP", "HTTPS") is Truth.YES
    function = equals(group.get("TargetType"), "lambda") is Truth.YES
    if is_true(group.get("HealthCheckEnabled"), default=True) is Truth.NO:
        return
    if pause is not None and limit is not None and limit >= pause and (web or function):
        yield Fault(
            f"{group.address} checks every {pause:g} s and waits {limit:g} s for the answer",
            timeout,
            quoted({"HealthCheckIntervalSeconds": interval, "HealthCheckTimeoutSeconds": timeout}),
            certainty="assumption" if rests_on(interval, timeout) else "proved",
        )
