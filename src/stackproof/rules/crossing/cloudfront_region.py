"""What CloudFront uses has to lie in us-east-1.

## What it does
Reports a distribution whose certificate, web ACL or Lambda@Edge function lies in another region than us-east-1, and a
web ACL, rule group, IP set or pattern set of the scope CLOUDFRONT in another region. Where a region is not known,
nothing is said.

## Why is this bad
The deployment stops: "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid", "The scope
is not valid", "The function must be in region us-east-1". A certificate cannot be moved.

## How to mend
Make these resources in us-east-1: a provider with an alias in Terraform, a stack of its own with `env` in us-east-1 and
`cross_region_references` in the AWS CDK, a stack of its own in CloudFormation.

## References
- [Certificates with CloudFront](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html)
- [AWS::WAFv2::WebACL](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-wafv2-webacl.html)
- [Restrictions on Lambda@Edge](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import assumption, elements, equals, get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Value
from stackproof.reasoning.places import placed, region_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_DISTRIBUTION = "AWS::CloudFront::Distribution"
_SCOPED = ("AWS::WAFv2::WebACL", "AWS::WAFv2::RuleGroup", "AWS::WAFv2::IPSet", "AWS::WAFv2::RegexPatternSet")
_HOME = "us-east-1"
_NOUNS = {"acm": "certificate", "wafv2": "web ACL", "lambda": "function"}


@rule(
    id="XREF-CLOUDFRONT-001",
    title="What CloudFront uses lies in another region than us-east-1",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_DISTRIBUTION, *_SCOPED),
    root_cause="CloudFront was taken for a service of the stack's own region.",
    fix="Make the certificate, web ACL or function in us-east-1.",
    impacts=Impacts(),
    effort=30,
    reference="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    source="CloudFront Developer Guide and CloudFormation's page of AWS::WAFv2::WebACL, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares regions with us-east-1."""
    if resource.type == _DISTRIBUTION:
        for value in _used(resource):
            for one in placed(value, context.graph):
                if one.service in _NOUNS and one.region != _HOME and not one.region.startswith("cn-"):
                    yield Fault(
                        f"the {_NOUNS[one.service]} {one.what} of {resource.address} lies in {one.region}; CloudFront "
                        f"takes those of {_HOME} alone",
                        one.value,
                        (f"region = {one.region}",),
                        "assumption" if one.assumed else "proved",
                    )
        return
    region = region_of(resource)
    scope = resource.get("Scope")
    if region is not None and region != _HOME and equals(scope, "CLOUDFRONT") is Truth.YES:
        yield Fault(
            f"{resource.address} has the scope CLOUDFRONT and lies in {region}; it has to lie in {_HOME}",
            scope,
            (f"region = {region}",),
            "assumption" if assumption(resource.region) else "proved",
        )


def _used(distribution: Resource) -> Iterator[Value]:
    config = distribution.get("DistributionConfig")
    yield get(config, "ViewerCertificate", "AcmCertificateArn")
    yield get(config, "WebACLId")
    behaviors, _ = elements(get(config, "CacheBehaviors"))
    for behavior in (get(config, "DefaultCacheBehavior"), *behaviors):
        associations, _ = elements(get(behavior, "LambdaFunctionAssociations"))
        for association in associations:
            yield get(association, "LambdaFunctionARN")
