"""A listener that speaks TLS needs a certificate.

## What it does
Reports a listener of an Application or Network Load Balancer with protocol HTTPS or TLS, and a listener of a Classic
Load Balancer with protocol HTTPS or SSL, that names no certificate, or an empty one.

## Why is this bad
`CreateListener` refuses it ("A certificate must be specified for HTTPS listeners"), so the stack rolls back.
cloudformation-validate reports a missing property as E3676 and E3679; this rule also sees the empty value that a
parameter's default brings.

## How to mend
Give the listener the ARN of a certificate of AWS Certificate Manager in the load balancer's region. Where none may
exist (an environment without a domain), make the listener conditional and serve HTTP there.

## References
- [Create an HTTPS listener for your Application Load Balancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, equals, get, present, string, why
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, ListValue, Value
from stackproof.reasoning.conditions import agree, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule
from stackproof.sources.unset import empty_without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"


@rule(
    id="ELB-HTTPS-001",
    title="TLS listener without a certificate",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::ElasticLoadBalancingV2::Listener", CLASSIC),
    root_cause="The protocol was set to TLS, but the certificate is missing or was left to a parameter that is empty.",
    fix="Name the ARN of a certificate of the load balancer's region, or make the listener conditional.",
    impacts=Impacts(security="Without a certificate there is no encrypted way in."),
    effort=30,
    reference="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
    source="Elastic Load Balancing User Guide, create-https-listener, 2026-11-21",
    same_as=("E3676", "E3679"),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the one listener, or at each listener of a Classic Load Balancer."""
    if resource.type == CLASSIC:
        for listener in elements(resource.get("Listeners"))[0]:
            protocol = get(listener, "Protocol")
            yield from _answer(resource, context, protocol, ("HTTPS", "SSL"), get(listener, "SSLCertificateId"))
    else:
        protocol, certificates = resource.get("Protocol"), resource.get("Certificates")
        yield from _answer(resource, context, protocol, ("HTTPS", "TLS"), certificates)


def _answer(
    resource: Resource, context: Context, protocol: Value, encrypted: tuple[str, ...], certificate: Value
) -> Iterator[Answer]:
    def in_order(protocol: Value, certificate: Value) -> Truth:
        return ~equals(protocol, *encrypted) | _certified(certificate)

    answer = agree(in_order, protocol, certificate, existing=(resource,))
    unset = empty_without(context.sources) if answer is Truth.NO and not isinstance(certificate, Absent) else ""
    if unset:
        yield Undecided(
            f"{resource.address} needs a certificate; its ARN is empty, and {unset} may be why", certificate
        )
    elif answer is Truth.NO:
        yield Fault(
            f"{resource.address} listens with {string(protocol) or 'TLS'}, but names no certificate",
            protocol,
            quoted({"Protocol": protocol, "Certificate": certificate}),
            certainty="assumption" if rests_on(protocol, certificate) else "proved",
        )
    elif answer is Truth.UNDECIDED and equals(protocol, *encrypted) is Truth.YES:
        yield Undecided(f"{resource.address} needs a certificate, and {why(certificate)}", certificate)


def _certified(certificate: Value) -> Truth:
    if isinstance(certificate, ListValue):
        arns = [_certified(get(item, "CertificateArn")) for item in certificate.items]
        return some(arns) if certificate.complete else some((*arns, Truth.UNDECIDED))
    if isinstance(certificate, Absent):
        return Truth.NO
    if string(certificate) is not None:
        return Truth.of(bool(string(certificate)))
    return present(certificate)
