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
- [Key management of SNS: compatibility with other services](https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html)
- [Key management of SQS](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import equals, get, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import may_use_key
from stackproof.reasoning.wiring import EVENT_RULE, EVENTS, QUEUE, SENDERS, TOPIC, deliveries, meant
from stackproof.rules.model import Answer, Certainty, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

KEY = "AWS::KMS::Key"


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
    """Asks the key of each destination once."""
    seen: set[str] = set()
    for delivery in deliveries(context.graph, sender):
        target = meant(context.graph, delivery.target, QUEUE, TOPIC)
        by_role = sender.type == EVENT_RULE and present(get(delivery.settings, "RoleArn")) is not Truth.NO
        if target is not None and target.address not in seen and not by_role:
            seen.add(target.address)
            yield from _answer(sender, delivery, target, context)


def _answer(sender: Resource, delivery: Delivery, target: Resource, context: Context) -> Iterator[Answer]:
    graph = context.graph
    written = target.get("KmsMasterKeyId")
    service_key = "alias/aws/sqs" if target.type == QUEUE else "alias/aws/sns"
    certainty: Certainty = "assumption" if delivery.conditional else "proved"
    if equals(written, service_key) is Truth.YES:
        yield Fault(
            f"{delivery.service} delivers to {target.address} ({target.location}) for {sender.address}, and cannot use "
            f"its key: no policy lets another service use {service_key}",
            delivery.target,
            quoted({f"{target.address}.KmsMasterKeyId": written}),
            certainty,
        )
        return
    found = identify(written, graph, KEY)
    key = found.resource
    if key is None or key.type != KEY or found.truth is not Truth.YES:
        return
    # EventBridge asks KMS without naming the rule.
    request = delivery._replace(source_arn=None) if delivery.service == EVENTS else delivery
    decision = may_use_key(graph, request, key)
    if decision.truth is Truth.NO:
        yield Fault(
            f"{delivery.service} delivers to {target.address} ({target.location}) for {sender.address}, but the policy "
            f"of its key {key.address} ({key.location}) does not let it encrypt",
            delivery.target,
            (*quoted({f"{target.address}.KmsMasterKeyId": written}), *decision.reasons),
            certainty,
        )
    elif decision.truth is Truth.UNDECIDED:
        yield Undecided(
            f"whether the key {key.address} lets {delivery.service} encrypt is open: {'; '.join(decision.reasons)}",
            delivery.target,
        )
