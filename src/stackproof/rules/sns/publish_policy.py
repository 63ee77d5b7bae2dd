"""A topic lets in the services that are to publish to it.

## What it does
Reports a target of an EventBridge rule, or an action of an alarm, that publishes to a topic of the project whose policy
does not allow the service `sns:Publish`. The policy that SNS gives a new topic lets alarms of the same account in, but
no other service; as soon as the project sets a policy, that one alone counts. A target with a role of its own is left
alone. S3 notifications are the matter of [S3-NOTIFY-001](S3-NOTIFY-001.md).

## Why is this bad
Everything deploys, but SNS refuses each message: the alarm changes its state and nobody is told.

## How to mend
Add the service to the `AWS::SNS::TopicPolicy`: `events.amazonaws.com` or `cloudwatch.amazonaws.com`, with `sns:Publish`
on the topic and the rule or alarm as `aws:SourceArn`.

## References
- [Why an alarm's notification does not arrive](https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger)
- [Resource-based policies of EventBridge targets](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html)
- [Notifying users of alarm changes](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.delivery import Judged, by_first_sender, by_role, may_deliver, senders
from stackproof.reasoning.wiring import ALARMS, EVENT_RULE, TOPIC, meant
from stackproof.rules.delivery import answer
from stackproof.rules.model import Answer, Context, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

TYPES = (EVENT_RULE, *ALARMS)


@rule(
    id="SNS-POLICY-001",
    title="Topic refuses the service that publishes to it",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=TYPES,
    root_cause="The topic was connected as a destination, but its policy was not extended.",
    fix="Allow the service principal sns:Publish in the topic policy, with the rule or alarm as aws:SourceArn.",
    impacts=Impacts(performance="Notifications are lost."),
    effort=10,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    source="EventBridge and CloudWatch guides as linked in the documentation of the rule, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Says once of each topic and service what the topic's policies say."""
    for one in context.graph.index(_judged).get(sender.address, ()):
        topic, service = one.destination, one.delivery.service
        yield answer(
            one,
            {"destination": one.delivery.target},
            refused=f"{service} publishes to {topic.address} ({topic.location}) for {sender.address}, "
            "but no topic policy allows it sns:Publish",
            doubt=f"whether {topic.address} lets {service} in",
        )


def _judged(graph: Graph) -> dict[str, list[Judged]]:
    return by_first_sender(_all(graph))


def _all(graph: Graph) -> Iterator[Judged]:
    for sender, delivery in senders(graph, *TYPES):
        topic = meant(graph, delivery.target, TOPIC)
        if topic is not None and not by_role(delivery):
            yield Judged(sender, delivery, topic, may_deliver(graph, delivery, topic))
