"""A queue lets in the services that are to write to it.

## What it does
Reports an SNS subscription or a target of an EventBridge rule that delivers to a queue of the project whose queue
policy does not allow the service `sqs:SendMessage`, or that has no policy at all. The dead-letter queues of
subscriptions and targets are looked at as well: the same services write to them. A target with a role of its own is
left alone. S3 notifications are the matter of [S3-NOTIFY-001](S3-NOTIFY-001.md), because they fail at deployment
already.

## Why is this bad
Everything deploys, but SQS refuses each message. SNS and EventBridge drop it after their retries.

## How to mend
Add an `AWS::SQS::QueuePolicy` that allows the service principal `sqs:SendMessage` on the queue, with the topic or rule
as `aws:SourceArn`. The AWS CDK does so when `SqsSubscription` or the `SqsQueue` target connects the two.

## References
- [Subscribing a queue to a topic](https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html)
- [Resource-based policies of EventBridge targets](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html)
- [Dead-letter queues of subscriptions](https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import may_deliver
from stackproof.reasoning.wiring import EVENT_RULE, QUEUE, SUBSCRIPTION, TOPIC, deliveries, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

DEAD_LETTERS = (("RedrivePolicy", "deadLetterTargetArn"), ("DeadLetterConfig", "Arn"))


@rule(
    id="SQS-POLICY-001",
    title="Queue refuses the service that writes to it",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(SUBSCRIPTION, TOPIC, EVENT_RULE),
    root_cause="The queue was connected as a destination, but its policy was not extended.",
    fix="Allow the service principal sqs:SendMessage in the queue policy, with the topic or rule as aws:SourceArn.",
    impacts=Impacts(performance="Messages are lost after the retries of the sender."),
    effort=10,
    reference="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html",
    source="SNS and EventBridge guides as linked in the documentation of the rule, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Asks the policies of the destinations and of their dead-letter queues."""
    for delivery in deliveries(context.graph, sender):
        if present(get(delivery.settings, "RoleArn")) is Truth.NO:
            yield from _answer(sender, delivery, context, "delivers to")
        for path in DEAD_LETTERS:
            dead_letters = delivery._replace(target=get(delivery.settings, *path))
            yield from _answer(sender, dead_letters, context, "puts what it cannot deliver into")


def _answer(sender: Resource, delivery: Delivery, context: Context, does: str) -> Iterator[Answer]:
    queue = meant(context.graph, delivery.target, QUEUE)
    if queue is None:
        return
    decision = may_deliver(context.graph, delivery, queue)
    if decision.truth is Truth.NO:
        yield Fault(
            f"{delivery.service} {does} {queue.address} ({queue.location}) for {sender.address}, "
            f"but no queue policy allows it sqs:SendMessage",
            delivery.target,
            (*quoted({"destination": delivery.target}), *decision.reasons),
            certainty="assumption" if delivery.conditional else "proved",
        )
    elif decision.truth is Truth.UNDECIDED:
        yield Undecided(
            f"whether {queue.address} lets {delivery.service} in is open: {'; '.join(decision.reasons)}",
            delivery.target,
        )
