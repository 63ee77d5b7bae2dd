"""Circles in a web of dependencies, each as the shortest way round."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stackproof.graph.graph import Edge
    from stackproof.graph.location import Location


class Link(NamedTuple):
    """That `source` needs `target`: what of it does, and where that is written."""

    source: str
    target: str
    path: str
    at: Location


def circles(links: Iterable[Link]) -> list[tuple[Link, ...]]:
    """One circle for each group of things that need each other, the shortest through the group's first member.

    The order of the links decides which member is the first, so that the answer is the same each time.
    """
    ways: dict[str, dict[str, Link]] = {}
    for link in links:
        ways.setdefault(link.source, {}).setdefault(link.target, link)
    place = {name: number for number, name in enumerate(ways)}
    found = []
    for group in _groups(ways):
        first = min(group, key=place.__getitem__)
        if len(group) > 1 or first in ways.get(first, {}):
            found.append(_shortest(first, set(group), ways))
    return sorted(found, key=lambda circle: place[circle[0].source])


def circular(edges: Iterable[Edge]) -> bool:
    """Whether there is any circle among the edges of a graph, whatever they hang on."""
    ways: dict[str, set[str]] = defaultdict(set)
    needed: dict[str, int] = defaultdict(int)
    for edge in edges:
        if edge.target not in ways[edge.source]:
            ways[edge.source].add(edge.target)
            needed[edge.target] += 1
    waiting = [source for source in ways if source not in needed]
    left = len(ways.keys() | needed.keys())
    while waiting:
        left -= 1
        for target in ways.get(waiting.pop(), ()):
            needed[target] -= 1
            if not needed[target]:
                waiting.append(target)
    return left > 0


def _shortest(first: str, group: set[str], ways: Mapping[str, Mapping[str, Link]]) -> tuple[Link, ...]:
    came: dict[str, Link] = {}
    waiting = deque([first])
    while waiting:
        here = waiting.popleft()
        for target, link in ways[here].items():
            if target == first:
                circle = [link]
                while circle[-1].source != first:
                    circle.append(came[circle[-1].source])
                return tuple(reversed(circle))
            if target in group and target not in came:
                came[target] = link
                waiting.append(target)
    raise AssertionError(first)


def _groups(ways: Mapping[str, Mapping[str, Link]]) -> Iterator[list[str]]:
    """Strongly connected components (Tarjan's algorithm, without recursion, since chains may be long)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    is_open: set[str] = set()
    for root in ways:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(ways[root]))]
        index[root] = low[root] = len(index)
        open_.append(root)
        is_open.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in ways:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    open_.append(target)
                    is_open.add(target)
                    work.append((target, iter(ways[target])))
                    break
                if target in is_open:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group: list[str] = []
                    while not group or group[-1] != node:
                        group.append(open_.pop())
                        is_open.discard(group[-1])
                    yield group


def shown(circle: tuple[Link, ...]) -> tuple[str, ...]:
    """The circle edge by edge, as evidence."""
    return tuple(f"{one.source} needs {one.target}: {one.path} ({one.at})" for one in circle)
