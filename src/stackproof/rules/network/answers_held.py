"""A network ACL lets the answers through, too.

## What it does
Reports a network ACL of a subnet of the project that lets connections to the internet out on port 443 and none of the
answers in, or lets the internet in on port 80 or 443 and none of the answers out. Answers go to ports that the
caller's system chooses; reported is only an ACL that holds back all that Linux takes (32768 to 60999).

## Why is this bad
Network ACLs look at each packet for itself. The connection is asked for and the answer is dropped, so every call
hangs.

## How to mend
Allow TCP ports 1024 to 65535 in the direction of the answers, inbound for calls that go out and outbound for calls
that come in.

## References
- [Network ACL basics](https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html)
- [Ephemeral ports](https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.network.groups import INTERNET, Ports
from stackproof.reasoning.network.lists import EPHEMERAL, LIST, lets_pass, list_of
from stackproof.reasoning.network.places import SUBNET
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ANSWERS = Ports("tcp", *EPHEMERAL)


@rule(
    id="NET-ACL-001",
    title="Network ACL that holds back answers",
    severity="high",
    blocks="runtime",
    category="network",
    types=(LIST,),
    root_cause="Security groups remember connections, and network ACLs were taken to do so too.",
    fix="Add an entry for the answers: TCP ports 1024 to 65535 in the other direction.",
    impacts=Impacts(performance="Connections are asked for and never come about; each waits until it times out."),
    effort=15,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html",
    source="Amazon VPC User Guide, nacl-basics and nacl-ephemeral-ports, 2026-11-28",
)
def check(acl: Resource, context: Context) -> Iterator[Answer]:
    """Asks about calls in both directions, by one of the subnets of the list."""
    graph = context.graph
    subnet = graph.index(_subnets).get(acl.address)
    if subnet is None:
        return
    for port, out in ((443, True), (443, False), (80, False)):
        asked = lets_pass(graph, subnet, INTERNET, Ports("tcp", port, port), out=out)
        answered = lets_pass(graph, subnet, INTERNET, ANSWERS, out=not out)
        if asked.truth is not Truth.YES or answered.truth is not Truth.NO or asked.entry is None:
            continue
        way, back = ("out to", "in from") if out else ("in from", "out to")
        shown = f" ({answered.entry.location})" if answered.entry is not None else ""
        yield Fault(
            f"{acl.address} of {subnet.address} lets TCP port {port} {way} the internet ({asked.entry.location}), but "
            f"no answers on ports {ANSWERS} {back} it{shown}",
            asked.entry.get("RuleAction"),
            (f"allowed: {asked.entry.address}", f"answers: {'denied' if answered.entry else 'no entry allows them'}"),
        )
        return


def _subnets(graph: Graph) -> dict[str, Resource]:
    """One subnet for each list, where that is certain."""
    found: dict[str, Resource] = {}
    for subnet in graph.of_type(SUBNET):
        acl, certain = list_of(graph, subnet)
        if acl is not None and certain:
            found.setdefault(acl.address, subnet)
    return found
