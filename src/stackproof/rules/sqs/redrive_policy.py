"""A redrive policy names a queue that can take the messages, and after how many attempts.

## What it does
Reports a redrive policy without `maxReceiveCount` or with one outside 1 to 1,000, without `deadLetterTargetArn`, with
the URL or name of a queue instead of its ARN, with the queue itself, and with a queue of another region or account.

## Why is this bad
SQS refuses it: "Redrive policy does not contain mandatory attribute: maxReceiveCount", "Value for parameter
RedrivePolicy is invalid". The deployment stops there.

## How to mend
`{deadLetterTargetArn: !GetAtt DeadLetters.Arn, maxReceiveCount: 5}`, with a dead-letter queue in the same account and
region.

## References
- [Dead-letter queues](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html)
- [SetQueueAttributes](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, number, present, same, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue, Reference
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import QUEUE, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_MOST = 1000
_NO_ARN = {"", "QueueUrl", "QueueName"}


@rule(
    id="SQS-REDRIVE-001",
    title="Redrive policy that SQS refuses",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=(QUEUE,),
    root_cause="The policy was written in part, or names a queue in a form or place that SQS does not take.",
    fix="Name the ARN of a queue of the same region, and a maxReceiveCount of 1 to 1,000.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    source="SQS Developer Guide, dead-letter queues; SQS API Reference, SetQueueAttributes, 2026-11-28",
    same_as=("E3501",),
)
def check(queue: Resource, context: Context) -> Iterator[Answer]:
    """Reads the policy, be it a structure or a text."""
    policy = structure(queue.get("RedrivePolicy"))
    if not isinstance(policy, MapValue) or (policy.complete and not policy.entries):
        return
    count, target = get(policy, "maxReceiveCount"), get(policy, "deadLetterTargetArn")
    known = number(count)
    if present(count) is Truth.NO:
        yield Fault(f"the redrive policy of {queue.address} names no maxReceiveCount", policy)
    elif known is not None and not 1 <= known <= _MOST:
        yield Fault(
            f"the maxReceiveCount of {queue.address} is {show(count)}; it is 1 to 1,000",
            count,
            quoted({"maxReceiveCount": count}),
        )
    if present(target) is Truth.NO:
        yield Fault(f"the redrive policy of {queue.address} names no deadLetterTargetArn", policy)
    dead_letters = meant(context.graph, target, QUEUE)
    if dead_letters is None:
        return
    evidence = quoted({"deadLetterTargetArn": target})
    if isinstance(target, Reference) and target.attribute in _NO_ARN:
        yield Fault(f"{queue.address} names its dead-letter queue by {show(target)}, which is no ARN", target, evidence)
    elif dead_letters is queue:
        yield Fault(f"{queue.address} is its own dead-letter queue", target, evidence)
    elif same(dead_letters.region, queue.region) is Truth.NO or same(dead_letters.account, queue.account) is Truth.NO:
        places = {"region": queue.region, f"region of {dead_letters.address}": dead_letters.region}
        yield Fault(
            f"{queue.address} and its dead-letter queue {dead_letters.address} ({dead_letters.location}) are not in "
            "the same region and account",
            target,
            quoted(places),
        )
