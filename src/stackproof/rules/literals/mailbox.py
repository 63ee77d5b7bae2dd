"""Mail goes to a mailbox that exists.

## What it does
Reports subscriptions of topics and subscribers of budgets with an address at a domain that is reserved for
documentation and tests (`admin@example.com`).

## Why is this bad
Nobody can confirm the subscription, and nobody is told of alarms.

## How to mend
Make the address a parameter without a default.

## References
- [Email notifications](https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.identifiers import SOURCE, is_reserved_domain
from stackproof.graph.query import elements, get, string
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


@rule(
    id="LITERAL-EMAIL-001",
    title="Mail address at a domain that nobody can own",
    severity="medium",
    blocks="none",
    category="operations",
    types=("AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::Budgets::Budget"),
    root_cause="The address of an example was left where one's own belongs.",
    fix="Make the address a parameter without a default.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each address."""
    for value in _addresses(resource):
        text = string(value)
        if text and "@" in text and is_reserved_domain(text):
            yield Fault(
                f"nobody reads the mail that {resource.address} sends to {text}", value, quoted({"address": value})
            )


def _addresses(resource: Resource) -> Iterator[Value]:
    if resource.type == "AWS::SNS::Subscription":
        yield resource.get("Endpoint")
    elif resource.type == "AWS::SNS::Topic":
        for subscription in elements(resource.get("Subscription"))[0]:
            yield get(subscription, "Endpoint")
    else:
        for notification in elements(resource.get("NotificationsWithSubscribers"))[0]:
            for subscriber in elements(get(notification, "Subscribers"))[0]:
                yield get(subscriber, "Address")
