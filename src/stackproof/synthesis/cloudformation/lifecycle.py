"""What CloudFormation does with a resource when its stack is deleted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, string
from stackproof.graph.resource import Lifecycle
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, MapValue, Reference, Unknown, Value
from stackproof.synthesis.cloudformation.document import place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.location import Location
    from stackproof.graph.resource import OnDelete, Resource
    from stackproof.synthesis.cloudformation.evaluate import Evaluator

_POLICIES: dict[str, OnDelete] = {
    "Delete": "delete",
    "Retain": "retain",
    # Retained at deletion; deleted only when the creation itself fails.
    "RetainExceptOnCreate": "retain",
    "Snapshot": "snapshot",
}

_EMPTIERS = {"Custom::S3AutoDeleteObjects": "BucketName", "Custom::ECRAutoDeleteImages": "RepositoryName"}
"""Custom resources of AWS CDK that empty what the named property refers to."""


def lifecycle(
    evaluator: Evaluator, kind: str, node: dict[str, object], properties: MapValue, at: Location
) -> Lifecycle:
    """The lifecycle of a resource by its DeletionPolicy, or by what CloudFormation takes without one."""
    where = at
    on_delete: OnDelete
    if "DeletionPolicy" in node:
        where = place(node, "DeletionPolicy", at)
        written = string(evaluator.value(node["DeletionPolicy"], where))
        if written is not None and written not in _POLICIES:
            evaluator.fault(f"{written[:60]} is no deletion policy", where)
        on_delete = _POLICIES.get(written or "", "unknown")
    else:
        on_delete = _default(kind, properties)
    empties = is_true(properties.entries.get("EmptyOnDelete", Absent())) if kind == "AWS::ECR::Repository" else Truth.NO
    return Lifecycle(on_delete, empties, Truth.NO, where)


def _default(kind: str, properties: MapValue) -> OnDelete:
    if kind == "AWS::RDS::DBCluster":
        return "snapshot"
    if kind == "AWS::RDS::DBInstance":
        cluster = properties.entries.get("DBClusterIdentifier")
        if isinstance(cluster, (Conditional, Unknown)):
            return "unknown"
        return "snapshot" if cluster is None else "delete"
    return "delete"


def mark_emptied(resources: Iterable[Resource]) -> None:
    """Notes on buckets and repositories that a custom resource of AWS CDK empties them before their deletion."""
    found = list(resources)
    emptied: dict[str, Truth] = {}
    for resource in found:
        name = _EMPTIERS.get(resource.type)
        if name is None:
            continue
        for target in _targets(resource.properties.entries.get(name)):
            emptied[target] = emptied.get(target, Truth.NO) | resource.exists
    if not emptied:
        return
    for resource in found:
        truth = emptied.get(resource.address)
        if truth is not None:
            old = resource.lifecycle
            resource.lifecycle = Lifecycle(old.on_delete, truth | old.empties_on_delete, old.protected, old.at)


def _targets(value: Value | None) -> list[str]:
    return [value.target] if isinstance(value, Reference) else []
