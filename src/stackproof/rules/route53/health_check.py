"""A health check asks an endpoint that can be asked.

## What it does
Reports health checks that Route 53 refuses: a string to be found that is not given (`*_STR_MATCH` without
`SearchString`), a path for a TCP check, an interval other than 10 or 30 seconds, a failure threshold outside 1 to 10,
a private IP address, an endpoint with neither name nor address, a calculated check without children.

## Why is this bad
Route 53 answers with InvalidInput, and the deployment stops there.

## How to mend
Set what the message names. Endpoints in private networks are watched by a CloudWatch alarm and a health check of the
type `CLOUDWATCH_METRIC`.

## References
- [HealthCheckConfig](https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html)
- [Values for health checks](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, number, present, show, string
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_ENDPOINTS = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
_INTERVALS, _MOST = (10, 30), 10


@rule(
    id="R53-HEALTH-001",
    title="Health check that Route 53 refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Route53::HealthCheck",),
    root_cause="Settings of one type of health check were given to another, or its endpoint is not on the internet.",
    fix="Set what the message names.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    source="Route 53 API Reference, HealthCheckConfig; Route 53 Developer Guide, values for health checks, 2026-11-28",
)
def check(health: Resource, context: Context) -> Iterator[Answer]:
    """Asks by the type of the check."""
    config = health.get("HealthCheckConfig")
    for why, at in _flaws(config):
        yield Fault(f"Route 53 refuses {health.address}: {why}", at, quoted({"Type": get(config, "Type")}))


def _flaws(config: Value) -> Iterator[tuple[str, Value]]:
    kind = string(get(config, "Type"))
    sought, path, address = get(config, "SearchString"), get(config, "ResourcePath"), get(config, "IPAddress")
    interval, threshold = get(config, "RequestInterval"), get(config, "FailureThreshold")
    if kind is None:
        return
    if kind.endswith("_STR_MATCH") and present(sought) is Truth.NO:
        yield f"{kind} needs the SearchString that it is to find", config
    if kind == "TCP" and present(path) is Truth.YES:
        yield "a TCP check has no path", path
    if number(interval) is not None and number(interval) not in _INTERVALS:
        yield f"its interval is {show(interval)} seconds, and there are 10 and 30", interval
    if not 1 <= (number(threshold) or 1) <= _MOST:
        yield f"its failure threshold is {show(threshold)}; it is 1 to 10", threshold
    if _is_private(string(address) or ""):
        yield f"{show(address)} is not on the internet", address
    if (
        kind in _ENDPOINTS
        and present(address) is Truth.NO
        and present(get(config, "FullyQualifiedDomainName")) is Truth.NO
    ):
        yield "it names neither an address nor a domain name", config
    children = get(config, "ChildHealthChecks")
    if kind == "CALCULATED" and (present(children) is Truth.NO or elements(children) == ([], True)):
        yield "a calculated check has no children", config


def _is_private(address: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(address).is_private
    except ValueError:
        return False
