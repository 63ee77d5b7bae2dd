"""Services that write to an encrypted queue or topic may use its key.

## What it does
Reports a delivery by S3, SNS, EventBridge or a CloudWatch alarm to a queue or topic of the project that is encrypted
with a customer-managed key whose key policy does not allow the service `kms:GenerateDataKey` and `kms:Decrypt`, or with
the AWS-managed key (`alias/aws/sqs`, `alias/aws/sns`), whose policy cannot be extended.

## Why is this bad
The service cannot encrypt the message, so it is never delivered. Only S3 finds out at deployment; SNS, EventBridge and
alarms lose their messages without a word.

## How to mend
Allow the service principal `kms:GenerateDataKey*` and `kms:Decrypt` in the key policy. EventBridge sends no
`aws:SourceArn` with its requests to KMS, so a condition on it shuts EventBridge out. Where no key of one's own is asked
for, `SqsManagedSseEnabled` encrypts a queue without any of this.

## References
- [Why an alarm's notification does not arrive](https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger)
- [Key management of SNS: compatibility with other services](https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html)
- [Key management of SQS](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import equals, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import Judged, by_first_sender, by_role, may_use_key, senders
from stackproof.reasoning.iam import Decision
from stackproof.reasoning.wiring import EVENTS, QUEUE, SENDERS, TOPIC, meant
from stackproof.rules.delivery import answer
from stackproof.rules.model import Answer, Context, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

KEY = "AWS::KMS::Key"
SERVICE_KEYS = {QUEUE: "alias/aws/sqs", TOPIC: "alias/aws/sns"}


@rule(
    id="KMS-EVENT-001",
    title="Service may not use the key of its destination",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=SENDERS,
    root_cause="The destination was encrypted without letting those who write to it use the key.",
    fix="Allow the service principal kms:GenerateDataKey* and kms:Decrypt in the key policy.",
    impacts=Impacts(performance="Messages are lost without a trace."),
    effort=15,
    reference="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    source="SNS and SQS Developer Guides, sns-key-management and sqs-key-management, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Says once of each destination and service what its key says."""
    for one in context.graph.index(_judged).get(sender.address, ()):
        target, service = one.destination, one.delivery.service
        written = target.get("KmsMasterKeyId")
        yield answer(
            one,
            {f"{target.address}.KmsMasterKeyId": written},
            refused=f"{service} delivers to {target.address} ({target.location}) for {sender.address}, "
            f"but its key {show(written)} does not let the service encrypt",
            doubt=f"whether the key of {target.address} lets {service} encrypt",
        )


def _judged(graph: Graph) -> dict[str, list[Judged]]:
    return by_first_sender(_all(graph))


def _all(graph: Graph) -> Iterator[Judged]:
    for sender, delivery in senders(graph, *SENDERS):
        target = meant(graph, delivery.target, QUEUE, TOPIC)
        if target is not None and not by_role(delivery):
            decision = _decision(graph, delivery, target)
            if decision is not None:
                yield Judged(sender, delivery, target, decision)


def _decision(graph: Graph, delivery: Delivery, target: Resource) -> Decision | None:
    """Whether the service may use the target's key; None without a key, or with one that is not in the graph."""
    written = target.get("KmsMasterKeyId")
    if equals(written, SERVICE_KEYS[target.type]) is Truth.YES:
        return Decision(Truth.NO, None, ("the policy of an AWS-managed key lets no other service in",))
    found = identify(written, graph, KEY)
    key = found.resource
    if key is None or key.type != KEY or found.truth is not Truth.YES:
        return None
    # EventBridge asks KMS without naming the rule.
    request = delivery._replace(source_arn=None) if delivery.service == EVENTS else delivery
    return may_use_key(graph, request, key)
