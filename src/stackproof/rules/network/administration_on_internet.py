"""Nobody on the internet can reach the ports by which a machine is administered.

## What it does
Reports an instance with a public address, in a subnet with a default route to an internet gateway, whose security
groups let everybody in on port 22 (SSH) or 3389 (RDP). All of that has to hold for certain; the path is shown. What
scanners report of the security group alone is no more than a part of that (checkov: CKV_AWS_24, CKV_AWS_25).

## Why is this bad
Both ports are found and tried by machines within minutes.

## How to mend
Take the rule away and use Session Manager, which needs no open port, or name the addresses of those who administer.

## References
- [Security group rules for different use cases](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html)
- [AWS Systems Manager Session Manager](https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.reach import from_internet
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

PORTS = {22: "SSH", 3389: "RDP"}


@rule(
    id="NET-OPEN-002",
    title="Machine whose SSH or RDP port anybody on the internet can call",
    severity="high",
    blocks="none",
    category="security",
    types=("AWS::EC2::Instance",),
    root_cause="The rule was written for one's own machine, whose address changes.",
    fix="Use Session Manager and take the rule away, or name the blocks of addresses of those who administer.",
    impacts=Impacts(security="Anybody can try keys and passwords and use faults of the service."),
    effort=30,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html",
    source="Amazon EC2 User Guide, security-group-rules-reference, 2026-11-28",
)
def check(instance: Resource, context: Context) -> Iterator[Answer]:
    """Follows the way from the internet to both ports."""
    interface = interface_of(context.graph, instance)
    if interface is None or interface.public is not Truth.YES:
        return
    for port, name in PORTS.items():
        found = from_internet(context.graph, interface, port)
        if found.truth is Truth.YES:
            rule_ = found.hops[2]
            yield Fault(
                f"{instance.address} can be called from anywhere on the internet on port {port} ({name}): "
                f"{rule_.words} ({rule_.at})",
                interface.groups_at,
                tuple(str(hop) for hop in found.hops),
                certainty="assumption" if rests_on(interface.groups_at) else "proved",
            )
            return
