"""Layers, images, endpoint services and certificates of domains lie in the region that they have to lie in.

## What it does
Reports ARNs, container images and endpoint services with a region written out in places where the service takes none
but its own: layers and images of functions, the endpoint services of a VPC, certificates of regional API domains;
the resource's own region has to be known. Certificates of edge-optimised API domains and of sign-in domains have to
lie in `us-east-1`, wherever the stack is; there certificates that the project itself makes count too. What
CloudFront uses, and what other resources refer to, is the matter of XREF-CLOUDFRONT-001 and XREF-REGION-001.

## Why is this bad
The service refuses what lies in another region and the deployment is rolled back.

## How to mend
Write the region as `${AWS::Region}`, `data.aws_region.current.region` or `Stack.region`; create the certificate in a
stack or with a provider of its own in `us-east-1`.

## References
- [Certificates of API domains](https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains-prerequisites.html)
- [Domains of one's own for sign-in](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html)
- [Layers](https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html)
- [Endpoint services](https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.regions import SOURCE, region_of_text
from stackproof.graph.query import assumption, elements, get, string
from stackproof.graph.values import Absent, Conditional, Known, Reference, Text, Value
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_NORTH_VIRGINIA = "us-east-1"
# Places whose region has to be the resource's own.
_OWN = {
    "AWS::ApiGateway::DomainName": ("RegionalCertificateArn",),
    "AWS::ApiGatewayV2::DomainName": ("DomainNameConfigurations.CertificateArn",),
    "AWS::Lambda::Function": ("Layers", "Code.ImageUri"),
}
# Places whose region has to be us-east-1.
_VIRGINIA = {
    "AWS::ApiGateway::DomainName": ("CertificateArn",),
    "AWS::Cognito::UserPoolDomain": ("CustomDomainConfig.CertificateArn",),
}
_ENDPOINT = "AWS::EC2::VPCEndpoint"


@rule(
    id="LITERAL-REGION-001",
    title="Something of another region than the service takes",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=tuple(sorted({*_OWN, *_VIRGINIA, _ENDPOINT})),
    root_cause="The region was written out, or the certificate was made where the rest of the stack is.",
    fix="Take the region from the deployment; make certificates of edge domains in us-east-1.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the regions that are written out with the one that is needed."""
    here = string(resource.region)
    if here is not None:
        own = list(_OWN.get(resource.type, ()))
        if resource.type == _ENDPOINT and isinstance(resource.get("ServiceRegion"), Absent):
            own.append("ServiceName")
        for path in own:
            for value in _values(resource.get(*path.split(".")[:1]), path.split(".")[1:]):
                region = _written(value)
                if region is not None and region != here:
                    yield _fault(resource, path, value, region, f"{here}, where {resource.address} is deployed to")
    for path in _VIRGINIA.get(resource.type, ()):
        for value in _values(resource.get(*path.split(".")[:1]), path.split(".")[1:]):
            region = _written(value) or _made_in(value, context.graph)
            if region is not None and region != _NORTH_VIRGINIA:
                yield _fault(resource, path, value, region, f"{_NORTH_VIRGINIA}, wherever the stack is deployed to")


def _fault(resource: Resource, path: str, value: Value, region: str, needed: str) -> Fault:
    return Fault(
        f"{path} of {resource.address} lies in {region}; it has to lie in {needed}",
        value,
        (*quoted({path: value}), f"region of {resource.address} = {string(resource.region) or 'not known'}"),
        certainty="assumption" if assumption(resource.region) else "proved",
    )


def _values(value: Value, path: list[str]) -> Iterator[Value]:
    """The values at a path, through lists."""
    for one in elements(value)[0]:
        if not path:
            yield one
        elif not isinstance(one, (Absent, Conditional)):
            yield from _values(get(one, path[0]), path[1:])


def _written(value: Value) -> str | None:
    """The region that is written out in an ARN or address, also where other parts of it are open."""
    if isinstance(value, Known) and isinstance(value.data, str):
        return region_of_text(value.data)
    if isinstance(value, Text) and isinstance(value.parts[0], str):
        return region_of_text(value.parts[0])
    return None


def _made_in(value: Value, graph: Graph) -> str | None:
    """The region of the resource of the project that a value means."""
    target = graph.target(value, "AWS::CertificateManager::Certificate") if isinstance(value, Reference) else None
    return string(target.region) if target is not None else None
