"""Relations by which a selection can be narrowed: `where: {references: {resource: AWS::KMS::Key}}`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.graph.graph import Edge, Graph

    Edges = Mapping[str, Mapping[str, list[Edge]]]

# `references`: a property of the resource refers to the other one; `referenced_by`: the other way round.
NAMES = ("references", "referenced_by")


def related(edges: Edges, address: str, relation: str) -> Iterator[str]:
    """Addresses of the resources to which the relation leads, each once."""
    seen: set[str] = set()
    for edge in edges[relation].get(address, ()):
        other = edge.target if relation == "references" else edge.source
        if other not in seen and edge.path:
            seen.add(other)
            yield other


def edges_of(graph: Graph) -> Edges:
    """The edges of a graph by relation and by the resource that they are asked of."""
    leaving: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        leaving[edge.source].append(edge)
    return {"references": leaving, "referenced_by": graph.edges_to}
