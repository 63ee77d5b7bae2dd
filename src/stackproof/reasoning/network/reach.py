"""Does this reach that? The way of a connection through routes, network ACLs and security groups, step by step.

Every step answers yes, no or undecided; the connection is as good as its worst step. A no always names the step that is
missing. Traffic inside a VPC always has a route: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html,
read 2026-11-28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.truth import Truth, every, some
from stackproof.reasoning.network import groups as security
from stackproof.reasoning.network.groups import INTERNET, Ports, any_lets_through, describe, matches_peer, rules_of
from stackproof.reasoning.network.interfaces import Interface, peer_of, same_place
from stackproof.reasoning.network.lists import EPHEMERAL, lets_pass
from stackproof.reasoning.network.peering import between
from stackproof.reasoning.network.places import Hop, network_of
from stackproof.reasoning.network.ways import to_internet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.groups import Peer


class Reach(NamedTuple):
    """Whether a connection comes about, and by which steps.

    Attributes:
        truth: YES, NO, or UNDECIDED.
        hops: the steps in the order of the way; those that say no or nothing are among them.
    """

    truth: Truth
    hops: tuple[Hop, ...]

    @property
    def missing(self) -> Hop | None:
        """The step that is missing; when the answer is open, the first that is not certain."""
        for truth in (Truth.NO, Truth.UNDECIDED):
            if self.truth is truth:
                return next((hop for hop in self.hops if hop.truth is truth), None)
        return None


def _of(hops: Iterable[Hop]) -> Reach:
    steps = tuple(hops)
    return Reach(every(hop.truth for hop in steps), steps)


def reaches(graph: Graph, source: Interface, target: Interface, port: int, protocol: str = "tcp") -> Reach:
    """Whether a connection from one to the other on a port comes about inside their networks."""
    ports = Ports(protocol, port, port)
    return _of(_steps(graph, source, target, ports))


def reaches_any(graph: Graph, source: Interface, target: Interface) -> Reach:
    """As `reaches`, on the port that the target listens on; where several are possible, all have to agree."""
    if not target.ports:
        hop = Hop(
            Truth.UNDECIDED,
            target.resource.address,
            f"the port that {target.resource.address} listens on is not known",
            target.resource.location,
        )
        return Reach(Truth.UNDECIDED, (hop,))
    found = [reaches(graph, source, target, port) for port in sorted(target.ports)]
    if len({one.truth for one in found}) == 1:
        return found[-1]
    possible = " or ".join(str(port) for port in sorted(target.ports))
    words = f"{target.resource.address} does not say whether it listens on {possible}, and not both are reached"
    hop = Hop(Truth.UNDECIDED, target.resource.address, words, target.resource.location)
    doubtful = next(one for one in found if one.truth is not Truth.YES)
    return Reach(Truth.UNDECIDED, (hop, *doubtful.hops))


def _steps(graph: Graph, source: Interface, target: Interface, ports: Ports) -> Iterator[Hop]:
    here, there = peer_of(graph, source), peer_of(graph, target)
    yield _out(graph, source, there, ports)
    yield _route(graph, source, target)
    yield from _through_lists(graph, source, target, (here, there), ports)
    yield _in(graph, target, here, ports)


def _out(graph: Graph, source: Interface, peer: Peer, ports: Ports) -> Hop:
    verdict = any_lets_through(graph, source.groups, source.groups_whole, security.EGRESS, peer, ports)
    names = ", ".join(group.address for group in source.groups) or "its security group"
    if verdict.truth is Truth.NO:
        words = f"no egress rule of {names} lets {source.resource.address} out on {ports.protocol} {ports}"
    elif verdict.rule is not None:
        words = f"{_holder(verdict, source)} {_lets(verdict)} out {describe(verdict.rule.value, security.EGRESS)}"
    elif verdict.truth is Truth.YES:
        words = f"{names} lets everything out"
    else:
        words = f"the egress rules of {names} are not all known"
    return Hop(verdict.truth, _holder(verdict, source), words, verdict.at(source.groups_at.at))


def _in(graph: Graph, target: Interface, peer: Peer, ports: Ports) -> Hop:
    verdict = any_lets_through(graph, target.groups, target.groups_whole, security.INGRESS, peer, ports)
    names = ", ".join(group.address for group in target.groups) or "its security group"
    if verdict.truth is Truth.NO:
        words = f"no ingress rule of {names} lets it in on {ports.protocol} {ports}"
    elif verdict.rule is not None:
        words = f"{_holder(verdict, target)} {_lets(verdict)} in {describe(verdict.rule.value, security.INGRESS)}"
    else:
        words = f"the ingress rules of {names} are not all known"
    at = target.groups[0].location if verdict.truth is Truth.NO and target.groups else target.groups_at.at
    return Hop(verdict.truth, _holder(verdict, target), words, verdict.at(at))


def _lets(verdict: security.Verdict) -> str:
    return "lets" if verdict.truth is Truth.YES else "may let"


def _holder(verdict: security.Verdict, interface: Interface) -> str:
    if verdict.rule is not None:
        return verdict.rule.holder.address
    return interface.groups[0].address if interface.groups else interface.resource.address


def _route(graph: Graph, source: Interface, target: Interface) -> Hop:
    same = same_place(graph, source, target)
    if same is Truth.YES:
        vpc = network_of(source.subnets[0], graph)
        assert vpc is not None
        return Hop(Truth.YES, vpc.address, f"both are in {vpc.address}", vpc.location)
    if same is Truth.UNDECIDED or not (source.subnets_whole and target.subnets_whole):
        words = f"whether {source.resource.address} and {target.resource.address} are in one network is not known"
        return Hop(Truth.UNDECIDED, source.resource.address, words, source.subnets_at.at)
    return between(graph, source, target)


def _through_lists(
    graph: Graph, source: Interface, target: Interface, peers: tuple[Peer, Peer], ports: Ports
) -> Iterator[Hop]:
    """The lists of the subnets, unless both are in one subnet, inside which they do not count."""
    here, there = peers
    back = Ports(ports.protocol, *EPHEMERAL)
    if len(source.subnets) == 1 and source.subnets == target.subnets:
        return
    for interface, peer, out in ((source, there, True), (target, here, False)):
        for asked, way, what in ((ports, out, f"{ports.protocol} {ports}"), (back, not out, f"answers on {back}")):
            passages = [(subnet, lets_pass(graph, subnet, peer, asked, out=way)) for subnet in interface.subnets]
            held = [(subnet, one) for subnet, one in passages if one.acl is not None and one.truth is not Truth.YES]
            if not held:
                continue
            # One of several subnets that does not pass traffic does not stop the others.
            stopped = len(held) == len(passages) and all(one.truth is Truth.NO for _, one in held)
            subnet, first = held[0]
            assert first.acl is not None
            place = first.entry or first.acl
            verb = "does not let" if stopped else "may not let"
            words = f"{first.acl.address} {verb} {what} {'out of' if way else 'into'} {subnet.address}"
            yield Hop(Truth.NO if stopped else Truth.UNDECIDED, place.address, words, place.location)


def from_internet(graph: Graph, target: Interface, port: int, protocol: str = "tcp") -> Reach:
    """Whether anybody on the internet can open a connection to a port of something."""
    ports = Ports(protocol, port, port)
    steps = [_public(target), _gateway(graph, target)]
    verdict = any_lets_through(graph, target.groups, target.groups_whole, security.INGRESS, INTERNET, ports)
    names = ", ".join(group.address for group in target.groups) or "its security group"
    if verdict.rule is not None:
        words = f"{_holder(verdict, target)} {_lets(verdict)} in {describe(verdict.rule.value, security.INGRESS)}"
    elif verdict.truth is Truth.NO:
        words = f"no ingress rule of {names} lets the internet in on {protocol} {ports}"
    else:
        words = f"the ingress rules of {names} are not all known"
    steps.append(Hop(verdict.truth, _holder(verdict, target), words, verdict.at(target.groups_at.at)))
    for subnet in target.subnets:
        passage = lets_pass(graph, subnet, INTERNET, ports, out=False)
        if passage.acl is not None and passage.truth is not Truth.YES:
            place = passage.entry or passage.acl
            words = f"{passage.acl.address} may not let the internet into {subnet.address}"
            truth = passage.truth if len(target.subnets) == 1 else Truth.UNDECIDED
            steps.append(Hop(truth, place.address, words, place.location))
    return _of(steps)


def exposed(graph: Graph, target: Interface) -> Reach:
    """Whether anybody on the internet can open a connection to something on any port at all."""
    steps = [_public(target), _gateway(graph, target)]
    answer, shown = Truth.NO, None
    for group in target.groups:
        found = rules_of(graph, group, security.INGRESS)
        for rule in found.rules:
            one = matches_peer(graph, rule, security.INGRESS, INTERNET) & rule.exists
            if one is Truth.YES or (one is Truth.UNDECIDED and answer is Truth.NO):
                answer, shown = answer | one, rule
        if not found.whole:
            answer = answer | Truth.UNDECIDED
    if not target.groups_whole:
        answer = answer | Truth.UNDECIDED
    names = ", ".join(group.address for group in target.groups) or "its security group"
    words = f"no ingress rule of {names} lets the internet in"
    at = target.groups_at.at
    if shown is not None:
        verb = "lets" if answer is Truth.YES else "may let"
        words = f"{shown.holder.address} {verb} in {describe(shown.value, security.INGRESS)}"
        at = shown.value.at
    elif answer is Truth.UNDECIDED:
        words = f"the ingress rules of {names} are not all known"
    steps.append(Hop(answer, target.resource.address, words, at))
    return _of(steps)


def _public(target: Interface) -> Hop:
    address = target.resource.address
    words = {
        Truth.YES: f"{address} has a public address",
        Truth.NO: f"{address} has no public address",
        Truth.UNDECIDED: f"whether {address} has a public address is not known",
    }[target.public]
    return Hop(target.public, address, words, target.resource.location)


def _gateway(graph: Graph, target: Interface) -> Hop:
    answers = [(subnet, to_internet(graph, subnet)) for subnet in target.subnets]
    truths = {found.truth for _, found in answers}
    if not target.subnets_whole:
        words = f"the subnets of {target.resource.address} are not all known"
        open_ = some(found.truth for _, found in answers)
        truth = Truth.YES if open_ is Truth.YES else Truth.UNDECIDED
        return Hop(truth, target.resource.address, words, target.subnets_at.at)
    # A store with several subnets is in one of them; which one is AWS's choice.
    truth = truths.pop() if len(truths) == 1 else Truth.UNDECIDED
    subnet, found = answers[0]
    if truth is Truth.YES and found.route is not None:
        words = f"{subnet.address} routes to the internet gateway by {found.route.address}"
        return Hop(truth, found.route.address, words, found.route.location)
    if truth is Truth.YES:
        return Hop(truth, subnet.address, f"{subnet.address} has a route to an internet gateway", subnet.location)
    names = ", ".join(one.address for one, _ in answers)
    words = f"{names} has no route to an internet gateway" if truth is Truth.NO else f"routes of {names} are not known"
    return Hop(truth, subnet.address, words, subnet.location)


def missing_table(graph: Graph, subnet: Resource) -> str:
    """Why a subnet has no way to the internet gateway, in words."""
    found = to_internet(graph, subnet)
    if found.table is None:
        return "it is associated with no route table, and the network's main table has the local route alone"
    return f"its route table {found.table.address} ({found.table.location}) has no default route to one"
