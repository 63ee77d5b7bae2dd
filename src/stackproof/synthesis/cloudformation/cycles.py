"""Circles of resources that refer to one another, which CloudFormation refuses to deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location


def circular_dependencies(uses: Mapping[str, Mapping[str, Location]]) -> list[Problem]:
    """One problem for each circle found, at the place of the reference that closes it.

    Args:
        uses: by address, the addresses that it depends on with the place of the reference.
    """
    state: dict[str, int] = {}
    found: list[Problem] = []
    for start in uses:
        if start in state:
            continue
        state[start] = 1
        path = [start]
        below = [iter(uses[start].items())]
        while path:
            step = next(below[-1], None)
            if step is None:
                state[path.pop()] = 2
                below.pop()
                continue
            target, at = step
            if target not in uses or state.get(target) == 2:
                continue
            if state.get(target) == 1:
                circle = path[path.index(target) :]
                first = min(range(len(circle)), key=lambda index: circle[index])
                ordered = [*circle[first:], *circle[:first]]
                shown = " -> ".join([*ordered, ordered[0]])
                found.append(Problem("error", f"circular dependency {shown}", at))
                continue
            state[target] = 1
            path.append(target)
            below.append(iter(uses[target].items()))
    return found
