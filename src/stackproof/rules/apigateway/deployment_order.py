"""A deployment of a REST API waits for the API's methods.

## What it does
Reports a deployment of a REST API whose methods are resources of the same project, when neither the deployment nor
anything that it waits for refers to or depends on any of these methods.

## Why is this bad
The deployment takes a picture of the API as it is at that moment, and may come before the first method: "The REST API
doesn't contain any methods". CloudFormation and Terraform make what does not depend on each other at the same time,
so it fails in most runs; where it does not, methods are missing from the stage.

## How to mend
Let the deployment depend on every method (in Terraform also on every integration), as the AWS CDK does by itself.

## References
- [AWS::ApiGateway::Deployment](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.graph.values import references
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_MANY = "[*]"
_API, _METHOD = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Method"


@rule(
    id="APIGW-DEPLOY-001",
    title="Deployment of an API does not wait for its methods",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::ApiGateway::Deployment",),
    root_cause="Nothing in a deployment's properties refers to the methods, so the tool does not know of the order.",
    fix="Let the deployment depend on the methods.",
    impacts=Impacts(),
    effort=5,
    reference=(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html"
    ),
    source="CloudFormation Template Reference, AWS::ApiGateway::Deployment, 2026-11-28",
)
def check(deployment: Resource, context: Context) -> Iterator[Answer]:
    """Follows what the deployment waits for, as far as it goes."""
    graph = context.graph
    api = meant(graph, deployment.get("RestApiId"), _API)
    if api is None or present(api.get("Body")) is not Truth.NO or present(api.get("BodyS3Location")) is not Truth.NO:
        return
    methods = [one for one in graph.index(_methods).get(api.address, []) if one.stack == deployment.stack]
    if any(_MANY in one.address for one in (deployment, *methods)):
        # Of copies whose number is not known, which waits for which is not known either.
        return
    if methods and not _waits_for_any(graph, deployment, {one.address for one in methods}):
        first = methods[0]
        yield Fault(
            f"{deployment.address} waits for none of the {len(methods)} methods of {api.address}, such as "
            f"{first.address} ({first.location})",
            deployment.location,
            (f"depends on: {', '.join(deployment.depends_on) or '(nothing)'}",),
            patch="DependsOn:\n" + "\n".join(f"  - {one.logical_id or one.address}" for one in methods),
        )


def _methods(graph: Graph) -> dict[str, list[Resource]]:
    """The methods by the address of their API."""
    found: dict[str, list[Resource]] = {}
    for method in graph.of_type(_METHOD):
        api = meant(graph, method.get("RestApiId"), _API)
        if api is not None:
            found.setdefault(api.address, []).append(method)
    return found


def _waits_for_any(graph: Graph, start: Resource, wanted: set[str]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        resource = ahead.pop()
        needed = {reference.target for _, reference in references(resource.properties)}
        needed.update(resource.depends_on, *(_attributes(resource),))
        if needed & wanted:
            return True
        for address in needed - seen:
            seen.add(address)
            if address in graph.resources:
                ahead.append(graph.resources[address])
    return False


def _attributes(resource: Resource) -> set[str]:
    """What attributes of the tool beside the properties refer to (`triggers` of a Terraform deployment)."""
    return {reference.target for value in resource.attributes.values() for _, reference in references(value)}
