"""Certificates and public zones are for domains that somebody can own.

## What it does
Reports certificates that CloudFormation waits for, and public hosted zones, for a domain that is reserved for
documentation and tests (`example.com`, `.test`, `.invalid`). Defaults of parameters and variables are not reported:
they wait for a value.

## Why is this bad
Nobody can validate such a certificate: CloudFormation waits for it, for up to three days, and then rolls back. Route 53
refuses a public zone `example.com` ("is reserved").

## How to mend
Make the domain a parameter without a default, and the certificate depend on it.

## References
- [DNS validation](https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html)
- [AWS::CertificateManager::Certificate](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.identifiers import SOURCE, is_reserved_domain
from stackproof.graph.query import assumption, elements, string
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_CERTIFICATE = "AWS::CertificateManager::Certificate"
_REFUSED = ("example.com", "example.net", "example.org")


@rule(
    id="LITERAL-DOMAIN-001",
    title="Certificate or public zone for a domain that nobody can own",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_CERTIFICATE, "AWS::Route53::HostedZone"),
    root_cause="The domain of an example was left where one's own belongs.",
    fix="Make the domain a parameter without a default.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html",
    source=SOURCE,
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the names that are written out."""
    if resource.type == _CERTIFICATE:
        if resource.native_type not in ("", resource.type):
            # Terraform does not wait for the certificate.
            return
        names = [resource.get("DomainName"), *elements(resource.get("SubjectAlternativeNames"))[0]]
        for name in names:
            text = string(name)
            if text and is_reserved_domain(text) and not assumption(name):
                yield Fault(
                    f"nobody can validate the certificate {resource.address} for {text}, a reserved domain",
                    name,
                    quoted({"DomainName": name}),
                )
                return
    elif not elements(resource.get("VPCs"))[0]:
        name = resource.get("Name")
        text = (string(name) or "").rstrip(".").lower()
        if text in _REFUSED and not assumption(name):
            yield Fault(f"Route 53 refuses {resource.address}: {text} is reserved", name, quoted({"Name": name}))
