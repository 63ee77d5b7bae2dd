"""Databases, caches and search domains survive the loss of an availability zone.

## What it proves
A database instance that belongs to no cluster is `MultiAZ`; an Aurora, DocumentDB or Neptune cluster has at least two
instances; a replication group fails over by itself and is Multi-AZ; a search domain is zone-aware. Read replicas are
left out. Two instances of a cluster lie in different zones unless they name one zone.

## Parameters
None.

## Example
    expect: {check: databases.span-zones}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.checks.stating import on, states
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.lifecycle import is_read_replica

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_INSTANCE = "AWS::RDS::DBInstance"
_INSTANCES = {
    "AWS::RDS::DBCluster": _INSTANCE,
    "AWS::DocDB::DBCluster": "AWS::DocDB::DBInstance",
    "AWS::Neptune::DBCluster": "AWS::Neptune::DBInstance",
}
_CACHE, _SEARCH = "AWS::ElastiCache::ReplicationGroup", "AWS::OpenSearchService::Domain"


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every database."""
    graph = context.graph
    outcomes = [
        states(one, "MultiAZ", on, "true")
        for one in graph.of_type(_INSTANCE)
        if not is_read_replica(one) and present(one.get("DBClusterIdentifier")) is not Truth.YES
    ]
    outcomes += [_cluster(cluster, graph) for cluster in graph.of_type(*_INSTANCES)]
    outcomes += [
        together(states(cache, name, on, "true") for name in ("AutomaticFailoverEnabled", "MultiAZEnabled"))
        for cache in graph.of_type(_CACHE)
    ]
    outcomes += [states(one, "ClusterConfig.ZoneAwarenessEnabled", on, "true") for one in graph.of_type(_SEARCH)]
    return all_known(context, outcomes, "no database in the whole graph")


def _cluster(cluster: Resource, graph: Graph) -> Outcome:
    if present(cluster.get("DBClusterInstanceClass")) is Truth.YES:
        return proven(note(cluster, "a Multi-AZ cluster, which has two readers in other zones"))
    if is_true(cluster.get("MultiAZ")) is Truth.YES:
        return proven(note(cluster, "MultiAZ"))
    members = []
    for one in graph.of_type(_INSTANCES[cluster.type]):
        found = identify(one.get("DBClusterIdentifier"), graph, cluster.type)
        if found.resource is cluster and found.truth is Truth.YES:
            members.append(one)
        elif found.resource is None and found.truth is not Truth.NO:
            return undecided(f"whether {one.address} belongs to {cluster.address}", one.location)
    sure = [one for one in members if one.exists is Truth.YES]
    shown = [note(one, f"an instance of {cluster.address}") for one in members]
    zones = [string(one.get("AvailabilityZone")) for one in sure]
    if len(sure) > 1 and not (zones[0] and all(zone == zones[0] for zone in zones)):
        return proven(*shown)
    if len(members) > len(sure) or cluster.exists is not Truth.YES:
        return undecided(f"whether {cluster.address} has a second instance", cluster.location, *shown)
    words = f"{cluster.address} has {len(sure)} instance{'' if len(sure) == 1 else 's'} in one zone"
    return violated(words, cluster.location, *shown)
