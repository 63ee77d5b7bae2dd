"""What a resource logs goes where it was asked for.

## What it proves
Every resource of `type` that `resource` takes delivers its logs to a resource of the type `to`, one of the project,
whose id `destination` takes. Delivery is what the resource names itself: a trail's bucket or log group, a flow log's
destination, a bucket's access logs, a load balancer's access logs, access logs of an API's stage, a function's,
task's or state machine's log group, CloudFront's logs, the destinations of a WAF logging configuration.

## Parameters
- `type`: the type of what logs, such as `AWS::CloudTrail::Trail`.
- `to`: the type of the destination: `AWS::Logs::LogGroup`, `AWS::S3::Bucket` or another.
- `resource`: a glob of ids of what logs; all when it is not given.
- `destination`: a glob of logical ids or addresses of destinations; any when it is not given.

## Example
    expect: {check: logs.deliver-to, with: {type: "AWS::EC2::FlowLog", to: "AWS::Logs::LogGroup"}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check, each
from stackproof.contract.outcome import fact, proven, undecided, violated
from stackproof.graph.identity import identities
from stackproof.graph.query import elements, get, is_true, string
from stackproof.graph.relations import related
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


def judge(context: EvaluationContext, *, type: str, to: str, resource: str, destination: str) -> Outcome:
    """Looks at the destinations of each resource."""

    def one(source: Resource) -> Outcome:
        return _source(context.graph, source, to, destination)

    return each(context, type, resource, one)


CHECK = check(
    {
        "type": Parameter(TEXT, "the type of what logs", required=True),
        "to": Parameter(TEXT, "the type of the destination", required=True),
        "resource": Parameter(TEXT, "a glob of the ids of what logs", default="*"),
        "destination": Parameter(TEXT, "a glob of the destinations' logical ids or addresses", default="*"),
    }
)(judge)


def _source(graph: Graph, source: Resource, to: str, destination: str) -> Outcome:
    open_to = False
    for target, value, truth in _destinations(graph, source, to):
        fits = target is not None and target.type == to and _named_by(destination, target)
        if fits and truth & source.exists is Truth.YES:
            return proven(fact(source, "logs", value))
        open_to = open_to or target is None or (fits and truth is not Truth.NO)
    wanted = f"{to} {destination}" if destination != "*" else to
    if open_to:
        return undecided(f"whether {source.address} logs to {wanted} is not known", source.location)
    return violated(f"{source.address} does not log to {wanted} of the project", source.location)


def _named_by(glob: str, target: Resource) -> bool:
    return any(fnmatchcase(one, glob) for one in (target.logical_id, target.address))


def _destinations(graph: Graph, source: Resource, to: str) -> Iterator[tuple[Resource | None, Value, Truth]]:
    for found in related(graph, source, "logs-to"):
        if found.truth is not Truth.NO:
            yield found.resource, found.value, found.truth
    for value in _named(source):
        for one in identities(value, graph, to):
            if one.truth is not Truth.NO:
                yield one.resource, value, one.truth


def _named(source: Resource) -> Iterator[Value]:
    """Destinations that no relation stands for."""
    if source.type == "AWS::ElasticLoadBalancingV2::LoadBalancer":
        found = {
            string(get(one, "Key")): get(one, "Value") for one in elements(source.get("LoadBalancerAttributes"))[0]
        }
        if is_true(found.get("access_logs.s3.enabled", Absent())) is not Truth.NO:
            yield found.get("access_logs.s3.bucket", Absent())
    elif source.type == "AWS::CloudFront::Distribution":
        yield source.get("DistributionConfig", "Logging", "Bucket")
    elif source.type == "AWS::WAFv2::LoggingConfiguration":
        yield from elements(source.get("LogDestinationConfigs"))[0]
