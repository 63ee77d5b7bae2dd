"""A store's data is replicated to a region.

## What it proves
For every resource of `type` that `resource` takes:

- `AWS::S3::Bucket`: an enabled replication rule whose destination bucket lies in `region`;
- `AWS::DynamoDB::GlobalTable`, `AWS::DynamoDB::Table`: a replica in `region`;
- `AWS::RDS::DBCluster`: it is a member of a global database that has a member in `region`;
- `AWS::RDS::DBInstance`: a read replica of it lies in `region`;
- `AWS::SecretsManager::Secret`: a replica in `region`.

A resource that lies in `region` itself counts as being there.

## Parameters
- `type`: one of the types above.
- `region`: the region that the data has to be in.
- `resource`: a glob of the resources' ids; all of the type when it is not given.

## Example
    expect: {check: data.replicates-to, with: {type: "AWS::S3::Bucket", region: us-west-2, resource: "*Documents*"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.checks.model import TEXT, Parameter, check, each
from stackproof.contract.document import fault
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.graph.query import elements, equals, get, present, same, show
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown, Value
from stackproof.reasoning.wiring import BUCKET, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_CLUSTER, _INSTANCE, _GLOBAL = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::GlobalCluster"


class _Copy(NamedTuple):
    """A place that data is replicated to: its region, whether it is there, and what shows it."""

    region: Value
    truth: Truth
    shown: str


def judge(context: EvaluationContext, *, type: str, region: str, resource: str) -> Outcome:
    """Looks for a copy of each store in the region."""

    def one(store: Resource) -> Outcome:
        return _store(context.graph, store, _COPIES[type], region)

    return each(context, type, resource, one)


def _store(graph: Graph, store: Resource, copies: Callable[[Graph, Resource], Iterator[_Copy]], region: str) -> Outcome:
    if same(store.region, Known(region)) is Truth.YES:
        return proven(note(store, f"lies in {region} itself"))
    doubt = ""
    for copy in copies(graph, store):
        answer = same(copy.region, Known(region)) & copy.truth
        if answer is Truth.YES:
            return proven(note(store, f"replicates to {region}: {copy.shown}"))
        if answer is Truth.UNDECIDED:
            doubt = copy.shown
    if doubt or same(store.region, Known(region)) is not Truth.NO:
        why = doubt or "its own region is not known"
        return undecided(f"whether {store.address} is replicated to {region} is not known: {why}", store.location)
    return violated(f"{store.address} is not replicated to {region}", store.location)


def _bucket(graph: Graph, bucket: Resource) -> Iterator[_Copy]:
    rules, whole = elements(bucket.get("ReplicationConfiguration", "Rules"))
    for rule in rules:
        named = get(rule, "Destination", "Bucket")
        target = meant(graph, named, BUCKET)
        region = target.region if target is not None else Unknown("the destination's region is not known")
        yield _Copy(region, equals(get(rule, "Status"), "Enabled"), f"to {show(named)}")
    if not whole:
        yield _unknown("not all replication rules are known")


def _table(graph: Graph, table: Resource) -> Iterator[_Copy]:
    for name, key in (("Replicas", "Region"), ("ReplicaRegions", "Region")):
        replicas, whole = elements(table.get(name))
        for one in replicas:
            yield _Copy(get(one, key), Truth.YES, f"a replica in {show(get(one, key))}")
        if not whole:
            yield _unknown(f"not all of {name} are known")


def _cluster(graph: Graph, cluster: Resource) -> Iterator[_Copy]:
    named = cluster.get("GlobalClusterIdentifier")
    whole = meant(graph, named, _GLOBAL)
    if whole is None:
        if present(named) is not Truth.NO:
            yield _unknown("its global database is not in the project")
        return
    for other in graph.of_type(_CLUSTER):
        if other is not cluster and meant(graph, other.get("GlobalClusterIdentifier"), _GLOBAL) is whole:
            yield _Copy(other.region, other.exists, f"{other.address} of {whole.address}")


def _instance(graph: Graph, instance: Resource) -> Iterator[_Copy]:
    for other in graph.of_type(_INSTANCE):
        if meant(graph, other.get("SourceDBInstanceIdentifier"), _INSTANCE) is instance:
            yield _Copy(other.region, other.exists, f"the read replica {other.address}")


def _unknown(why: str) -> _Copy:
    return _Copy(Unknown(why), Truth.YES, why)


_COPIES: dict[str, Callable[[Graph, Resource], Iterator[_Copy]]] = {
    BUCKET: _bucket,
    "AWS::DynamoDB::GlobalTable": _table,
    "AWS::DynamoDB::Table": _table,
    _CLUSTER: _cluster,
    _INSTANCE: _instance,
    "AWS::SecretsManager::Secret": _table,
}


def _type(node: Node, name: str) -> str:
    written = TEXT(node, name)
    if written not in _COPIES:
        raise fault(f"{name} is one of {', '.join(_COPIES)}, not {written}", node.at)
    return str(written)


CHECK = check(
    {
        "type": Parameter(_type, "one of the types above", required=True),
        "region": Parameter(TEXT, "the region that the data has to be in", required=True),
        "resource": Parameter(TEXT, "a glob of the resources' ids", default="*"),
    }
)(judge)
