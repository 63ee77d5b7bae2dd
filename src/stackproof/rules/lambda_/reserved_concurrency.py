"""Reserved concurrency has to leave 100 executions unreserved in the account and region.

## What it does
Adds up `ReservedConcurrentExecutions` of all functions that are deployed to one account and region, and reports the
function with which the sum passes 900: the default quota of 1,000 concurrent executions less the 100 that Lambda keeps
for functions without a reservation. The finding rests on the assumption that the quota has not been changed. A new
account may start with a far smaller quota, which only the account itself can tell.

## Why is this bad
Lambda refuses the reservation with "decreases account's UnreservedConcurrentExecution below its minimum value of
[100]", and the stack rolls back.

## How to mend
Lower the reservations, or leave them out where a function needs neither a guarantee nor a cap. For more, have the quota
"Concurrent executions" raised before the deployment.

## References
- [Configuring reserved concurrency](https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html)
- [Lambda quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

QUOTA = 1000
"""Concurrent executions of an account in a region, by default."""
UNRESERVED = 100
"""Executions that cannot be reserved."""


@rule(
    id="LAMBDA-CONC-001",
    title="Reserved concurrency beyond the default quota",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="Concurrency was reserved function by function without regard to the account's quota.",
    fix="Lower the reservations so that their sum leaves 100 executions, or have the quota raised first.",
    impacts=Impacts(performance="Every function without a reservation shares what the reservations leave."),
    effort=15,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    source="Lambda Developer Guide, configuration-concurrency and gettingstarted-limits, 2026-11-21",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at the one function with which the sum passes what can be reserved."""
    shares = context.graph.index(_passing).get(function.address)
    if shares:
        total = sum(share for _, share in shares)
        yield Fault(
            f"{function.address} reserves {shares[-1][1]:g} executions, which makes {total:g} in all; "
            f"at most {QUOTA - UNRESERVED} of the default {QUOTA} can be reserved",
            function.get("ReservedConcurrentExecutions"),
            tuple(f"{address} reserves {share:g}" for address, share in shares),
            certainty="assumption",
        )


def _passing(graph: Graph) -> dict[str, list[tuple[str, float]]]:
    """The function with which the sum passes the limit, with all reservations up to its own, by account and region."""
    found: dict[str, list[tuple[str, float]]] = {}
    shares: dict[tuple[Value, Value], list[tuple[str, float]]] = {}
    passed: set[tuple[Value, Value]] = set()
    for function in graph.of_type("AWS::Lambda::Function"):
        reserved = number(function.get("ReservedConcurrentExecutions"))
        place = (function.account, function.region)
        # Of functions under conditions, the one may be there instead of the other.
        if not reserved or place in passed or function.exists is not Truth.YES:
            continue
        here = shares.setdefault(place, [])
        here.append((function.address, reserved))
        if sum(share for _, share in here) > QUOTA - UNRESERVED:
            passed.add(place)
            found[function.address] = here
    return found
