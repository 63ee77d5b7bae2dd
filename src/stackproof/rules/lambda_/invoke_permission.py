"""Whoever invokes a function needs a permission in the function's own policy.

## What it does
Reports an SNS subscription, a target of an EventBridge rule, or an API Gateway integration or authorizer that is to
invoke a function of the project, without an `AWS::Lambda::Permission` for that service. A permission whose `SourceArn`
names another topic, rule or API does not count. S3 notifications are the matter of
[S3-NOTIFY-001](S3-NOTIFY-001.md), because they fail at deployment already.

## Why is this bad
Everything deploys, but the service is refused when it invokes the function. SNS and EventBridge drop the event after
their retries, and API Gateway answers with 500 and "Invalid permissions on Lambda function".

## How to mend
Add an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction`, the service as `Principal` and the topic, rule or
API as `SourceArn`. The AWS CDK does so when the higher-level constructs connect the two (`LambdaSubscription`,
`LambdaFunction` target, `LambdaIntegration`).

## References
- [Granting other AWS services access to Lambda functions](https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html)
- [Resource-based policies of EventBridge targets](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import get, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value, references
from stackproof.reasoning.wiring import EVENT_RULE, SUBSCRIPTION, TOPIC, deliveries, function_of, permitted
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

API_GATEWAY = "apigateway.amazonaws.com"
# By type: the property that names the function, and the one that names a role to invoke it with instead.
API_CALLERS = {
    "AWS::ApiGateway::Method": (("Integration", "Uri"), ("Integration", "Credentials")),
    "AWS::ApiGateway::Authorizer": (("AuthorizerUri",), ("AuthorizerCredentials",)),
    "AWS::ApiGatewayV2::Integration": (("IntegrationUri",), ("CredentialsArn",)),
    "AWS::ApiGatewayV2::Authorizer": (("AuthorizerUri",), ("AuthorizerCredentialsArn",)),
}


class Invocation(NamedTuple):
    """A service that is to invoke a function: on whose behalf, where that is written, with what certainty."""

    service: str
    source: Resource | None
    function: Resource
    at: Value
    conditional: bool


@rule(
    id="LAMBDA-PERM-001",
    title="Service may not invoke the function",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(SUBSCRIPTION, TOPIC, EVENT_RULE, *API_CALLERS),
    root_cause="The function was connected as a target, but its own policy was not extended.",
    fix="Add an AWS::Lambda::Permission for the service, with the topic, rule or API as SourceArn.",
    impacts=Impacts(performance="Events are lost, or requests fail."),
    effort=10,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
    source="Lambda Developer Guide, permissions-function-services, 2026-11-21",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a permission for each invocation."""
    graph = context.graph
    for invocation in _invocations(graph, resource):
        answer = permitted(graph, invocation.function, invocation.service, invocation.source)
        if answer is Truth.NO:
            yield Fault(
                f"{invocation.service} invokes {invocation.function.address} ({invocation.function.location}) for "
                f"{resource.address}, but no AWS::Lambda::Permission lets it",
                invocation.at,
                quoted({"invoked": invocation.at}),
                certainty="assumption" if invocation.conditional else "proved",
            )
        elif answer is Truth.UNDECIDED:
            yield Undecided(
                f"the function or the principal of a permission that may let {invocation.service} invoke "
                f"{invocation.function.address} is not known",
                invocation.at,
            )


def _invocations(graph: Graph, resource: Resource) -> Iterator[Invocation]:
    if resource.type in API_CALLERS:
        named, role = API_CALLERS[resource.type]
        uri = resource.get(*named)
        function = _called(graph, uri)
        if function is not None and present(resource.get(*role)) is Truth.NO:
            yield Invocation(API_GATEWAY, None, function, uri, conditional=False)
        return
    for delivery in deliveries(graph, resource):
        function = function_of(graph, delivery.target)
        if function is not None and present(get(delivery.settings, "RoleArn")) is Truth.NO:
            yield Invocation(delivery.service, delivery.source, function, delivery.target, delivery.conditional)


def _called(graph: Graph, uri: Value) -> Resource | None:
    """The function of an invocation URI, which holds its ARN, or of a plain ARN."""
    for _, reference in references(uri):
        function = function_of(graph, reference)
        if function is not None:
            return function
    return None
