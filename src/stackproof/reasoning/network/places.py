"""What is the same for every question about networks: types, which network something is in, what stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import elements
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location
    from stackproof.graph.resource import Resource

VPC = "AWS::EC2::VPC"
SUBNET = "AWS::EC2::Subnet"
ROUTE_TABLE = "AWS::EC2::RouteTable"
INTERNET_GATEWAY = "AWS::EC2::InternetGateway"
GROUP = "AWS::EC2::SecurityGroup"


class Hop(NamedTuple):
    """One step of a path, or the one that is missing.

    Attributes:
        truth: whether the step can be taken.
        address: of the resource that lets pass or does not.
        words: what it does, for a person.
        at: where that is written.
    """

    truth: Truth
    address: str
    words: str
    at: Location

    def __str__(self) -> str:
        return f"{self.words} ({self.at})"


def named(value: Value, graph: Graph, type_: str) -> Resource | None:
    """The resource of a type that a value means for certain."""
    found = identify(value, graph, type_)
    resource = found.resource
    return resource if resource is not None and resource.type == type_ and found.truth is Truth.YES else None


def network_of(resource: Resource, graph: Graph) -> Resource | None:
    """The VPC of the graph that something says it is in."""
    known = graph.index(_networks)
    if resource.address not in known:
        known[resource.address] = named(resource.get("VpcId"), graph, VPC)
    return known[resource.address]


def _networks(graph: Graph) -> dict[str, Resource | None]:
    """The networks that were asked for, kept with the graph."""
    return {}


def subnets_of(graph: Graph, subnet_ids: Value) -> Iterator[Resource]:
    """The subnets of the graph that a list of ids names; those of others are left out."""
    for one in elements(subnet_ids)[0]:
        found = named(one, graph, SUBNET)
        if found is not None:
            yield found


def all_of(value: Value, graph: Graph, type_: str) -> tuple[tuple[Resource, ...], bool]:
    """The resources of a type that a list names, and whether these are all of them, each there for certain."""
    items, whole = elements(value)
    found: list[Resource] = []
    for item in items:
        if isinstance(item, Absent):
            continue
        resource = None if isinstance(item, Conditional) else named(item, graph, type_)
        if resource is None:
            whole = False
        else:
            found.append(resource)
            whole = whole and resource.exists is Truth.YES
    return tuple(found), whole


def not_all_known(graph: Graph, *words: str) -> bool:
    """Whether there may be resources that the graph does not show, among them some of a type with one of the words."""
    if graph.undecided_resources or graph.rewritten:
        return True
    return any(word in name.lower() for name in graph.unmapped for word in words)


def there_with(resource: Resource, *others: Resource) -> Truth:
    """Whether something exists, taking it that the others do: what hangs on their condition is there when they are."""
    if resource.exists is Truth.YES:
        return Truth.YES
    for other in others:
        if other.condition is not None and (other.condition, other.stack) == (resource.condition, resource.stack):
            return Truth.YES
    return Truth.UNDECIDED
