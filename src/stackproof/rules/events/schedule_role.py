"""The role of a schedule or pipe may do what it is there for.

## What it does
Reports a schedule of EventBridge Scheduler whose role may not start the target (invoke the function, send to the queue,
publish to the topic, start the execution), and a pipe whose role may not read its source or start its target.

## Why is this bad
The deployment goes well, and then nothing comes: Scheduler and Pipes act as that role alone. The target's own policy
does not help, nor does a permission of a function for the service; a schedule that fails says so in a metric alone
(`TargetErrorCount`), and its event goes to the dead-letter queue where there is one, else it is lost.

## How to mend
Allow the role `lambda:InvokeFunction`, `sqs:SendMessage`, `sns:Publish` or `states:StartExecution` on the target; for a
pipe's source `sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes`, or the stream's reading actions.

## References
- [Setting up the execution role of EventBridge Scheduler](https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role)
- [Permissions of EventBridge Pipes](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import certain_role, lacking, permits_anywhere
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_SCHEDULE, _PIPE = "AWS::Scheduler::Schedule", "AWS::Pipes::Pipe"
_START = {
    "AWS::Lambda::Function": ("lambda:InvokeFunction",),
    "AWS::SQS::Queue": ("sqs:SendMessage",),
    "AWS::SNS::Topic": ("sns:Publish",),
    "AWS::StepFunctions::StateMachine": ("states:StartExecution",),
    "AWS::Events::EventBus": ("events:PutEvents",),
}
_STREAMS = {
    "AWS::DynamoDB::Table": ("dynamodb:GetRecords", "dynamodb:GetShardIterator"),
    "AWS::Kinesis::Stream": ("kinesis:GetRecords", "kinesis:GetShardIterator"),
}
_READ = {"AWS::SQS::Queue": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"), **_STREAMS}


@rule(
    id="EVENT-ROLE-001",
    title="Role of a schedule or pipe that may not do its work",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(_SCHEDULE, _PIPE),
    root_cause="The role trusts the service and was not told what it is to start or to read.",
    fix="Allow the role what the target and the source need.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role",
    source="EventBridge Scheduler User Guide, setting-up; EventBridge User Guide, eb-pipes-permissions, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role about the target, and of a pipe about the source."""
    if resource.exists is not Truth.YES:
        return
    if resource.type == _SCHEDULE:
        role = certain_role(context.graph, resource.get("Target", "RoleArn"))
        yield from _asked(resource, role, context.graph, "Target.Arn", resource.get("Target", "Arn"), _START)
    else:
        role = certain_role(context.graph, resource.get("RoleArn"))
        yield from _asked(resource, role, context.graph, "Source", resource.get("Source"), _READ)
        yield from _asked(resource, role, context.graph, "Target", resource.get("Target"), _START)


def _asked(
    resource: Resource,
    role: Resource | None,
    graph: Graph,
    name: str,
    written: Value,
    needed: Mapping[str, tuple[str, ...]],
) -> Iterator[Answer]:
    found = identify(written, graph, *needed)
    other = found.resource
    if role is None or other is None or found.truth is not Truth.YES:
        return
    actions = needed.get(other.type, ())
    if other.type in _STREAMS:
        # Streams have ARNs of their own: only what is allowed nowhere counts.
        missing = [one for one in actions if permits_anywhere(graph, role, one) is Truth.NO]
    else:
        missing = lacking(graph, role, actions, other)
    if missing:
        yield Fault(
            f"{role.address}, the role of {resource.address}, does not allow {', '.join(missing)} on {other.address}",
            written,
            (*quoted({name: written}), f"the role is at {role.location}"),
        )
