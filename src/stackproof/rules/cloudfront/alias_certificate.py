"""Who serves a domain of his own has a certificate for it.

## What it does
Reports a distribution with `Aliases` and CloudFront's own certificate: no `ViewerCertificate`, or
`CloudFrontDefaultCertificate: true`.

## Why is this bad
CloudFront refuses it: "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted
certificate that validates your authorization to use the domain name."

## How to mend
Name a certificate of ACM in us-east-1 (`AcmCertificateArn`) that covers the aliases.

## References
- [Requirements of alternate domain names](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, is_true, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="CF-ALIAS-001",
    title="Domain of a distribution without a certificate",
    severity="critical",
    blocks="deploy",
    category="security",
    types=("AWS::CloudFront::Distribution",),
    root_cause="The domain was added without the certificate that proves whose it is.",
    fix="Name a certificate of ACM in us-east-1 that covers the aliases.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
    source="CloudFront Developer Guide, CNAMEs, 2026-11-28",
)
def check(distribution: Resource, context: Context) -> Iterator[Answer]:
    """Looks at aliases and certificate together."""
    aliases = distribution.get("DistributionConfig", "Aliases")
    certificate = distribution.get("DistributionConfig", "ViewerCertificate")
    if agree(_in_order, aliases, certificate, existing=(distribution,)) is Truth.NO:
        yield Fault(
            f"{distribution.address} has domains of its own and the certificate of CloudFront's",
            aliases,
            quoted({"Aliases": aliases, "ViewerCertificate": certificate}),
            certainty="assumption" if rests_on(aliases, certificate) else "proved",
        )


def _in_order(aliases: Value, certificate: Value) -> Truth:
    items, _ = elements(aliases)
    named = any(present(item) is Truth.YES for item in items)
    if not named:
        return Truth.YES
    if isinstance(certificate, Absent):
        return Truth.NO
    if any(present(get(certificate, name)) is Truth.YES for name in ("AcmCertificateArn", "IamCertificateId")):
        # Terraform's provider sends the certificate that is named, and not the default beside it
        # (internal/service/cloudfront/distribution.go, expandViewerCertificate).
        return Truth.YES
    return ~is_true(get(certificate, "CloudFrontDefaultCertificate"))
