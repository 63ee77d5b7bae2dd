"""Relations by which a selection can be narrowed: `where: {encrypted-by: {resource: AWS::KMS::Key}}`.

`references` and `referenced_by` are any reference from one resource's properties to another; the others are the
relations that `stackproof.graph.relations` declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph import relations
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Unknown, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.contract.expectation import Selector
    from stackproof.graph.graph import Edge, Graph
    from stackproof.graph.resource import Resource

    Takes = Callable[[Selector, Resource], Truth]

NAMES = ("references", "referenced_by", *sorted(relations.NAMES))


class _Leaving:
    """The edges of a graph by the resource that they leave."""

    def __init__(self, graph: Graph) -> None:
        self.edges: dict[str, list[Edge]] = {}
        for edge in graph.edges:
            if edge.path:
                self.edges.setdefault(edge.source, []).append(edge)


def leads_to(graph: Graph, resource: Resource, name: str, other: Selector, takes: Takes) -> Truth:
    """Whether the relation leads from a resource to one that the selector takes."""
    if name == "references":
        targets = {edge.target for edge in graph.index(_Leaving).edges.get(resource.address, ())}
        found = some(takes(other, graph.resources[target]) for target in sorted(targets))
        return found | (Truth.UNDECIDED if _may_refer(resource) else Truth.NO)
    if name == "referenced_by":
        sources = {edge.source for edge in graph.edges_to.get(resource.address, ()) if edge.path}
        found = some(takes(other, graph.resources[source]) for source in sorted(sources))
        return found | some(_maybe(takes(other, one)) for one in graph.resources.values() if _may_refer(one))
    answers = []
    for end in relations.related(graph, resource, name):
        if end.resource is not None:
            answers.append(end.truth & takes(other, end.resource))
        else:
            answers.append(_maybe(end.truth))
    return some(answers)


def _may_refer(resource: Resource) -> bool:
    """Whether a property of which nothing is known may hold a reference."""
    return any(isinstance(value, Unknown) and value.symbol is None for _, value in walk(resource.properties))


def _maybe(truth: Truth) -> Truth:
    return Truth.NO if truth is Truth.NO else Truth.UNDECIDED
