"""A filter policy holds lists.

## What it does
Reports filter policies of subscriptions that SNS refuses: a plain value where a list is asked for, an empty list or
policy, an operator that there is none of, and a nested field while the policy filters by message attributes (the
default scope).

## Why is this bad
SNS answers with "Invalid parameter: FilterPolicy: "store" must be an object or an array" or "Filter policy scope
MessageAttributes does not support nested filter policy", and the deployment stops there.

## How to mend
Write every value in a list: `store: [example_corp]`. A policy on fields inside the message needs
`FilterPolicyScope: MessageBody`.

## References
- [Subscription filter policies](https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html)
- [Constraints of filter policies](https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, present, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue, Value
from stackproof.reasoning.event_patterns import flaws
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import SUBSCRIPTION
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SNS-FILTER-001",
    title="Filter policy that SNS refuses",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=(SUBSCRIPTION,),
    root_cause="The policy was written like the message that it is to match.",
    fix="Put every value of the policy in a list, and set the scope for nested fields.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html",
    source="SNS Developer Guide, filter policies and their constraints, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Reads what is known of the policy."""
    written = resource.get("FilterPolicy")
    policy = structure(written)
    if not isinstance(policy, MapValue) or (policy.complete and not policy.entries):
        # An empty policy stands for none.
        return
    for flaw in flaws(policy):
        yield Fault(f"SNS refuses {resource.address}: in its filter policy, {flaw.why}", flaw.at, _shown(flaw.at))
    scope = resource.get("FilterPolicyScope")
    by_attributes = present(scope) is Truth.NO or equals(scope, "MessageAttributes") is Truth.YES
    for name, value in policy.entries.items():
        if by_attributes and isinstance(value, MapValue):
            yield Fault(
                f"SNS refuses {resource.address}: its filter policy nests {name}, as only the scope MessageBody can",
                value,
                _shown(value),
                patch="FilterPolicyScope: MessageBody",
            )


def _shown(value: Value) -> tuple[str, ...]:
    return (f"written: {show(value)}",)
