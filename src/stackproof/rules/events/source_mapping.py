"""An event source mapping has the settings that its kind of source knows.

## What it does
Reports event source mappings that Lambda refuses:

- a Kinesis or DynamoDB stream, or a Kafka cluster, without `StartingPosition`, and a queue with one;
- a queue with settings of streams (`BisectBatchOnFunctionError`, `ParallelizationFactor`, `MaximumRetryAttempts`,
  `MaximumRecordAgeInSeconds`, `TumblingWindowInSeconds`), and a stream with `ScalingConfig`;
- a FIFO queue with a batch of more than 10 or with a batching window;
- a queue with a batch of more than 10 and no batching window;
- `ScalingConfig.MaximumConcurrency` below 2;
- the stream of a DynamoDB table that has none (no `StreamSpecification`);
- a filter pattern that is no pattern: a plain value where a list is asked for.

## Why is this bad
Lambda answers with an InvalidParameterValueException ("Maximum batch window in seconds must be greater than 0 if
maximum batch size is greater than 10", "Batching window is not supported for FIFO queues"), and the deployment stops
there.

## How to mend
Leave out what the source does not know. A queue that is to be read in larger batches gets
`MaximumBatchingWindowInSeconds` of at least 1. A stream gets `StartingPosition: TRIM_HORIZON` or `LATEST`.

## References
- [CreateEventSourceMapping](https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html)
- [Configuring an SQS queue as event source](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import boolean, elements, get, matches, number, present, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.event_patterns import flaws
from stackproof.reasoning.json_documents import structure
from stackproof.reasoning.wiring import QUEUE, is_fifo, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_STREAMS = ("AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::MSK::Cluster")
_OF_STREAMS = (
    "BisectBatchOnFunctionError",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "TumblingWindowInSeconds",
)
_MOST_WITHOUT_WINDOW = 10
_LEAST_CONCURRENCY = 2


@rule(
    id="EVENT-SOURCE-001",
    title="Event source mapping that Lambda refuses",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=("AWS::Lambda::EventSourceMapping",),
    root_cause="Settings of one kind of source were given to another, or limits of the source were not minded.",
    fix="Give the mapping the settings that its kind of source knows.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    source="Lambda API Reference, CreateEventSourceMapping; Lambda Developer Guide, services-sqs-configure, 2026-11-28",
    same_as=("E3633", "E3634", "E3705"),
)
def check(mapping: Resource, context: Context) -> Iterator[Answer]:
    """Asks by the kind of the source, as far as that is known."""
    source = mapping.get("EventSourceArn")
    queue = meant(context.graph, source, QUEUE)
    if queue is not None or matches(source, "arn:*:sqs:*") is Truth.YES:
        yield from _queue(mapping, queue)
    elif meant(context.graph, source, *_STREAMS) is not None or any(
        matches(source, pattern) is Truth.YES for pattern in ("arn:*:kinesis:*", "arn:*:dynamodb:*", "arn:*:kafka:*")
    ):
        yield from _stream(mapping)
    yield from _table(context, mapping)
    yield from _filters(mapping)


def _queue(mapping: Resource, queue: Resource | None) -> Iterator[Answer]:
    starting = mapping.get("StartingPosition")
    if present(starting) is Truth.YES:
        yield _fault(mapping, "StartingPosition", "it reads a queue, which has no starting position")
    for name in _OF_STREAMS:
        written = mapping.get(name)
        if present(written) is Truth.YES and boolean(written) is not False:
            yield _fault(mapping, name, "it reads a queue, and the setting is for streams")
    batch, window = number(mapping.get("BatchSize")), mapping.get("MaximumBatchingWindowInSeconds")
    fifo = queue is not None and is_fifo(queue) is Truth.YES
    if fifo and (number(window) or 0) > 0:
        yield _fault(mapping, "MaximumBatchingWindowInSeconds", "it reads a FIFO queue, which has no batching window")
    if batch is not None and batch > _MOST_WITHOUT_WINDOW:
        if fifo:
            yield _fault(mapping, "BatchSize", "it reads a FIFO queue, which gives at most 10 at a time")
        elif present(window) is Truth.NO or number(window) == 0:
            yield _fault(mapping, "BatchSize", "more than 10 need a batching window of at least one second")
    concurrency = mapping.get("ScalingConfig", "MaximumConcurrency")
    if (number(concurrency) or _LEAST_CONCURRENCY) < _LEAST_CONCURRENCY:
        yield Fault(
            f"Lambda refuses {mapping.address}: its maximum concurrency is {show(concurrency)}, and 2 is the least",
            concurrency,
            quoted({"ScalingConfig.MaximumConcurrency": concurrency}),
        )


def _stream(mapping: Resource) -> Iterator[Answer]:
    if present(mapping.get("StartingPosition")) is Truth.NO:
        yield _fault(mapping, "StartingPosition", "it reads a stream and says not where to start")
    if present(mapping.get("ScalingConfig")) is Truth.YES:
        yield _fault(mapping, "ScalingConfig", "it reads a stream, and the setting is for queues")


def _table(context: Context, mapping: Resource) -> Iterator[Answer]:
    source = mapping.get("EventSourceArn")
    table = context.graph.target(source, "AWS::DynamoDB::Table")
    if table is not None and present(table.get("StreamSpecification")) is Truth.NO:
        yield Fault(
            f"{mapping.address} reads the stream of {table.address} ({table.location}), which has none",
            source,
            quoted({f"{table.address}.StreamSpecification": table.get("StreamSpecification")}),
            patch="StreamSpecification:\n  StreamViewType: NEW_AND_OLD_IMAGES",
        )


def _filters(mapping: Resource) -> Iterator[Answer]:
    filters, _ = elements(mapping.get("FilterCriteria", "Filters"))
    for one in filters:
        written = get(one, "Pattern")
        pattern = structure(written)
        for flaw in flaws(pattern) if pattern is not None else ():
            yield Fault(
                f"Lambda refuses {mapping.address}: its filter pattern is not valid, because {flaw.why}",
                written,
                (f"written: {show(flaw.at)}",),
            )


def _fault(mapping: Resource, name: str, why: str) -> Fault:
    written = mapping.get(name)
    return Fault(f"Lambda refuses {mapping.address}: {why}", written, quoted({name: written}))
