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
- [Resource-based policies of EventBridge targets](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html)
- [Notifying users of alarm changes](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import may_deliver
from stackproof.reasoning.wiring import ALARMS, EVENT_RULE, TOPIC, deliveries, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SNS-POLICY-001",
    title="Topic refuses the service that publishes to it",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(EVENT_RULE, *ALARMS),
    root_cause="The topic was connected as a destination, but its policy was not extended.",
    fix="Allow the service principal sns:Publish in the topic policy, with the rule or alarm as aws:SourceArn.",
    impacts=Impacts(performance="Notifications are lost."),
    effort=10,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    source="EventBridge and CloudWatch guides as linked in the documentation of the rule, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Asks the policy of each topic once, however many states of an alarm lead there."""
    seen: set[str] = set()
    for delivery in deliveries(context.graph, sender):
        topic = meant(context.graph, delivery.target, TOPIC)
        by_role = present(get(delivery.settings, "RoleArn")) is not Truth.NO and sender.type == EVENT_RULE
        if topic is None or topic.address in seen or by_role:
            continue
        seen.add(topic.address)
        decision = may_deliver(context.graph, delivery, topic)
        if decision.truth is Truth.NO:
            yield Fault(
                f"{delivery.service} publishes to {topic.address} ({topic.location}) for {sender.address}, "
                "but no topic policy allows it sns:Publish",
                delivery.target,
                (*quoted({"destination": delivery.target}), *decision.reasons),
                certainty="assumption" if delivery.conditional else "proved",
            )
        elif decision.truth is Truth.UNDECIDED:
            yield Undecided(
                f"whether {topic.address} lets {delivery.service} in is open: {'; '.join(decision.reasons)}",
                delivery.target,
            )
