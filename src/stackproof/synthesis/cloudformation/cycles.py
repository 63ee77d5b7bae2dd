"""The order that references impose: circles, which CloudFormation refuses to deploy, and what has to come first."""

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


def providers_first(nodes: Mapping[str, object]) -> list[str]:
    """The names in an order in which each comes after those that it mentions, as far as there is such an order."""
    order: list[str] = []
    seen: set[str] = set()
    for start in nodes:
        path = [(start, iter(_mentioned(nodes[start], nodes)))] if start not in seen else []
        seen.add(start)
        while path:
            name, below = path[-1]
            following = next((one for one in below if one not in seen), None)
            if following is None:
                order.append(name)
                path.pop()
            else:
                seen.add(following)
                path.append((following, iter(_mentioned(nodes[following], nodes))))
    return order


def _mentioned(node: object, names: Mapping[str, object]) -> list[str]:
    """The names that the texts of a node refer to, as in `A`, `A.Outputs.B` or `${A.Outputs.B}`."""
    found: dict[str, None] = {}
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, str):
            for piece in current.split("${") if "${" in current else (current,):
                name = piece.partition("}")[0].partition(".")[0]
                if name in names:
                    found[name] = None
    return list(found)
