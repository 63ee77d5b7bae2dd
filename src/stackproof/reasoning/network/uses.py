"""Which workload is told the address of which store: references to endpoints in environments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, get
from stackproof.graph.values import Value, references
from stackproof.reasoning.network.balancing import SERVICE, task_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

FUNCTION = "AWS::Lambda::Function"
# What of these is an address that a client connects to. `Endpoint.Address`, `PrimaryEndPoint.Address`, `RedisEndpoint`.
STORES = frozenset(
    {
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBProxy",
        "AWS::ElastiCache::CacheCluster",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::Redshift::Cluster",
        "AWS::DocDB::DBCluster",
        "AWS::Neptune::DBCluster",
        "AWS::MemoryDB::Cluster",
        "AWS::OpenSearchService::Domain",
    }
)


class Use(NamedTuple):
    """A workload that is told a store's address, and the value that tells it."""

    workload: Resource
    store: Resource
    at: Value


def uses(graph: Graph, workload: Resource) -> list[Use]:
    """The stores whose addresses stand in a function's or a service's environment, each once."""
    found: dict[str, Use] = {}
    for value in _environment(graph, workload):
        for _, one in references(value):
            store = graph.resources.get(one.target)
            if store is not None and store.type in STORES and _is_address(one.attribute):
                found.setdefault(store.address, Use(workload, store, value))
    return list(found.values())


def _is_address(attribute: str) -> bool:
    word = attribute.lower()
    return ("endpoint" in word or word.endswith("address")) and not word.endswith(("port", "arn", "hostedzoneid"))


def _environment(graph: Graph, workload: Resource) -> Iterator[Value]:
    if workload.type == FUNCTION:
        yield workload.get("Environment", "Variables")
    elif workload.type == SERVICE:
        task = task_of(graph, workload)
        if task is None:
            return
        for container in elements(task.get("ContainerDefinitions"))[0]:
            for variable in elements(get(container, "Environment"))[0]:
                yield get(variable, "Value")
