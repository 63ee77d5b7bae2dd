"""What is deployed before a resource: everything that it needs, and what that needs in turn."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


def comes_after(later: Resource, first: Resource, graph: Graph) -> bool:
    """Whether a chain of references and dependencies leads from `later`, or a part of it, to `first`."""
    ways = graph.index(_ways)
    parts = [address for part in later.parts for address in part.depends_on]
    if first.address in parts:
        return True
    seen = {later.address, *parts}
    waiting = [later.address, *parts]
    while waiting:
        for target in ways.get(waiting.pop(), ()):
            if target == first.address:
                return True
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def side_by_side(one: Resource, other: Resource) -> bool:
    """Whether both are certain to exist and are deployed in one go, so that their order is the tool's to choose."""
    return one.stack == other.stack and one.exists is Truth.YES and other.exists is Truth.YES


def _ways(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        found[edge.source].append(edge.target)
    return dict(found)
