"""A private REST API has a resource policy.

## What it does
Reports a REST API with the endpoint type `PRIVATE`, without a `Policy`, that is deployed in the project.

## Why is this bad
API Gateway refuses the deployment of such an API: "Private REST API doesn't have a resource policy attached to it".

## How to mend
Add a policy that allows `execute-api:Invoke`, limited by `aws:SourceVpce` (or `aws:SourceVpc`) to those who are to
call it.

## References
- [Private REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_API = "AWS::ApiGateway::RestApi"


@rule(
    id="APIGW-PRIVATE-001",
    title="Private API without a resource policy",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(_API,),
    root_cause="The API was made private, and who may call it was left out.",
    fix="Add a resource policy that allows the VPC endpoints that are to call the API.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html",
    source="API Gateway Developer Guide, apigateway-private-api-create, 2026-11-28",
)
def check(api: Resource, context: Context) -> Iterator[Answer]:
    """Asks of private APIs that are deployed."""
    kinds, whole = elements(api.get("EndpointConfiguration", "Types"))
    private = whole and len(kinds) == 1 and equals(kinds[0], "PRIVATE") is Truth.YES
    policy = api.get("Policy")
    described = present(api.get("Body")) is not Truth.NO or present(api.get("BodyS3Location")) is not Truth.NO
    if private and not described and present(policy) is Truth.NO and api.address in context.graph.index(_deployed):
        yield Fault(
            f"{api.address} is private and has no resource policy, so it cannot be deployed",
            kinds[0],
            quoted({"Policy": policy}),
        )


def _deployed(graph: Graph) -> set[str]:
    """The addresses of the APIs that a deployment of the project is of."""
    found = (meant(graph, one.get("RestApiId"), _API) for one in graph.of_type("AWS::ApiGateway::Deployment"))
    return {api.address for api in found if api is not None}
