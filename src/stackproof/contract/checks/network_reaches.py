"""A workload reaches what it needs: a store, another workload, a service of AWS or the internet.

## What it proves
For every workload that `from` names and everything that `to` names, a TCP connection comes about: security groups let
it out and in, the network ACLs of both subnets let the call and its answers through, and there is a route (inside one
network always, between two by a peering with routes on both sides). The whole path is the evidence, each step with its
line; a violation names the step that is missing. Transit gateways are not followed, so what leads through them is
undecided. Whether a policy (of a role, an endpoint, a bucket) permits the call is not asked here.

## Parameters
- `from`: a glob of the name, logical id or address of functions, services of Amazon ECS, instances or scaling groups.
- `to`: a glob of databases, caches, search domains, mount targets, endpoints, load balancers or workloads; or
  `internet`; or `aws:` and the name of a service as endpoints have it (`aws:secretsmanager`, `aws:ecr.api`), which is
  reached by an endpoint or by the internet.
- `port`: the TCP port. Where it is not given: what the target listens on by its own properties or its engine's default;
  443 for the internet and services.

## Example
    expect: {check: network.reaches, with: {from: "*processor*", to: "*sessions*"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, WHOLE, Parameter, check
from stackproof.contract.connections import doubted, members, none_found, path, unless_all_known
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.truth import Truth
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.outward import HTTPS, out_to_internet, out_to_service
from stackproof.reasoning.network.reach import reaches, reaches_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.network.reach import Reach

_INTERNET, _SERVICE = "internet", "aws:"


@check(
    {
        "from": Parameter(TEXT, "a glob of workloads", required=True),
        "to": Parameter(TEXT, "a glob of targets, `internet`, or `aws:` and a service", required=True),
        "port": Parameter(WHOLE, "the TCP port; what the target listens on when it is not given"),
    }
)
def CHECK(context: EvaluationContext, **asked: object) -> Outcome:
    """Judges every pair of a workload and a target."""
    source, target, given = str(asked["from"]), str(asked["to"]), asked["port"]
    port = given if isinstance(given, int) else None
    workloads = members(context, source)
    if not workloads:
        return none_found(context, source)
    outcomes: list[Outcome] = []
    for workload, truth in workloads:
        outcomes += [doubted(one, workload, truth) for one in _from(context, workload, target, port)]
    return unless_all_known(context, together(outcomes))


def _from(context: EvaluationContext, workload: Resource, target: str, port: int | None) -> Iterator[Outcome]:
    graph = context.graph
    here = interface_of(graph, workload)
    outside = target == _INTERNET or target.startswith(_SERVICE)
    if outside and here is None:
        yield _in_no_network(workload)
    elif outside and here is not None:
        service = target.removeprefix(_SERVICE)
        out = out_to_internet(graph, here, port or HTTPS)
        yield _outcome(out if target == _INTERNET else out_to_service(graph, here, service), workload, target)
    else:
        found = [one for one in members(context, target) if one[0] is not workload]
        if not found:
            yield none_found(context, target)
        for store, truth in found:
            there = interface_of(graph, store)
            if there is None or here is None:
                missing = workload if here is None else store
                reason = f"{missing.address} stands in no network of the project"
                yield doubted(undecided(reason, missing.location), store, truth)
                continue
            way = reaches_any(graph, here, there) if port is None else reaches(graph, here, there, port)
            yield doubted(_outcome(way, workload, store.address), store, truth)


def _in_no_network(workload: Resource) -> Outcome:
    if workload.type == "AWS::Lambda::Function":
        return proven(note(workload, f"{workload.address} is in no network, so it has a way out"))
    return undecided(f"the network of {workload.address} is not known", workload.location)


def _outcome(way: Reach, workload: Resource, target: str) -> Outcome:
    if way.truth is Truth.YES:
        return proven(*path(way.hops))
    missing = way.missing
    assert missing is not None
    if way.truth is Truth.NO:
        return violated(f"{workload.address} does not reach {target}: {missing.words}", missing.at, *path(way.hops))
    return undecided(f"whether {workload.address} reaches {target}: {missing.words}", missing.at, *path(way.hops))
