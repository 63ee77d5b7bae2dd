"""What data is kept in is backed up by itself, for long enough.

## What it proves
Databases keep automatic backups for at least `days` (RDS and Aurora keep one day where nothing is said, DocumentDB and
Neptune too), tables have point-in-time recovery, caches take snapshots, file systems back themselves up, or a backup
selection of the project names the resource by its ARN. Read replicas, instances of a cluster and caches of Memcached
are left out. Buckets are a matter of `storage.keeps-versions`.

## Parameters
- `days`: how many days of backups have to be kept; 7 where it is left out.

## Example
    expect: {check: data.backed-up, with: {days: 7}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import WHOLE, Parameter, all_known, check
from stackproof.contract.checks.stating import at_least, is_one_of, on, states
from stackproof.contract.outcome import note, proven, together
from stackproof.graph.identity import identify
from stackproof.graph.query import elements, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import ListValue
from stackproof.reasoning.lifecycle import is_read_replica

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# Days that the service keeps backups where nothing is said. Source: BackupRetentionPeriod of each type in the
# CloudFormation template reference, SnapshotRetentionLimit of ElastiCache (0: no snapshots), read 2026-11-28.
_DAYS = {
    "AWS::RDS::DBInstance": ("BackupRetentionPeriod", 1),
    "AWS::RDS::DBCluster": ("BackupRetentionPeriod", 1),
    "AWS::DocDB::DBCluster": ("BackupRetentionPeriod", 1),
    "AWS::Neptune::DBCluster": ("BackupRetentionPeriod", 1),
    "AWS::ElastiCache::ReplicationGroup": ("SnapshotRetentionLimit", 0),
    "AWS::Redshift::Cluster": ("AutomatedSnapshotRetentionPeriod", 1),
}
_TABLE, _GLOBAL, _FILES = "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::EFS::FileSystem"
_RECOVERY = "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"


@check({"days": Parameter(WHOLE, "days of backups that are kept", default=7)})
def CHECK(context: EvaluationContext, days: int) -> Outcome:
    """Judges every store of data."""
    graph = context.graph
    selected = graph.index(_selected)
    outcomes = [
        proven(note(one, f"selected by {selected[one.address]}")) if one.address in selected else _store(one, days)
        for one in graph.of_type(*_DAYS, _TABLE, _GLOBAL, _FILES)
        if not _follows(one)
    ]
    return all_known(context, outcomes, "nothing that holds data in the whole graph")


def _follows(store: Resource) -> bool:
    """Whether it holds what another holds, whose backups are enough."""
    if store.type == "AWS::RDS::DBInstance":
        return is_read_replica(store) or present(store.get("DBClusterIdentifier")) is Truth.YES
    return False


def _store(store: Resource, days: int) -> Outcome:
    if store.type == _TABLE:
        return states(store, _RECOVERY, on, "true")
    if store.type == _GLOBAL:
        return _replicas(store)
    if store.type == _FILES:
        return states(store, "BackupPolicy.Status", is_one_of("ENABLED"), "ENABLED")
    path, unset = _DAYS[store.type]
    return states(store, path, at_least(days, unset=unset), f"at least {days} days")


def _replicas(table: Resource) -> Outcome:
    replicas = table.get("Replicas")
    if not isinstance(replicas, ListValue) or not replicas.items:
        return states(table, "Replicas", lambda _: Truth.UNDECIDED, "point-in-time recovery")
    return together(
        states(table, f"Replicas.{number}.{_RECOVERY}", on, "true") for number in range(len(replicas.items))
    )


def _selected(graph: Graph) -> dict[str, str]:
    """The selection by the address of what it names."""
    return {address: selection.address for selection, address in _named(graph)}


def _named(graph: Graph) -> Iterator[tuple[Resource, str]]:
    for selection in graph.of_type("AWS::Backup::BackupSelection"):
        if selection.exists is not Truth.YES:
            continue
        for arn in elements(selection.get("BackupSelection", "Resources"))[0]:
            found = identify(arn, graph)
            if found.resource is not None and found.truth is Truth.YES and not found.suffix:
                yield selection, found.resource.address
