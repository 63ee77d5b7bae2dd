"""Where policies stand in a graph: in roles, users and groups, beside them, and on the resources that they guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.graph.query import elements, get
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.iam.documents import Document, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

Kind = Literal["identity", "trust", "resource"]

HOLDERS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
"""Principals and groups that carry inline policies of their own."""
STANDALONE = (
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
)
"""Policies that are resources of their own and are given to principals."""
IDENTITY = (*HOLDERS, *STANDALONE)

GUARDS = {
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::SQS::QueueInlinePolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SNS::TopicInlinePolicy": "PolicyDocument",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::Backup::BackupVault": "AccessPolicy",
}
"""Policies of resources: the type that holds one, and the property."""


class Site(NamedTuple):
    """A policy document and where it stands.

    Attributes:
        holder: the resource that it is written in.
        kind: what a principal may do, who may assume a role, or who may use a resource.
        value: the document as written.
        document: the document read.
    """

    holder: Resource
    kind: Kind
    value: Value
    document: Document


def sites_of(holder: Resource, graph: Graph) -> list[Site]:
    """The policy documents that are written in a resource, read once a graph."""
    index = graph.index(_Sites)
    return index.of(holder)


class _Sites:
    def __init__(self, graph: Graph) -> None:
        self._by_address: dict[str, list[Site]] = {}

    def of(self, holder: Resource) -> list[Site]:
        found = self._by_address.get(holder.address)
        if found is None:
            found = self._by_address[holder.address] = list(_sites(holder))
        return found


def _sites(holder: Resource) -> Iterator[Site]:
    if holder.type in HOLDERS:
        if holder.type == "AWS::IAM::Role":
            yield from _site(holder, "trust", holder.get("AssumeRolePolicyDocument"))
        for entry in elements(holder.get("Policies"))[0]:
            yield from _site(holder, "identity", get(entry, "PolicyDocument"))
    elif holder.type in STANDALONE:
        yield from _site(holder, "identity", holder.get("PolicyDocument"))
    elif holder.type in GUARDS:
        yield from _site(holder, "resource", holder.get(GUARDS[holder.type]))


def _site(holder: Resource, kind: Kind, value: Value) -> Iterator[Site]:
    if not isinstance(value, Absent):
        yield Site(holder, kind, value, read_document(value, holder))
