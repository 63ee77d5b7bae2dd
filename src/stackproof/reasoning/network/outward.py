"""Ways out of the network: to the internet, and to a service of AWS by an endpoint or by the internet.

Whether an endpoint's policy permits a call is not asked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth, every
from stackproof.reasoning.network.endpoints import Endpoint, endpoint_services, endpoints, serves
from stackproof.reasoning.network.groups import EGRESS, INTERNET, Peer, Ports, any_lets_through, describe
from stackproof.reasoning.network.interfaces import Interface, interface_of
from stackproof.reasoning.network.lists import EPHEMERAL, lets_pass
from stackproof.reasoning.network.places import Hop
from stackproof.reasoning.network.reach import Reach, reaches
from stackproof.reasoning.network.ways import to_internet, way_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

HTTPS = 443


def out_to_internet(graph: Graph, source: Interface, port: int = HTTPS) -> Reach:
    """Whether a workload gets to any address on the internet on a TCP port, from each of its subnets."""
    ports = Ports("tcp", port, port)
    steps = [_egress(graph, source, ports)]
    for subnet in source.subnets:
        steps.append(_way(graph, source, subnet))
        steps += _lists(graph, subnet, ports)
    if not source.subnets_whole:
        words = f"the subnets of {source.resource.address} are not all known"
        steps.append(Hop(Truth.UNDECIDED, source.resource.address, words, source.subnets_at.at))
    return Reach(every(step.truth for step in steps), tuple(steps))


def out_to_service(graph: Graph, source: Interface, service: str) -> Reach:
    """Whether a workload gets to a service of AWS (`s3`, `ecr.api`) by an endpoint of its network or by the internet.

    Of several ways the best one is the answer; where there is none, what is missing is that of the internet.
    """
    world = out_to_internet(graph, source)
    if world.truth is Truth.YES:
        return world
    best = world
    for endpoint in endpoints(graph):
        if endpoint.service != service:
            continue
        found = _by_endpoint(graph, source, endpoint)
        if found.truth is Truth.YES:
            return found
        if found.truth is Truth.UNDECIDED and best.truth is Truth.NO:
            best = found
    if best.truth is Truth.NO and not all(endpoint_services(graph, subnet)[1] for subnet in source.subnets):
        words = f"the endpoints of the network of {source.resource.address} are not all known"
        hop = Hop(Truth.UNDECIDED, source.resource.address, words, source.subnets_at.at)
        return Reach(Truth.UNDECIDED, (*world.hops, hop))
    return best


def _egress(graph: Graph, source: Interface, ports: Ports, peer: Peer = INTERNET) -> Hop:
    verdict = any_lets_through(graph, source.groups, source.groups_whole, EGRESS, peer, ports)
    names = ", ".join(group.address for group in source.groups) or "its security group"
    if verdict.rule is not None:
        verb = "lets" if verdict.truth is Truth.YES else "may let"
        words = f"{verdict.rule.holder.address} {verb} out {describe(verdict.rule.value, EGRESS)}"
    elif verdict.truth is Truth.YES:
        words = f"{names} lets everything out"
    elif verdict.truth is Truth.NO:
        words = f"no egress rule of {names} lets {source.resource.address} out to the internet on tcp {ports}"
    else:
        words = f"the egress rules of {names} are not all known"
    return Hop(verdict.truth, source.resource.address, words, verdict.at(source.groups_at.at))


def _way(graph: Graph, source: Interface, subnet: Resource) -> Hop:
    private, public = way_out(graph, subnet), to_internet(graph, subnet)
    truth = private.truth | (source.public & public.truth)
    if truth is Truth.YES:
        words = f"{subnet.address} has a way out"
    elif public.truth is Truth.YES:
        words = f"the default route of {subnet.address} serves public addresses alone"
    else:
        words = f"{subnet.address} has no way out"
    if truth is Truth.UNDECIDED:
        words = f"whether {subnet.address} has a way out is not known"
    at = private.table.location if private.table is not None else subnet.location
    return Hop(truth, subnet.address, words, at)


def _lists(graph: Graph, subnet: Resource, ports: Ports) -> Iterator[Hop]:
    for asked, out in ((ports, True), (Ports(ports.protocol, *EPHEMERAL), False)):
        passage = lets_pass(graph, subnet, INTERNET, asked, out=out)
        if passage.acl is not None and passage.truth is not Truth.YES:
            verb = "does not let" if passage.truth is Truth.NO else "may not let"
            what = f"tcp {asked} out of" if out else f"answers on {asked} into"
            place = passage.entry or passage.acl
            yield Hop(
                passage.truth, place.address, f"{passage.acl.address} {verb} {what} {subnet.address}", place.location
            )


def _by_endpoint(graph: Graph, source: Interface, endpoint: Endpoint) -> Reach:
    steps = []
    for subnet in source.subnets:
        answer = serves(graph, endpoint, subnet)
        verb = {Truth.YES: "serves", Truth.NO: "does not serve"}.get(answer, "may serve")
        words = f"{endpoint.resource.address} {verb} {subnet.address}"
        steps.append(Hop(answer, endpoint.resource.address, words, endpoint.resource.location))
    if not source.subnets_whole:
        words = f"the subnets of {source.resource.address} are not all known"
        steps.append(Hop(Truth.UNDECIDED, source.resource.address, words, source.subnets_at.at))
    if endpoint.kind == "Interface":
        there = interface_of(graph, endpoint.resource)
        if there is not None:
            steps += reaches(graph, source, there, HTTPS).hops
        else:
            words = f"where {endpoint.resource.address} stands is not known"
            steps.append(Hop(Truth.UNDECIDED, endpoint.resource.address, words, endpoint.resource.location))
    else:
        service = INTERNET._replace(endpoint=endpoint.resource)
        steps.append(_egress(graph, source, Ports("tcp", HTTPS, HTTPS), service))
    return Reach(every(step.truth for step in steps), tuple(steps))
