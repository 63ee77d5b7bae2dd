"""One resource of the graph, in CloudFormation's vocabulary whatever tool it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.query import get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, MapValue, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

OnDelete = Literal["delete", "retain", "snapshot", "unknown"]


class Parent(NamedTuple):
    """One step of the chain that a resource was made in, outermost first: an app, stack, nested stack, construct."""

    kind: str
    name: str
    at: Location


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What happens at deletion, the same for every tool.

    Attributes:
        on_delete: what the deployment tool does with the resource when its stack is deleted.
        empties_on_delete: whether the tool empties it first (a bucket's objects, a repository's images).
        protected: whether the tool itself refuses to delete it (`prevent_destroy`, `protect`, termination protection).
            Properties of the resource such as DeletionProtection are not meant; they stay properties.
        at: where on_delete was written, or the resource's own place.
    """

    on_delete: OnDelete = "delete"
    empties_on_delete: Truth = Truth.NO
    protected: Truth = Truth.NO
    at: Location = NOWHERE


class Part(NamedTuple):
    """A resource of the tool's own that was folded into another, such as a bucket's versioning in Terraform.

    It is deployed by itself, after the resource that it is part of; `depends_on` are addresses that it waits for, by
    what it says and by what it refers to, without that resource. `after` are addresses of other parts that a chain of
    such steps leads to; it is told of those types alone whose order among parts matters (`vocabulary/part_order.py`).
    """

    address: str
    type: str
    at: Location
    depends_on: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class Resource:
    """A resource, its properties and its facets.

    Attributes:
        address: unique in the graph; the logical id, prefixed with the stack where there are several, or the path of
            the construct for AWS CDK.
        type: CloudFormation type, or the tool's own type where CloudFormation has no counterpart.
        properties: in CloudFormation's names.
        location: where the user wrote it: the template's line, or the line of the call that made the construct.
        stack: key of the stack in `Graph.stacks`.
        logical_id: its id in the template or program.
        exists: YES, NO or UNDECIDED (a condition that is not decided).
        condition: name of the condition that `exists` depends on.
        region, account: Known, or Unknown with the symbols AWS::Region and AWS::AccountId.
        parents: outermost first.
        depends_on: addresses that the tool was told to deploy first.
        native_type: the tool's own name of the type (`aws_sqs_queue`); equal to `type` for CloudFormation.
        document: where it stands in the synthesised document, when that is not `location`.
        framework: made by the framework itself, not by a line of the user's (a custom resource's provider).
        parts: what the tool has as resources of their own and this one was put together from.
        attributes: update policies, creation policies and other attributes of the tool beside the properties.
    """

    address: str
    type: str
    properties: MapValue
    location: Location
    stack: str = ""
    logical_id: str = ""
    exists: Truth = Truth.YES
    condition: str | None = None
    region: Value = field(default_factory=lambda: Unknown("the region is not stated", "AWS::Region"))
    account: Value = field(default_factory=lambda: Unknown("the account is not stated", "AWS::AccountId"))
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    parents: tuple[Parent, ...] = ()
    depends_on: tuple[str, ...] = ()
    native_type: str = ""
    document: Location | None = None
    framework: bool = False
    attributes: Mapping[str, Value] = field(default_factory=dict)
    assumed: str | None = None
    parts: tuple[Part, ...] = ()

    def get(self, *path: str | int) -> Value:
        """The property at a path; an absent one is placed at the nearest thing that is there."""
        found = get(self.properties, *path)
        if type(found) is Absent and (found.at is NOWHERE or found.at == NOWHERE):
            return Absent(self.location)
        return found

    def __repr__(self) -> str:
        return f"<{self.type} {self.address}>"
