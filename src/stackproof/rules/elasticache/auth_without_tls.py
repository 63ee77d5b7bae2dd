"""A cache with a password is spoken to by TLS.

## What it does
Reports a replication group with an `AuthToken` whose `TransitEncryptionEnabled` is false or not set.

## Why is this bad
ElastiCache takes a token only where traffic is encrypted, and refuses the group otherwise.

## How to mend
Set `TransitEncryptionEnabled: true`.

## References
- [Authenticating with the AUTH command](https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="CACHE-AUTH-001",
    title="Token of a cache without encryption in transit",
    severity="critical",
    blocks="deploy",
    category="security",
    types=("AWS::ElastiCache::ReplicationGroup",),
    root_cause="The token was set without the encryption that it travels by.",
    fix="Set TransitEncryptionEnabled to true.",
    impacts=Impacts(security="The token would go over the network in plain text."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html",
    source="ElastiCache User Guide, auth, 2026-11-20",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Looks at token and switch together."""
    token, encrypted = group.get("AuthToken"), group.get("TransitEncryptionEnabled")
    if agree(_in_order, token, encrypted, existing=(group,)) is Truth.NO:
        yield Fault(
            f"{group.address} has a token and does not encrypt its traffic",
            token,
            quoted({"TransitEncryptionEnabled": encrypted}),
            certainty="assumption" if rests_on(token, encrypted) else "proved",
            patch="TransitEncryptionEnabled: true",
        )


def _in_order(token: Value, encrypted: Value) -> Truth:
    return ~present(token) | is_true(encrypted)
