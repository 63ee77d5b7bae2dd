"""Nothing takes traffic from everywhere, except the listeners of public load balancers.

## What it proves
No rule of a security group, inside the group or beside it, lets in `0.0.0.0/0` or `::/0`, in whatever
way it is written, or half of the internet (`0.0.0.0/1`, `2000::/3`), unless the group belongs to a
load balancer that faces the internet and the rule opens exactly one port on which the balancer listens.

## Parameters
None.

## Example
    expect: {check: network.no-open-ingress}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, place, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import decide, elements, equals, get, is_open, show, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, ListValue, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_GROUP = "AWS::EC2::SecurityGroup"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_RANGES = ("CidrIp", "CidrIpv6")
# Shorter prefixes take half of all addresses of version 4, or all of version 6 that are in use (2000::/3).
_SHORTEST = {4: 2, 6: 4}


class Rule(NamedTuple):
    """An ingress rule: the resource it stands in, the group it belongs to (None: not known), and its properties."""

    resource: Resource
    group: Resource | None
    value: Value


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every ingress rule."""
    graph = context.graph
    outcomes = [one for group in graph.of_type(_GROUP) for one in _unknown(group)]
    outcomes.extend(_rule(rule, graph) for rule in _rules(graph))
    outcomes.extend(_in_other_words(graph))
    return all_known(context, outcomes, "no ingress rule in the whole graph")


def _unknown(group: Resource) -> Iterator[Outcome]:
    written = group.get("SecurityGroupIngress")
    if not elements(written)[1]:
        yield undecided(f"the rules of {group.address} are not all known: {why(written)}", place(group, written))


def _in_other_words(graph: Graph) -> Iterator[Outcome]:
    """Rules of Terraform's that CloudFormation cannot say: of the default group, and of no known direction."""
    for group in graph.of_type("aws_default_security_group"):
        written = group.get("ingress")
        if elements(written) != ([], True):
            yield undecided(f"{group.address} changes the default group of its network", place(group, written))
    for rule in graph.of_type("aws_security_group_rule"):
        yield undecided(f"which way {rule.address} goes is not known", place(rule, rule.get("type")))


def _rules(graph: Graph) -> Iterator[Rule]:
    for group in graph.of_type(_GROUP):
        for rule in elements(group.get("SecurityGroupIngress"))[0]:
            if not isinstance(rule, Absent):
                yield Rule(group, group, rule)
    for resource in graph.of_type("AWS::EC2::SecurityGroupIngress"):
        yield Rule(resource, identify(resource.get("GroupId"), graph, _GROUP).resource, resource.properties)


def _rule(rule: Rule, graph: Graph) -> Outcome:
    for name in _RANGES:
        value = get(rule.value, name)
        answer = decide(value, _is_everywhere)
        if answer is Truth.NO:
            continue
        at = place(rule.resource, value)
        if answer is Truth.UNDECIDED:
            return undecided(f"{rule.resource.address}: {name}: {why(value)}", at)
        ports = _ports(rule.value)
        words = f"{rule.resource.address} lets in {show(value)} on {ports}"
        if rule.group is not None and ports in _listened(rule.group, graph):
            return proven(note(rule.resource, f"{words}, where a public load balancer listens", value))
        if rule.resource.exists is not Truth.YES:
            return undecided(f"{words}, if it exists", at)
        return violated(words, at, note(rule.resource, words, value))
    sources = ", ".join(f"{key} {show(value)}" for key, value in _sources(rule.value))
    return proven(note(rule.resource, f"lets in {sources or 'a named source'}", rule.value))


def _is_everywhere(value: Value) -> Truth:
    """Whether a range of addresses is the internet, in whatever way it is written."""
    written = string(value)
    if written is None:
        return Truth.UNDECIDED if is_open(value) else Truth.NO
    from ipaddress import ip_network

    try:
        network = ip_network(written.strip(), strict=False)
    except ValueError:
        return Truth.NO
    return Truth.of(network.prefixlen < _SHORTEST[network.version])


def _sources(rule: Value) -> Iterator[tuple[str, Value]]:
    for name in ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourcePrefixListId"):
        value = get(rule, name)
        if not isinstance(value, (Absent, Unknown)):
            yield name, value


def _ports(rule: Value) -> str:
    first, last = string(get(rule, "FromPort")), string(get(rule, "ToPort"))
    if first is None or string(get(rule, "IpProtocol")) == "-1":
        return "all ports"
    return f"port {first}" if first == last else f"ports {first} to {last}"


def _listened(group: Resource, graph: Graph) -> set[str]:
    """The ports on which public load balancers of this security group listen."""
    balancers = set()
    for balancer in graph.of_type(_BALANCER):
        groups = balancer.get("SecurityGroups")
        items = groups.items if isinstance(groups, ListValue) else ()
        belongs = any(identify(item, graph, _GROUP).resource is group for item in items)
        scheme = balancer.get("Scheme")
        public = isinstance(scheme, Absent) or equals(scheme, "internet-facing") is Truth.YES
        if belongs and public:
            balancers.add(balancer.address)
    ports = set()
    for listener in graph.of_type("AWS::ElasticLoadBalancingV2::Listener"):
        found = identify(listener.get("LoadBalancerArn"), graph, _BALANCER).resource
        if found is not None and found.address in balancers:
            ports.add(f"port {string(listener.get('Port'))}")
    return ports
