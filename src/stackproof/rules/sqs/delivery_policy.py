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

from stackproof.graph.query import get
from stackproof.reasoning.delivery import Judged, by_first_sender, by_role, may_deliver, senders
from stackproof.reasoning.wiring import EVENT_RULE, QUEUE, SUBSCRIPTION, TOPIC, meant
from stackproof.rules.delivery import answer
from stackproof.rules.model import Answer, Context, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

TYPES = (SUBSCRIPTION, TOPIC, EVENT_RULE)
DEAD_LETTERS = (("RedrivePolicy", "deadLetterTargetArn"), ("DeadLetterConfig", "Arn"))


@rule(
    id="SQS-POLICY-001",
    title="Queue refuses the service that writes to it",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=TYPES,
    root_cause="The queue was connected as a destination, but its policy was not extended.",
    fix="Allow the service principal sqs:SendMessage in the queue policy, with the topic or rule as aws:SourceArn.",
    impacts=Impacts(performance="Messages are lost after the retries of the sender."),
    effort=10,
    reference="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html",
    source="SNS and EventBridge guides as linked in the documentation of the rule, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Says once of each queue and service what the queue's policies say."""
    for one in context.graph.index(_judged).get(sender.address, ()):
        queue, service = one.destination, one.delivery.service
        yield answer(
            one,
            {"destination": one.delivery.target},
            refused=f"{service} {one.manner} {queue.address} ({queue.location}) for {sender.address}, "
            "but no queue policy allows it sqs:SendMessage",
            doubt=f"whether {queue.address} lets {service} in",
        )


def _judged(graph: Graph) -> dict[str, list[Judged]]:
    return by_first_sender(_all(graph))


def _all(graph: Graph) -> Iterator[Judged]:
    for sender, delivery in senders(graph, *TYPES):
        if not by_role(delivery):
            yield from _one(graph, sender, delivery, "delivers to")
        for path in DEAD_LETTERS:
            dead_letters = delivery._replace(target=get(delivery.settings, *path))
            yield from _one(graph, sender, dead_letters, "puts what it cannot deliver into")


def _one(graph: Graph, sender: Resource, delivery: Delivery, manner: str) -> Iterator[Judged]:
    queue = meant(graph, delivery.target, QUEUE)
    if queue is not None:
        yield Judged(sender, delivery, queue, may_deliver(graph, delivery, queue), manner)
