"""An alarm may invoke the function that it is to call.

## What it does
Reports an alarm whose action is a function of the project that no `AWS::Lambda::Permission` lets
`lambda.alarms.cloudwatch.amazonaws.com` invoke.

## Why is this bad
The alarm deploys and changes its state, and the action fails: its history says that the function could not be
invoked. What the function was to mend or tell stays undone.

## How to mend
Add an `AWS::Lambda::Permission` with the principal `lambda.alarms.cloudwatch.amazonaws.com` and the alarm's ARN as
`SourceArn`.

## References
- [Invoking a Lambda function from an alarm](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import ALARMS, deliveries, function_of, permitted
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_SERVICE = "lambda.alarms.cloudwatch.amazonaws.com"


@rule(
    id="CW-ALARM-004",
    title="Alarm that may not invoke its function",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=ALARMS,
    root_cause="The function was named as an action, and its own policy was not extended.",
    fix="Add an AWS::Lambda::Permission for lambda.alarms.cloudwatch.amazonaws.com.",
    impacts=Impacts(performance="What the function was to do when the alarm fires is not done."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
    source="CloudWatch User Guide, alarms-and-actions-Lambda, 2026-11-28",
)
def check(alarm: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each function among the actions, once."""
    asked: set[str] = set()
    for delivery in deliveries(context.graph, alarm):
        function = function_of(context.graph, delivery.target)
        if function is None or function.address in asked:
            continue
        asked.add(function.address)
        if permitted(context.graph, function, _SERVICE, delivery.source) is Truth.NO:
            yield Fault(
                f"{alarm.address} invokes {function.address} ({function.location}), and no AWS::Lambda::Permission "
                f"lets {_SERVICE} do so",
                delivery.target,
                quoted({"action": delivery.target}),
                certainty="assumption" if delivery.conditional else "proved",
            )
