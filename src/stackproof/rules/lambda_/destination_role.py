"""The role of a function may send to where its failed events go.

## What it does
Reports a function with a dead-letter queue or topic, or a configuration of asynchronous invocation with a destination,
whose role does not allow to send there: `sqs:SendMessage`, `sns:Publish`, `lambda:InvokeFunction` or
`events:PutEvents`. A policy of the queue or topic itself does not help. A role whose policies are not all known, and
destinations that are not part of the project, are left alone.

## Why is this bad
Lambda checks the role when the destination is configured, and refuses: "The provided execution role does not have
permissions to call SendMessage on SQS".

## How to mend
Allow the action on the destination in the role of the function.

## References
- [Dead-letter queues](https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.execution import execution_role, lacking
from stackproof.reasoning.wiring import function_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_FUNCTION, _CONFIG = "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig"
_SEND = {
    "AWS::SQS::Queue": "sqs:SendMessage",
    "AWS::SNS::Topic": "sns:Publish",
    "AWS::Events::EventBus": "events:PutEvents",
    _FUNCTION: "lambda:InvokeFunction",
}


@rule(
    id="LAMBDA-ROLE-003",
    title="Destination of failed events that the function's role may not send to",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(_FUNCTION, _CONFIG),
    root_cause="A destination was configured, and the role was not told.",
    fix="Allow the role to send to the destination.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    source="Lambda Developer Guide, invocation-async-retain-records, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role of the function about each destination."""
    if resource.exists is not Truth.YES:
        return
    graph = context.graph
    function = resource if resource.type == _FUNCTION else function_of(graph, resource.get("FunctionName"))
    for name, written in _destinations(resource):
        found = identify(written, graph)
        target = found.resource
        action = _SEND.get(target.type) if target is not None and found.truth is Truth.YES else None
        role = execution_role(graph, function) if function is not None and action is not None else None
        if role is None or action is None or target is None or function is None:
            continue
        if lacking(graph, role, [action], target):
            yield Fault(
                f"{role.address}, the role of {function.address}, does not allow {action} on {target.address}: Lambda "
                "refuses the destination",
                written,
                (*quoted({name: written}), f"the role is at {role.location}"),
            )


def _destinations(resource: Resource) -> Iterator[tuple[str, Value]]:
    of_events = [("DestinationConfig", kind, "Destination") for kind in ("OnFailure", "OnSuccess")]
    for path in [("DeadLetterConfig", "TargetArn")] if resource.type == _FUNCTION else of_events:
        value = resource.get(*path)
        if not isinstance(value, Absent):
            yield ".".join(path), value
