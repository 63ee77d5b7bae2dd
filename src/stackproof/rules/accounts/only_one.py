"""A stack that claims what its account has only one of says so.

## What it does
Reports resources that an account or a region has only once and that are created whatever the settings are. Some are
refused where there is one already; others (the account setting of API Gateway, the password policy, the active receipt
rule set) silently take the place of what was there, and leave nothing when their stack is deleted.

## Why is this bad
In an account that uses the service already the deployment fails, or changes what others rely upon. It is right in a
stack that is the account's own.

## How to mend
Create it only where a setting says so, or keep it in a stack of the account's own.

## References
- [CreateDetector](https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html)
- [UpdateAccount of API Gateway](https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.singletons import SINGLETONS, SOURCE
from stackproof.reasoning.singletons import claims
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SINGLETON-003",
    title="What an account has only one of is created unconditionally",
    severity="low",
    blocks="none",
    category="deployability",
    types=tuple(SINGLETONS),
    root_cause="The stack takes an empty account for granted.",
    fix="Create it only where a setting says so, or keep it in a stack of the account's own.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks of each one that is created whatever the settings are, unless the sharper rule does."""
    facts = SINGLETONS[resource.type]
    sharper = facts.then == "refuses" and (context.policy.suffix is not None or context.twin is not None)
    if sharper or not claims(resource):
        return
    then = "refused where one exists already" if facts.then == "refuses" else "put in the place of what is there"
    yield Fault(
        f"{resource.address} is the {facts.what}, of which there is one for each {facts.scope}: it is {then}",
        resource.location,
        (f"the service's own word: {facts.page}",),
        certainty="assumption",
    )
