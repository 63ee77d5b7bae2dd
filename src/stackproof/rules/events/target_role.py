"""A target that EventBridge starts by a role needs that role.

## What it does
Reports targets of EventBridge rules that name a Step Functions state machine, a Kinesis stream, a Firehose stream, an
ECS cluster, a Batch job queue, a CodePipeline pipeline, a CodeBuild project or an API destination, and give no
`RoleArn`; and targets that give more than one of `Input`, `InputPath` and `InputTransformer`.

## Why is this bad
EventBridge refuses the target: "RoleArn is required for target arn:aws:states:...", "Only one of Input, InputPath, or
InputTransformer must be provided". The deployment stops there.

## How to mend
Make a role that `events.amazonaws.com` can assume and that is allowed the start (`states:StartExecution`,
`kinesis:PutRecord`, `firehose:PutRecord`, `ecs:RunTask` with `iam:PassRole`, `batch:SubmitJob`,
`codepipeline:StartPipelineExecution`, `codebuild:StartBuild`, `events:InvokeApiDestination`), and name it in the
target. Queues, topics, functions and log groups take no role; they have policies of their own.

## References
- [IAM roles for sending events to targets](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html)
- [Target](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, present, show
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import EVENT_RULE, deliveries, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery

_BY_ROLE = {
    "AWS::StepFunctions::StateMachine": "states:StartExecution",
    "AWS::Kinesis::Stream": "kinesis:PutRecord",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:PutRecord",
    "AWS::ECS::Cluster": "ecs:RunTask",
    "AWS::Batch::JobQueue": "batch:SubmitJob",
    "AWS::CodePipeline::Pipeline": "codepipeline:StartPipelineExecution",
    "AWS::CodeBuild::Project": "codebuild:StartBuild",
    "AWS::Events::ApiDestination": "events:InvokeApiDestination",
}
_ARNS = {
    "arn:aws:states:": "AWS::StepFunctions::StateMachine",
    "arn:aws:kinesis:": "AWS::Kinesis::Stream",
    "arn:aws:firehose:": "AWS::KinesisFirehose::DeliveryStream",
    "arn:aws:batch:": "AWS::Batch::JobQueue",
    "arn:aws:codepipeline:": "AWS::CodePipeline::Pipeline",
    "arn:aws:codebuild:": "AWS::CodeBuild::Project",
}
_INPUTS = ("Input", "InputPath", "InputTransformer")


@rule(
    id="EVENT-TARGET-001",
    title="Target that EventBridge refuses",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(EVENT_RULE,),
    root_cause="The target was connected as a function would be, which needs no role.",
    fix="Name a role in the target that may start it.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html",
    source="EventBridge User Guide, eb-events-iam-roles; EventBridge API Reference, Target, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks about each target."""
    for delivery in deliveries(context.graph, resource):
        type_ = _type(context, delivery)
        if type_ is not None and present(get(delivery.settings, "RoleArn")) is Truth.NO:
            kind = type_.removeprefix("AWS::")
            yield Fault(
                f"{resource.address} is to start {show(delivery.target)} ({kind}) and names no role for it",
                delivery.target,
                (*quoted({"Arn": delivery.target, "RoleArn": get(delivery.settings, "RoleArn")}),),
                certainty="assumption" if delivery.conditional else "proved",
                fix=f"Name a role that events.amazonaws.com can assume and that allows {_BY_ROLE[type_]}.",
            )
        given = [name for name in _INPUTS if present(get(delivery.settings, name)) is Truth.YES]
        if len(given) > 1:
            yield Fault(
                f"the target {show(delivery.target)} of {resource.address} gives {' and '.join(given)}; it takes one",
                get(delivery.settings, given[1]),
                certainty="assumption" if delivery.conditional else "proved",
            )


def _type(context: Context, delivery: Delivery) -> str | None:
    found = meant(context.graph, delivery.target, *_BY_ROLE)
    if found is not None:
        return found.type
    written = show(delivery.target)
    return next((type_ for start, type_ in _ARNS.items() if written.startswith(start)), None)
