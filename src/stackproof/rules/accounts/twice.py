"""What an account has only one of is created once.

## What it does
Reports a second detector of GuardDuty, Security Hub, Macie session, configuration recorder or delivery channel of AWS
Config, index of Resource Explorer in the same account and region, and a second OpenID Connect provider of the same URL,
service-linked role of the same service or organization in the same account. Both exist for certain.

## Why is this bad
The service refuses the second one ("a detector already exists for the current account") and the deployment is rolled
back.

## How to mend
Remove one of them.

## References
- [CreateDetector](https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html)
- [PutConfigurationRecorder](https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.singletons import SINGLETONS, SOURCE
from stackproof.reasoning.singletons import second_singletons
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SINGLETON-001",
    title="Second one of what an account has only one of",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=tuple(kind for kind, facts in SINGLETONS.items() if facts.then == "refuses"),
    root_cause="A setting of the account was written as a part of each of two components.",
    fix="Remove one of them.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks at the second one, and names the first."""
    first = context.graph.index(second_singletons).get(resource.address)
    if first is not None:
        facts = SINGLETONS[resource.type]
        yield Fault(
            f"{resource.address} is a second {facts.what} beside {first.address}; there is one for each {facts.scope}",
            resource.location,
            (f"{first.address} at {first.location}", f"the service's own word: {facts.page}"),
        )
