"""A template as data that remembers where each part was written.

Maps and lists are ordinary `dict` and `list` with the places of their entries beside them, so the same evaluator reads
a template from disk and a plain JSON document that a framework synthesised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100
"""Levels of nesting that a template may have; the deepest of the public templates that were read has 31."""

MAX_NODES = 1_000_000
"""Values that a template may have once its aliases are expanded; CloudFormation's own limit is 1 MB of text."""


class MapNode(dict[str, object]):
    """A mapping. `places` holds the position of each key, `at` the position of the mapping itself."""

    __slots__ = ("at", "places")

    at: Location
    places: dict[str, Location]


class ListNode(list[object]):
    """A sequence. `places` holds the position of each item, `at` the position of the sequence itself."""

    __slots__ = ("at", "places")

    at: Location
    places: list[Location]


def new_map(at: Location) -> MapNode:
    """An empty mapping at a place."""
    node = MapNode()
    node.at = at
    node.places = {}
    return node


def new_list(at: Location) -> ListNode:
    """An empty sequence at a place."""
    node = ListNode()
    node.at = at
    node.places = []
    return node


def single(key: str, value: object, at: Location) -> MapNode:
    """A mapping of one entry, the long form of an intrinsic function."""
    node = MapNode({key: value})
    node.at = at
    node.places = {key: at}
    return node


def place(node: object, step: str | int, otherwise: Location = NOWHERE) -> Location:
    """The position of an entry of a mapping (its key) or of a sequence (the item)."""
    if type(node) is MapNode and isinstance(step, str):
        return node.places.get(step, otherwise)
    if type(node) is ListNode and isinstance(step, int) and step < len(node.places):
        return node.places[step]
    return otherwise


def entries(node: dict[str, object], at: Location) -> Iterator[tuple[str, object, Location]]:
    """Key, value and place of each entry; everything in a document without positions stands at `at`."""
    if type(node) is MapNode:
        places = node.places
        for key, item in node.items():
            yield key, item, places[key]
    else:
        for key, item in node.items():
            yield key, item, at


def items(node: list[object], at: Location) -> Iterator[tuple[object, Location]]:
    """Item and place of each item; everything in a document without positions stands at `at`."""
    if type(node) is ListNode:
        yield from zip(node, node.places, strict=True)
    else:
        for item in node:
            yield item, at
