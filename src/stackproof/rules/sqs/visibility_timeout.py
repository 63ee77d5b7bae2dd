"""A queue hides a message for at least as long as the function that reads it may run.

## What it does
Reports a queue whose `VisibilityTimeout` (30 seconds when it is not set) is shorter than the `Timeout` (3 seconds when
it is not set) of a function that an event source mapping attaches to it.

## Why is this bad
Lambda checks this when the mapping is created or updated and refuses it: "Queue visibility timeout: 30 seconds is less
than Function timeout: 300 seconds". The stack rolls back. cloudformation-validate reports the plain case within one
template as E3505; this rule also sees values that come through nested stacks, parameters and conditions.

## How to mend
Set `VisibilityTimeout` to six times the function's timeout, which is AWS's advice: it leaves room for retries when the
function is throttled. The function's timeout is the floor.

## References
- [Creating and configuring an Amazon SQS event source mapping](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_open, number, same, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.reasoning.wiring import consumers, function_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

QUEUE_DEFAULT = 30.0
FUNCTION_DEFAULT = 3.0


@rule(
    id="SQS-VISIBILITY-001",
    title="Queue hides messages for less time than its function may run",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=("AWS::SQS::Queue",),
    root_cause="The function's timeout was set without the visibility timeout of the queue that feeds it.",
    fix="Set VisibilityTimeout of the queue to six times the function's timeout, at least to the timeout itself.",
    impacts=Impacts(performance="Messages would be delivered again while they are still worked on."),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    source="Lambda Developer Guide, services-sqs-configure, 2026-11-21",
    same_as=("E3505",),
)
def check(queue: Resource, context: Context) -> Iterator[Answer]:
    """Compares the queue with each function that is attached to it."""
    graph = context.graph
    hidden = queue.get("VisibilityTimeout")
    for mapping in graph.index(consumers).get(queue.address, ()):
        function = function_of(graph, mapping.get("FunctionName"))
        if function is None:
            continue
        runs = function.get("Timeout")
        answer = agree(_long_enough, hidden, runs, existing=(queue, mapping, function))
        evidence = quoted({f"{queue.address}.VisibilityTimeout": hidden, f"{function.address}.Timeout": runs})
        if answer is Truth.NO:
            yield Fault(
                f"{queue.address} hides a message for {_seconds(hidden, QUEUE_DEFAULT)}, but {function.address} "
                f"({function.location}), attached by {mapping.address}, may run for {_seconds(runs, FUNCTION_DEFAULT)}",
                hidden,
                (*evidence, f"{mapping.address} attaches {function.address} to {queue.address}"),
                certainty="assumption" if rests_on(hidden, runs) else "proved",
                patch=_patch(runs),
            )
        elif answer is Truth.UNDECIDED:
            doubtful = hidden if is_open(hidden) else runs
            yield Undecided(
                f"the visibility timeout has to reach the timeout of {function.address}, and {why(doubtful)}", doubtful
            )


def _long_enough(hidden: Value, runs: Value) -> Truth:
    queue_seconds = QUEUE_DEFAULT if isinstance(hidden, Absent) else number(hidden)
    function_seconds = FUNCTION_DEFAULT if isinstance(runs, Absent) else number(runs)
    if queue_seconds is not None and function_seconds is not None:
        return Truth.of(queue_seconds >= function_seconds)
    return Truth.YES if same(hidden, runs) is Truth.YES else Truth.UNDECIDED


def _seconds(value: Value, default: float) -> str:
    if isinstance(value, Absent):
        return f"{default:g} seconds (the default)"
    known = number(value)
    return f"{known:g} seconds" if known is not None else "a time that depends on a condition"


def _patch(runs: Value) -> str:
    known = FUNCTION_DEFAULT if isinstance(runs, Absent) else number(runs)
    # A queue hides a message for twelve hours at most.
    return f"VisibilityTimeout: {min(known * 6, 43200):g}" if known is not None else ""
