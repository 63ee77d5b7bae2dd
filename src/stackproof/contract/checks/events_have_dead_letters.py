"""What cannot be delivered or processed is kept somewhere.

## What it proves
Each of these has a place for what fails, as far as it is in the project:

- `queues`: a queue that a function reads has a redrive policy;
- `streams`: an event source mapping of a stream has an on-failure destination;
- `rules`: each target of an EventBridge rule has a dead-letter queue;
- `subscriptions`: a subscription to a queue, function or web address has a redrive policy;
- `functions`: a function that S3, SNS or EventBridge invokes has a dead-letter queue or an on-failure destination.

## Parameters
- `of`: which of these; all when it is not given.

## Example
    expect: {check: events.have-dead-letters, with: {of: [queues, functions]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.document import fault
from stackproof.contract.outcome import fact, note, place, proven, undecided, violated
from stackproof.graph.query import equals, get, present
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.wiring import (
    EVENT_RULE,
    QUEUE,
    SENDERS,
    SUBSCRIPTION,
    consumers,
    deliveries,
    function_of,
    meant,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_MAPPING, _INVOKE = "AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig"


def judge(context: EvaluationContext, *, of: tuple[str, ...]) -> Outcome:
    """Judges each kind that was asked for."""
    outcomes = [outcome for kind in of or _KINDS for outcome in _KINDS[kind](context.graph)]
    return all_known(context, outcomes, "nothing that events could be lost of")


def _queues(graph: Graph) -> Iterator[Outcome]:
    for address in graph.index(consumers):
        queue = graph.resources[address]
        yield _has(queue, "RedrivePolicy", queue.get("RedrivePolicy"))


def _streams(graph: Graph) -> Iterator[Outcome]:
    for mapping in graph.of_type(_MAPPING):
        source = mapping.get("EventSourceArn")
        if meant(graph, source, QUEUE) is None and present(mapping.get("StartingPosition")) is not Truth.NO:
            name = "DestinationConfig.OnFailure.Destination"
            yield _has(mapping, name, mapping.get("DestinationConfig", "OnFailure", "Destination"))


def _rules(graph: Graph) -> Iterator[Outcome]:
    for rule in graph.of_type(EVENT_RULE):
        for delivery in deliveries(graph, rule):
            yield _has(rule, "DeadLetterConfig.Arn", get(delivery.settings, "DeadLetterConfig", "Arn"))


def _subscriptions(graph: Graph) -> Iterator[Outcome]:
    for subscription in graph.of_type(SUBSCRIPTION):
        if equals(subscription.get("Protocol"), "sqs", "lambda", "http", "https") is not Truth.NO:
            yield _has(subscription, "RedrivePolicy", subscription.get("RedrivePolicy"))


def _functions(graph: Graph) -> Iterator[Outcome]:
    invoked: dict[str, Resource] = {}
    for sender in graph.of_type(*SENDERS):
        for delivery in deliveries(graph, sender):
            function = function_of(graph, delivery.target)
            if function is not None:
                invoked[function.address] = function
    for function in invoked.values():
        own = function.get("DeadLetterConfig", "TargetArn")
        configured = [
            present(one.get("DestinationConfig", "OnFailure", "Destination"))
            for one in graph.of_type(_INVOKE)
            if function_of(graph, one.get("FunctionName")) is function
        ]
        if some(configured) is Truth.YES:
            yield proven(note(function, "an EventInvokeConfig names where its failed events go"))
        else:
            yield _has(function, "DeadLetterConfig.TargetArn", own)


_KINDS: dict[str, Callable[[Graph], Iterator[Outcome]]] = {
    "queues": _queues,
    "streams": _streams,
    "rules": _rules,
    "subscriptions": _subscriptions,
    "functions": _functions,
}


def _has(resource: Resource, name: str, value: Value) -> Outcome:
    answer = present(value)
    if answer is Truth.YES:
        return proven(fact(resource, name, value))
    reason = f"{resource.address} has no place for what fails ({name})"
    if answer is Truth.NO and resource.exists is Truth.YES:
        return violated(reason, place(resource, value))
    return undecided(f"whether {resource.address} has a place for what fails ({name})", place(resource, value))


def _kinds(node: Node, name: str) -> tuple[str, ...]:
    written: tuple[str, ...] = TEXTS(node, name)
    for one in written:
        if one not in _KINDS:
            raise fault(f"{name} takes {', '.join(_KINDS)}, not {one}", node.at)
    return written


CHECK = check({"of": Parameter(_kinds, "which of these", default=())})(judge)
