"""Where a resource that is missing would have been written."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.match import Like
from stackproof.graph.query import matches
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.matcher import Selector
    from stackproof.graph.location import Location
    from stackproof.graph.resource import Parent, Resource


def expected_place(selector: Selector, context: EvaluationContext) -> Location:
    """The place of the enclosing construct or stack, as far as the selection or similar resources tell it.

    In turn: the stack that was asked for; the construct in which an address that was asked for lies; what encloses all
    other resources of the type, or of the service; the outermost stack.
    """
    for at in _candidates(selector, context):
        if at.file:
            return at
    return context.home


def _candidates(selector: Selector, context: EvaluationContext) -> Iterator[Location]:
    graph, where = context.graph, selector.where
    if where.stack is not None:
        for stack in graph.stacks.values():
            names = (Known(stack.key), stack.name)
            if any(context.selection.names_stack(where.stack, name) for name in names):
                yield stack.location
    resources = list(graph.resources.values())
    if isinstance(where.id, Like):
        yield from _enclosing(where.id.glob, resources)
    alike = [one for one in resources if fnmatchcase(one.type, selector.type)]
    if len(alike) < 2:
        service = selector.type.rpartition("::")[0] + "::"
        alike = [one for one in resources if one.type.startswith(service)]
    shared = _shared([one.parents for one in alike])
    if shared is not None and shared.kind != "app":
        yield shared.at


def _shared(chains: list[tuple[Parent, ...]]) -> Parent | None:
    """The innermost construct that all chains begin with."""
    found = None
    for level in zip(*chains, strict=False):
        if len(set(level)) > 1:
            break
        found = level[0]
    return found


def _enclosing(glob: str, resources: list[Resource]) -> Iterator[Location]:
    """The constructs whose path is a part of the address that was asked for, the innermost first."""
    paths = {resource.address: resource.location for resource in resources}
    for resource in resources:
        steps = [parent for parent in resource.parents if parent.kind != "app"]
        for number, parent in enumerate(steps, 1):
            paths["/".join(one.name for one in steps[:number])] = parent.at
    while "/" in glob:
        glob = glob.rpartition("/")[0]
        for path, at in paths.items():
            if glob.strip("*/") and matches(Known(path), glob) is Truth.YES:
                yield at
