"""Relations by which a selection can be narrowed: `where: {encrypted-by: {resource: AWS::KMS::Key}}`.

`references` and `referenced_by` are any reference from one resource's properties to another; the others are the
relations that `stackproof.graph.relations` declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph import relations
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Conditional, Reference, Unknown, children, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.contract.matcher import Selector
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

    Takes = Callable[[Selector, Resource], Truth]

NAMES = ("references", "referenced_by", *sorted(relations.NAMES))


class _Referred:
    """Which resources refer to which, and whether for certain, in both directions."""

    def __init__(self, graph: Graph) -> None:
        self.targets: dict[str, dict[str, Truth]] = {}
        self.sources: dict[str, dict[str, Truth]] = {}
        for resource in graph.resources.values():
            found = {target: truth for target, truth in held(resource.properties).items() if target in graph.resources}
            self.targets[resource.address] = found
            for target, truth in found.items():
                self.sources.setdefault(target, {})[resource.address] = truth


def held(value: Value) -> dict[str, Truth]:
    """The addresses that a value refers to: UNDECIDED where a condition decides whether it does."""
    if isinstance(value, Reference):
        return {value.target: Truth.YES}
    below = [held(child) for _, child in children(value)]
    found: dict[str, Truth] = {}
    for part in below:
        for target, truth in part.items():
            found[target] = found.get(target, Truth.NO) | truth
    if isinstance(value, Conditional):
        return {target: every(part.get(target, Truth.UNDECIDED) for part in below) for target in found}
    return found


def leads_to(graph: Graph, resource: Resource, name: str, other: Selector, takes: Takes) -> Truth:
    """Whether the relation leads from a resource to one that the selector takes."""
    index = graph.index(_Referred)
    if name == "references":
        ends = index.targets.get(resource.address, {})
        found = some(truth & takes(other, graph.resources[target]) for target, truth in ends.items())
        return found | (Truth.UNDECIDED if _may_refer(resource) else Truth.NO)
    if name == "referenced_by":
        ends = index.sources.get(resource.address, {})
        found = some(truth & takes(other, graph.resources[source]) for source, truth in ends.items())
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
