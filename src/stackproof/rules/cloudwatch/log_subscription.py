"""CloudWatch Logs may deliver to the destination of a subscription.

## What it does
Reports a subscription filter whose destination is a function of the project that no `AWS::Lambda::Permission` lets
CloudWatch Logs invoke, and one whose destination is a Kinesis or Firehose stream without `RoleArn`.

## Why is this bad
CloudWatch Logs tries the destination when the filter is made: "Could not execute the lambda function. Make sure you
have given CloudWatch Logs permission to execute your function", "destinationArn for vendor kinesis requires roleArn".
The deployment stops there.

## How to mend
Add a permission for `logs.amazonaws.com` with the log group's ARN and `:*` as `SourceArn`, and let the filter depend
on it; or name a role that `logs.amazonaws.com` can assume and that may put records into the stream.

## References
- [Subscription filters](https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html)
- [PutSubscriptionFilter](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import matches, present
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.wiring import FUNCTION, Permissions, function_of, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_STREAMS = ("AWS::Kinesis::Stream", "AWS::KinesisFirehose::DeliveryStream")
_SERVICE = "logs*.amazonaws.com*"


@rule(
    id="CW-SUBSCR-001",
    title="Log subscription that may not deliver",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::Logs::SubscriptionFilter",),
    root_cause="The destination was connected, and CloudWatch Logs was not let in.",
    fix="Add a Lambda permission for CloudWatch Logs, or name a role for the stream.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    source="CloudWatch Logs User Guide, subscription filters, 2026-11-28",
)
def check(subscription: Resource, context: Context) -> Iterator[Answer]:
    """Asks by the kind of the destination."""
    graph, target = context.graph, subscription.get("DestinationArn")
    stream = meant(graph, target, *_STREAMS)
    role = subscription.get("RoleArn")
    if stream is not None and present(role) is Truth.NO:
        yield Fault(
            f"{subscription.address} delivers to {stream.address} ({stream.location}) and names no role for it",
            target,
            quoted({"DestinationArn": target, "RoleArn": role}),
        )
    function = function_of(graph, target)
    if function is None:
        return
    answer = _permitted(graph, function)
    if answer is Truth.NO:
        yield Fault(
            f"{subscription.address} delivers to {function.address} ({function.location}), and no "
            "AWS::Lambda::Permission lets CloudWatch Logs invoke it",
            target,
            quoted({"DestinationArn": target}),
        )
    elif answer is Truth.UNDECIDED:
        yield Undecided(f"whether a permission lets CloudWatch Logs invoke {function.address} is not known", target)


def _permitted(graph: Graph, function: Resource) -> Truth:
    known = graph.index(Permissions)
    answers = [matches(one.get("Principal"), _SERVICE) for one in known.by_function.get(function.address, ())]
    for one in known.elsewhere:
        may_be_this = identify(one.get("FunctionName"), graph, FUNCTION).truth is not Truth.NO
        if may_be_this and matches(one.get("Principal"), _SERVICE) is not Truth.NO:
            answers.append(Truth.UNDECIDED)
    return some(answers)
