"""What an account has only one of is optional in a stack that is deployed several times.

## What it does
Only where the contract or the profile names a suffix, so that copies of the stack stand beside each other in one
account: reports what the service refuses to create a second time there and what nothing makes optional: detectors of
GuardDuty, Security Hub, Macie, recorders of AWS Config, OpenID Connect providers, service-linked roles.

## Why is this bad
The first environment works. Each further one fails when it is deployed, because the account has the thing already.
Deleting the first takes it away from the others.

## How to mend
Move it to a stack of the account's own, or make it depend on a setting that is off by default. In Terraform, look the
existing one up with a data source.

## References
- [CreateDetector](https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html)
- [PutConfigurationRecorder](https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html)
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
    id="SINGLETON-002",
    title="What an account has only one of, in a stack that is deployed several times",
    severity="high",
    blocks="deploy",
    category="deployability",
    types=tuple(kind for kind, facts in SINGLETONS.items() if facts.then == "refuses"),
    root_cause="A setting of the account was made part of an environment.",
    fix="Move it to a stack of its own, or create it only where a setting says so.",
    impacts=Impacts(cost="Environments cannot stand side by side."),
    effort=15,
    reference="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    source=SOURCE,
    applies=lambda context: context.policy.suffix is not None or context.twin is not None,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Speaks of each one that is created whatever the settings are."""
    if not claims(resource):
        return
    facts = SINGLETONS[resource.type]
    where = "an account" if facts.scope == "account" else "a region of an account"
    yield Fault(
        f"{resource.address} is the only {facts.what} that {where} can have; a second copy of the stack "
        "cannot be deployed beside it",
        resource.location,
        (f"a suffix is asked for ({context.policy.source})", f"the service's own word: {facts.page}"),
        certainty="assumption",
    )
