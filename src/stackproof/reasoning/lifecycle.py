"""What keeps a resource from being deleted: properties that protect it, and contents that would have to go first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, equals, get, is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# Properties of the published schemas that make AWS refuse a deletion, over all types that have them.
_FLAGS = (
    "DeletionProtection",
    "DeletionProtectionEnabled",
    "DeleteProtection",
    "TerminationProtectionEnabled",
    "DisableApiTermination",
)
_PROTECTING = ("ACTIVE", "ENABLED", "prevent-all-deletion", "prevent-force-deletion")
"""How properties that are no booleans say yes: user pools, policy stores, Auto Scaling groups."""

_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"
HOLDS_CONTENT = {"AWS::S3::Bucket": "objects", "AWS::ECR::Repository": "images"}
"""Types that AWS deletes only when they are empty, with what has to go first."""


class Protection(NamedTuple):
    """A property that may protect a resource. `truth` says whether it does; `value` is what is set."""

    name: str
    value: Value
    truth: Truth


def protections(resource: Resource) -> Iterator[Protection]:
    """The properties of a resource that are set and speak of its protection against deletion."""
    for name in _FLAGS:
        value = resource.get(name)
        if isinstance(value, Absent):
            continue
        if resource.type == "AWS::VerifiedPermissions::PolicyStore":
            value = get(value, "Mode")
        yield Protection(name, value, is_true(value) | equals(value, *_PROTECTING))
    if resource.type == _BALANCER:
        for attribute in elements(resource.get("LoadBalancerAttributes"))[0]:
            if equals(get(attribute, "Key"), "deletion_protection.enabled") is Truth.YES:
                value = get(attribute, "Value")
                yield Protection("LoadBalancerAttributes deletion_protection.enabled", value, is_true(value))
    elif resource.type == _GLOBAL_TABLE:
        for replica in elements(resource.get("Replicas"))[0]:
            value = get(replica, "DeletionProtectionEnabled")
            if not isinstance(value, Absent):
                yield Protection("Replicas.DeletionProtectionEnabled", value, is_true(value))


def is_read_replica(resource: Resource) -> bool:
    """Whether a database instance copies another one: no final snapshot is taken, and its data are not its own."""
    return resource.type == "AWS::RDS::DBInstance" and any(
        not isinstance(resource.get(name), Absent)
        for name in ("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "SourceDbiResourceId")
    )


def emptiers(graph: Graph, resource: Resource) -> list[Resource]:
    """Custom resources that refer to the resource, any of which may empty it before it is deleted."""
    found = (graph.resources[edge.source] for edge in graph.edges_to.get(resource.address, ()))
    unique = {one.address: one for one in found if _is_custom(one.type) and one.exists is not Truth.NO}
    return list(unique.values())


def _is_custom(kind: str) -> bool:
    return kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource"
