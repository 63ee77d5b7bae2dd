"""FIFO queues take messages only from those who can send them in order.

## What it does
Reports these combinations:

- `FifoQueue: true` with a name that does not end in `.fifo`, and a name that ends so without `FifoQueue: true`;
- a queue whose dead-letter queue is of the other kind;
- a FIFO queue subscribed to a standard topic, and a dead-letter queue of a subscription that is not of its topic's kind
  (a standard queue subscribed to a FIFO topic is allowed since September 2023);
- a FIFO queue or FIFO topic as destination of S3 event notifications;
- a FIFO queue as target of an EventBridge rule without `SqsParameters.MessageGroupId`, or as the target's dead-letter
  queue;
- a FIFO queue as the on-failure destination of a function's asynchronous invocations.

## Why is this bad
The service that is to send refuses the configuration, and the stack rolls back: "FIFO SQS Queues can not be subscribed
to standard SNS topics", "Dead-letter queue must be same type of queue as the source", "Parameter(s) SqsParameters must
be specified for target". cloudformation-validate reports the name (E2504) and the dead-letter queue of a queue (E3502)
within one template; this rule also sees the senders, and pairs that lie in different stacks.

## How to mend
Make both sides of the same kind. S3 reaches a FIFO queue through EventBridge: `EventBridgeConfiguration` on the bucket
and a rule with a message group.

## References
- [Using dead-letter queues in Amazon SQS](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html)
- [FIFO topics and standard queues](https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html)
- [Destinations of S3 event notifications](https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html)
- [SqsParameters of an EventBridge target](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_SqsParameters.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, is_true, matches, present, same
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.reasoning.wiring import (
    BUCKET,
    CDK_NOTIFICATIONS,
    EVENT_RULE,
    QUEUE,
    SUBSCRIPTION,
    TOPIC,
    deliveries,
    fifo_setting,
    is_fifo,
    meant,
)
from stackproof.rules.model import Answer, Certainty, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

INVOKE_CONFIG = "AWS::Lambda::EventInvokeConfig"


@rule(
    id="SQS-FIFO-001",
    title="FIFO and standard do not go together here",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=(QUEUE, SUBSCRIPTION, TOPIC, BUCKET, CDK_NOTIFICATIONS, EVENT_RULE, INVOKE_CONFIG),
    root_cause="The kind of a queue or topic was chosen without the kind of what it is connected to.",
    fix="Make both sides FIFO or both standard, or go through EventBridge with a message group.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    source="SQS, SNS, S3 and EventBridge guides as linked in the documentation of the rule, 2026-11-21",
    same_as=("E2504", "E3501", "E3502"),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks of each type what can go wrong with it."""
    graph = context.graph
    if resource.type == QUEUE:
        yield from _name(resource)
        yield from _same_kind(graph, resource, resource.get("RedrivePolicy", "deadLetterTargetArn"), "queue")
    elif resource.type == INVOKE_CONFIG:
        yield from _refused(
            graph, resource, resource.get("DestinationConfig", "OnFailure", "Destination"), "Lambda's failed events"
        )
    else:
        for delivery in deliveries(graph, resource):
            yield from _delivery(graph, resource, delivery)


def _delivery(graph: Graph, sender: Resource, delivery: Delivery) -> Iterator[Answer]:
    certainty: Certainty = "assumption" if delivery.conditional else "proved"
    if sender.type in (BUCKET, CDK_NOTIFICATIONS):
        yield from _refused(graph, sender, delivery.target, "S3 event notifications", certainty)
    elif sender.type == EVENT_RULE:
        queue = meant(graph, delivery.target, QUEUE)
        grouped = present(get(delivery.settings, "SqsParameters", "MessageGroupId"))
        if queue is not None and is_fifo(queue) is Truth.YES and grouped is Truth.NO:
            yield Fault(
                f"{sender.address} sends to the FIFO queue {queue.address} without a message group",
                delivery.target,
                quoted({"SqsParameters": get(delivery.settings, "SqsParameters")}),
                certainty,
                patch="SqsParameters:\n  MessageGroupId: <group>",
            )
        yield from _refused(
            graph, sender, get(delivery.settings, "DeadLetterConfig", "Arn"), "events that EventBridge cannot deliver"
        )
    elif delivery.source is not None:
        queue = meant(graph, delivery.target, QUEUE)
        if queue is not None and is_fifo(queue) is Truth.YES and is_fifo(delivery.source) is Truth.NO:
            yield Fault(
                f"the FIFO queue {queue.address} is subscribed to the standard topic {delivery.source.address}",
                delivery.target,
                _kinds(queue, delivery.source),
                certainty,
            )
        dead_letters = get(delivery.settings, "RedrivePolicy", "deadLetterTargetArn")
        yield from _same_kind(graph, delivery.source, dead_letters, "topic")


def _name(queue: Resource) -> Iterator[Answer]:
    name, setting = queue.get("QueueName"), fifo_setting(queue)

    def in_order(name: Value, setting: Value) -> Truth:
        if present(name) is Truth.NO:
            return Truth.YES
        ends, is_one = matches(name, "*.fifo"), is_true(setting)
        return (ends & is_one) | (~ends & ~is_one)

    if agree(in_order, name, setting, existing=(queue,)) is Truth.NO:
        kind = "a FIFO queue" if is_true(setting) is Truth.YES else "a standard queue"
        rule_of_names = "must end" if is_true(setting) is Truth.YES else "must not end"
        yield Fault(
            f"{queue.address} is {kind}, so its name {rule_of_names} in .fifo",
            name,
            quoted({"QueueName": name, "FifoQueue": setting}),
            "assumption" if rests_on(name, setting) else "proved",
        )


def _same_kind(graph: Graph, owner: Resource, dead_letters: Value, noun: str) -> Iterator[Answer]:
    queue = meant(graph, dead_letters, QUEUE)
    if queue is None:
        return

    def alike(one: Value, other: Value) -> Truth:
        if same(one, other) is Truth.YES:
            return Truth.YES
        first, second = is_true(one), is_true(other)
        return (first & second) | (~first & ~second)

    answer = agree(alike, fifo_setting(owner), fifo_setting(queue), existing=(owner, queue))
    if answer is Truth.NO:
        yield Fault(
            f"the {noun} {owner.address} and its dead-letter queue {queue.address} ({queue.location}) are of two kinds",
            dead_letters,
            _kinds(owner, queue),
            "assumption" if rests_on(fifo_setting(owner), fifo_setting(queue)) else "proved",
        )
    elif answer is Truth.UNDECIDED:
        yield Undecided(
            f"a dead-letter queue must be of its {noun}'s kind, and whether {owner.address} and {queue.address} are "
            "FIFO hangs on different conditions or values",
            dead_letters,
        )


def _refused(
    graph: Graph, sender: Resource, target: Value, what: str, certainty: Certainty = "proved"
) -> Iterator[Answer]:
    """FIFO is refused whatever the sender's settings are."""
    found = meant(graph, target, QUEUE, TOPIC)
    if found is not None and is_fifo(found) is Truth.YES:
        noun = "queue" if found.type == QUEUE else "topic"
        yield Fault(
            f"{sender.address} names the FIFO {noun} {found.address} ({found.location}), which cannot take {what}",
            target,
            _kinds(found),
            certainty,
        )


def _kinds(*resources: Resource) -> tuple[str, ...]:
    return quoted(
        {f"{one.address}.{'FifoQueue' if one.type == QUEUE else 'FifoTopic'}": fifo_setting(one) for one in resources}
    )
