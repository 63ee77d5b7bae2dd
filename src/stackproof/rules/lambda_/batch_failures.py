"""Who returns the records that failed has the event source ask for them.

## What it does
Reports an event source mapping of a queue or stream whose function returns `batchItemFailures` (by hand, or by the
batch processor of Powertools) and whose `FunctionResponseTypes` do not hold `ReportBatchItemFailures`.

## Why is this bad
Without it Lambda does not read what the function returns. The function reports the failed records and ends well, so
that the whole batch counts as done: the failed messages are deleted from the queue, or passed over in the stream, and
no dead-letter queue ever sees them. Nothing is logged.

## How to mend
`FunctionResponseTypes: [ReportBatchItemFailures]` at the mapping.

## References
- [Handling errors for an SQS event source in Lambda](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, equals, present
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent
from stackproof.reasoning.wiring import function_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule
from stackproof.sources.functions import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_REPORTING = ("batchItemFailures", "process_partial_response", "processPartialResponse")
_SOURCES = ("AWS::SQS::Queue", "AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


@rule(
    id="LAMBDA-BATCH-001",
    title="Failed records that nobody asks for",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=("AWS::Lambda::EventSourceMapping",),
    root_cause="Partial batch responses were written in the code and not switched on at the event source.",
    fix="Add ReportBatchItemFailures to FunctionResponseTypes of the mapping.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    source="Lambda Developer Guide, services-sqs-errorhandling, 2026-11-28",
)
def check(mapping: Resource, context: Context) -> Iterator[Answer]:
    """Speaks where the function's own code names the failed records."""
    graph = context.graph
    if context.sources is None or mapping.exists is not Truth.YES:
        return
    source = identify(mapping.get("EventSourceArn"), graph, *_SOURCES)
    function = function_of(graph, mapping.get("FunctionName"))
    if function is None or source.resource is None or source.resource.type not in _SOURCES:
        return
    written = mapping.get("FunctionResponseTypes")
    types, complete = elements(written)
    asks = some(equals(one, "ReportBatchItemFailures") for one in types)
    if asks is not Truth.NO or not complete or present(written) is Truth.UNDECIDED:
        return
    handler = code_of(function, context.sources).handler
    named = next((word for word in _REPORTING if handler is not None and word in handler.words), None)
    if named is not None:
        yield Fault(
            f"the code of {function.address} reports failed records, and {mapping.address} does not ask for them: a "
            "batch of which some failed counts as done",
            mapping.get("EventSourceArn") if isinstance(written, Absent) else written,
            (*quoted({"FunctionResponseTypes": written}), f"the code names {named}"),
            certainty="heuristic",
        )
