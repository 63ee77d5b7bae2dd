"""Private names of an endpoint need both DNS settings of its network.

## What it does
Reports an interface endpoint with `PrivateDnsEnabled: true` in a network of the project whose `EnableDnsHostnames` is
not switched on (it is off where nothing is written) or whose `EnableDnsSupport` is switched off.

## Why is this bad
`CreateVpcEndpoint` refuses it: "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC
attributes set to true".

## How to mend
Set `EnableDnsHostnames: true` (`enable_dns_hostnames = true`) in the network and leave `EnableDnsSupport` on.

## References
- [Interface VPC endpoints: private DNS](https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html)
- [DNS attributes for your VPC](https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, is_true
from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.endpoints import ENDPOINT
from stackproof.reasoning.network.places import network_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="VPC-DNS-001",
    title="Endpoint with private names in a network without DNS host names",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(ENDPOINT,),
    root_cause="EnableDnsHostnames is off where nothing is written.",
    fix="Set EnableDnsHostnames and EnableDnsSupport of the network to true.",
    impacts=Impacts(performance="The deployment stops at the endpoint."),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    source="AWS PrivateLink Guide, create-interface-endpoint, 2026-11-28",
)
def check(endpoint: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the network only when private names are asked for."""
    asked = endpoint.get("PrivateDnsEnabled")
    if is_true(asked) is not Truth.YES or equals(endpoint.get("VpcEndpointType"), "Interface") is not Truth.YES:
        return
    vpc = network_of(endpoint, context.graph)
    if vpc is None:
        return
    names, support = vpc.get("EnableDnsHostnames"), vpc.get("EnableDnsSupport")
    if is_true(names) is Truth.NO:
        missing = "EnableDnsHostnames is not switched on"
    elif is_true(support, default=True) is Truth.NO:
        missing = "EnableDnsSupport is switched off"
    else:
        return
    yield Fault(
        f"{endpoint.address} asks for private names in {vpc.address} ({vpc.location}), where {missing}",
        asked,
        quoted({"EnableDnsHostnames": names, "EnableDnsSupport": support}),
        certainty="assumption" if rests_on(asked, names, support) else "proved",
    )
