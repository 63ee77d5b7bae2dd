"""Whether a pattern of a policy takes a text, both with holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.texts import Token, glob, glob_could_match
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.values import Value

_WILD: tuple[Token, ...] = ("*", "?")


def fits(pattern: list[Token], subject: list[Token]) -> Truth:
    """Whether a pattern with `*` and `?` takes a text, both with holes.

    What both begin with, up to the first wildcard, decides nothing: a hole that both have is the same text in both.
    """
    start, shorter = 0, min(len(pattern), len(subject))
    while start < shorter and pattern[start] == subject[start] and pattern[start] not in _WILD:
        start += 1
    pattern, subject = pattern[start:], subject[start:]
    if pattern and subject and isinstance(pattern[0], str) and isinstance(subject[0], str) and pattern[0] not in _WILD:
        # Two texts that differ before any wildcard and any hole.
        return Truth.NO
    if glob(pattern, subject):
        return Truth.YES
    holes = any(not isinstance(token, str) for token in (*pattern, *subject))
    return Truth.UNDECIDED if holes and glob_could_match(pattern, subject) else Truth.NO


def told_apart(one: Value, other: Value, graph: Graph) -> Truth:
    """NO when two texts with holes, which may look alike, mean two different resources; else UNDECIDED."""
    first, second = identify(one, graph), identify(other, graph)
    apart = first.truth is second.truth is Truth.YES and first.resource is not second.resource
    return Truth.NO if apart else Truth.UNDECIDED
