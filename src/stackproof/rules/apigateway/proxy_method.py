"""API Gateway invokes functions with POST, whatever method the caller uses.

## What it does
Reports a method of a REST API whose Lambda integration (`AWS` or `AWS_PROXY`) has an `IntegrationHttpMethod` other
than POST.

## Why is this bad
Lambda's Invoke takes POST alone. Everything deploys, and every request to the method is answered with 500: "Execution
failed due to configuration error: Invalid permissions on Lambda function" or "Internal server error".

## How to mend
Set `IntegrationHttpMethod: POST` (`integration_http_method` in Terraform). The method's own `HttpMethod` stays as it
is.

## References
- [Set up Lambda proxy integrations](https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, matches, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import references
from stackproof.reasoning.wiring import function_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

# With ANY, requests by POST get through.
_NOT_WRONG = (None, "POST", "ANY")


@rule(
    id="APIGW-PROXY-001",
    title="Lambda integration that is not invoked with POST",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=("AWS::ApiGateway::Method",),
    root_cause="The integration was given the caller's method.",
    fix="Set the integration's HTTP method to POST.",
    impacts=Impacts(performance="Every request to the method fails."),
    effort=5,
    reference="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
    source="API Gateway Developer Guide, set-up-lambda-proxy-integrations, 2026-11-28",
)
def check(method: Resource, context: Context) -> Iterator[Answer]:
    """Looks at integrations whose URI means a function."""
    used = method.get("Integration", "IntegrationHttpMethod")
    if equals(method.get("Integration", "Type"), "AWS", "AWS_PROXY") is not Truth.YES or string(used) in _NOT_WRONG:
        return
    uri = method.get("Integration", "Uri")
    named = any(function_of(context.graph, reference) is not None for _, reference in references(uri))
    if named or matches(uri, "*:lambda:path/*") is Truth.YES:
        yield Fault(
            f"{method.address} invokes its function with {show(used)}; Lambda takes POST alone",
            used,
            quoted({"Integration.Uri": uri, "Integration.IntegrationHttpMethod": used}),
            patch="IntegrationHttpMethod: POST",
        )
