"""What belongs to FIFO queues and topics is not asked of standard ones.

## What it does
Reports a standard queue or topic with `ContentBasedDeduplication: true`, and a standard queue with `DeduplicationScope`
or `FifoThroughputLimit`.

## Why is this bad
SQS and SNS, and Terraform's provider before them, refuse these settings for what is not FIFO.

## How to mend
Take the setting away, or make the queue or topic FIFO, with a name that ends in `.fifo`.

## References
- [CreateQueue](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html)
- [CreateTopic](https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.wiring import QUEUE, TOPIC, is_fifo
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SQS-FIFO-002",
    title="Setting of FIFO queues on a standard one",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(QUEUE, TOPIC),
    root_cause="A setting was kept when the queue or topic became a standard one, or FIFO was forgotten.",
    fix="Take the setting away, or make it FIFO.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
    source="SQS API Reference, CreateQueue attributes of FIFO queues, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for the settings of FIFO on what is none."""
    if is_fifo(resource) is not Truth.NO:
        return
    deduplicates = resource.get("ContentBasedDeduplication")
    found = [("ContentBasedDeduplication", deduplicates)] if is_true(deduplicates) is Truth.YES else []
    if resource.type == QUEUE:
        settings = [(name, resource.get(name)) for name in ("DeduplicationScope", "FifoThroughputLimit")]
        found += [(name, value) for name, value in settings if present(value) is Truth.YES]
    for name, value in found:
        yield Fault(
            f"{resource.address} is not FIFO and has {name}",
            value,
            quoted({name: value}),
            certainty="assumption" if rests_on(value) else "proved",
        )
