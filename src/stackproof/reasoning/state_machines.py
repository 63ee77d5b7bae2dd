"""State machines in the Amazon States Language: their states, where these lead, and what their tasks call.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html, read 2026-11-28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.sdk import client_of_class, needed
from stackproof.facts.sdk import written as written_action
from stackproof.graph.query import elements, get, is_true, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, MapValue
from stackproof.reasoning.json_documents import structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

MACHINE = "AWS::StepFunctions::StateMachine"
_LEADS_ON = ("Task", "Pass", "Wait", "Parallel", "Map")
_KINDS = (*_LEADS_ON, "Choice", "Succeed", "Fail")
_HOLE = "\x00"


class Flaw(NamedTuple):
    """Why Step Functions refuses a definition, and the place."""

    at: Value
    why: str


def definition(machine: Resource) -> MapValue | None:
    """The definition of a state machine, be it a structure or a text; None when it cannot be read here."""
    for name in ("Definition", "DefinitionString"):
        found = structure(machine.get(name))
        if isinstance(found, MapValue):
            return found
    return None


def states(level: MapValue) -> Iterator[tuple[str, MapValue]]:
    """Every state of a definition with its name, those of branches and maps included."""
    inside = get(level, "States")
    if not isinstance(inside, MapValue):
        return
    for name, state in inside.entries.items():
        if isinstance(state, MapValue):
            yield name, state
            for nested in _nested(state):
                yield from states(nested)


def _nested(state: MapValue) -> Iterator[MapValue]:
    found = [*elements(get(state, "Branches"))[0], get(state, "ItemProcessor"), get(state, "Iterator")]
    yield from (one for one in found if isinstance(one, MapValue))


def flaws(level: MapValue) -> Iterator[Flaw]:
    """What is wrong with the way through the states of a level, and of those inside it."""
    inside = get(level, "States")
    if not isinstance(inside, MapValue) or not inside.complete or any(_HOLE in name for name in inside.entries):
        return
    names = set(inside.entries)
    start = string(get(level, "StartAt"))
    if isinstance(get(level, "StartAt"), Absent):
        yield Flaw(level, "it says not where to start (StartAt)")
    elif start is not None and start not in names:
        yield Flaw(get(level, "StartAt"), f"it starts at {start}, and there is no such state")
    for name, state in inside.entries.items():
        if isinstance(state, MapValue) and state.complete:
            yield from _state(name, state, names)


def _state(name: str, state: MapValue, names: set[str]) -> Iterator[Flaw]:
    kind = string(get(state, "Type"))
    if isinstance(get(state, "Type"), Absent):
        yield Flaw(state, f"the state {name} has no Type")
    elif kind is not None and kind not in _KINDS:
        yield Flaw(get(state, "Type"), f"the state {name} is of the type {kind}, which there is not")
    for target in _targets(state):
        written = string(target)
        if written is not None and written not in names:
            yield Flaw(target, f"the state {name} leads to {written}, and there is no such state")
    if kind in _LEADS_ON:
        on, end = get(state, "Next"), get(state, "End")
        if isinstance(on, Absent) and is_true(end) is Truth.NO:
            yield Flaw(state, f"the state {name} neither leads on (Next) nor ends (End)")
    for nested in _nested(state):
        yield from flaws(nested)


def _targets(state: MapValue) -> Iterator[Value]:
    yield get(state, "Next")
    yield get(state, "Default")
    for key in ("Choices", "Catch"):
        for one in elements(get(state, key))[0]:
            yield get(one, "Next")


class Call(NamedTuple):
    """What a task calls: the action that the machine's role needs, and the value that names the resource.

    Without such a value (None) the action is known and what it is done to is not.
    """

    state: str
    action: str
    target: Value | None


_INTEGRATIONS = {
    "lambda:invoke": ("lambda:InvokeFunction", "FunctionName"),
    "sns:publish": ("sns:Publish", "TopicArn"),
    "sqs:sendMessage": ("sqs:SendMessage", "QueueUrl"),
    "dynamodb:getItem": ("dynamodb:GetItem", "TableName"),
    "dynamodb:putItem": ("dynamodb:PutItem", "TableName"),
    "dynamodb:updateItem": ("dynamodb:UpdateItem", "TableName"),
    "dynamodb:deleteItem": ("dynamodb:DeleteItem", "TableName"),
}


_CLIENTS = {"states": "stepfunctions", "sfn": "stepfunctions", "eventbridge": "events"}
"""Services that Step Functions calls by another name than boto3."""


def calls(level: MapValue) -> Iterator[Call]:
    """The calls of a definition's tasks, as far as these are known; a task with credentials calls with another role."""
    for name, state in states(level):
        if string(get(state, "Type")) != "Task" or not isinstance(get(state, "Credentials"), Absent):
            continue
        resource = get(state, "Resource")
        written = string(resource)
        if written is None or ":lambda:" in written.replace(":::lambda:", ":::"):
            yield Call(name, "lambda:InvokeFunction", resource)
            continue
        service = written.rpartition(":::")[2].removesuffix(".waitForTaskToken").removesuffix(".sync")
        if service in _INTEGRATIONS:
            action, argument = _INTEGRATIONS[service]
            for holder in ("Parameters", "Arguments"):
                target = get(state, holder, argument)
                if not isinstance(target, Absent):
                    yield Call(name, action, target)
            continue
        client, _, operation = service.removeprefix("aws-sdk:").partition(":")
        for need in needed(_CLIENTS.get(client) or client_of_class(client) or client, operation.lower()) or ():
            yield Call(name, written_action(need.action, operation[:1].upper() + operation[1:]), None)
