"""The role of a function may read the queue or stream that it is fed from.

## What it does
Reports an event source mapping whose function's role does not allow what Lambda does to the source on its behalf:
`sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes` for a queue, `GetRecords` and
`GetShardIterator` for a stream of DynamoDB or Kinesis. A role whose policies are not all known, and a queue or stream
that is not part of the project, are left alone; so is what the policy of the queue itself allows.

## Why is this bad
Lambda checks the role when the mapping is created, and refuses: "The function execution role does not have permissions
to call ReceiveMessage on SQS".

## How to mend
Allow the actions on the source in the role, or attach `service-role/AWSLambdaSQSQueueExecutionRole`,
`service-role/AWSLambdaDynamoDBExecutionRole` or `service-role/AWSLambdaKinesisExecutionRole`.

## References
- [Execution role permissions for queues](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)
- [Lambda with DynamoDB streams](https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import execution_role, permits_anywhere
from stackproof.reasoning.iam import may_use, permits
from stackproof.reasoning.wiring import function_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_QUEUE = "AWS::SQS::Queue"
_READ = {
    _QUEUE: ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "AWS::DynamoDB::Table": ("dynamodb:GetRecords", "dynamodb:GetShardIterator"),
    "AWS::DynamoDB::GlobalTable": ("dynamodb:GetRecords", "dynamodb:GetShardIterator"),
    "AWS::Kinesis::Stream": ("kinesis:GetRecords", "kinesis:GetShardIterator"),
}


@rule(
    id="LAMBDA-ROLE-002",
    title="Event source that the function's role may not read",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::Lambda::EventSourceMapping",),
    root_cause="The source was wired to the function, and its role was not told.",
    fix="Allow the role to read the source.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    source="Lambda Developer Guide, services-sqs-configure and services-dynamodb-eventsourcemapping, 2026-11-28",
)
def check(mapping: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role of the function about what is needed of its source."""
    graph = context.graph
    written = mapping.get("EventSourceArn")
    found = identify(written, graph)
    function = function_of(graph, mapping.get("FunctionName"))
    if found.resource is None or found.truth is not Truth.YES or function is None or mapping.exists is not Truth.YES:
        return
    actions = _READ.get(found.resource.type, ())
    role = execution_role(graph, function) if actions else None
    if role is None:
        return
    missing = [one for one in actions if _is_missing(graph, role, one, found.resource, written)]
    if missing:
        yield Fault(
            f"{role.address}, the role of {function.address}, does not allow {', '.join(missing)} on "
            f"{found.resource.address}: Lambda refuses to create the mapping",
            written,
            (*quoted({"EventSourceArn": written}), f"the role is at {role.location}"),
        )


def _is_missing(graph: Graph, role: Resource, action: str, source: Resource, arn: Value) -> bool:
    if source.type == _QUEUE:
        return may_use(graph, role, action, source).truth is Truth.NO
    # Streams have ARNs of their own, which policies also spell out by the table's: only what is allowed nowhere counts.
    return permits_anywhere(graph, role, action) is Truth.NO and permits(graph, role, action, arn).truth is Truth.NO
