"""Blocks of addresses: which overlap, which hold which, as far as they are known here.

A block is known when it is written or was computed from what is written (Fn::Cidr, cidrsubnet), or when it refers to
the block of a network or subnet of the graph. Blocks that are not known are equal when they are the same computation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.graph.query import decide, same, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, ListValue, Reference, Value

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from stackproof.graph.graph import Graph

    Block = IPv4Network | IPv6Network

_ATTRIBUTES = ("CidrBlock", "Ipv6CidrBlock")
# Shorter prefixes take half of all addresses of version 4, or all of version 6 that are in use (2000::/3).
_SHORTEST = {4: 2, 6: 4}


@lru_cache(maxsize=4096)
def parse(written: str) -> Block | None:
    """A block as it is written; host bits are dropped, as AWS does. None when it is no block of addresses."""
    from ipaddress import ip_network

    try:
        return ip_network(written.strip(), strict=False)
    except ValueError:
        return None


def block_of(value: Value) -> Block | None:
    """The block that a known value is; None for everything else."""
    written = string(value)
    return parse(written) if written is not None and "/" in written else None


def resolved(value: Value, graph: Graph) -> Value:
    """A block that refers to that of a network or subnet of the graph, as it is written there."""
    for _ in range(3):
        if not isinstance(value, Reference) or value.attribute not in _ATTRIBUTES:
            return value
        target = graph.resources.get(value.target)
        if target is None:
            return value
        found = target.get(value.attribute)
        if isinstance(found, Absent):
            # Given by a pool of addresses, or by Amazon.
            return value
        value = found
    return value


def overlap(left: Value, right: Value) -> Truth:
    """Whether two blocks have addresses in common."""

    def of_both(one: Value) -> Truth:
        def of_other(other: Value) -> Truth:
            first, second = block_of(one), block_of(other)
            if first is not None and second is not None:
                return Truth.of(first.version == second.version and first.overlaps(second))
            return Truth.YES if same(one, other) is Truth.YES and string(one) is None else Truth.UNDECIDED

        return decide(right, of_other)

    return decide(left, of_both)


def contains(outer: Value, inner: Value) -> Truth:
    """Whether a block holds all addresses of another."""

    def of_both(one: Value) -> Truth:
        def of_other(other: Value) -> Truth:
            first, second = block_of(one), block_of(other)
            if first is not None and second is not None:
                return Truth.of(holds(first, second))
            if first is not None and first.prefixlen == 0 and second is None:
                # Which version the other has is not known.
                return Truth.UNDECIDED if first.version == 6 else Truth.YES
            return Truth.YES if same(one, other) is Truth.YES and string(one) is None else Truth.UNDECIDED

        return decide(inner, of_other)

    return decide(outer, of_both)


def holds(outer: Block, inner: Block) -> bool:
    """Whether a block holds another of its version."""
    if outer.version != inner.version or outer.prefixlen > inner.prefixlen:
        return False
    return outer.overlaps(inner)


def is_internet(value: Value) -> Truth:
    """Whether a block is all addresses, or half of them: what stands for the internet in rules."""

    def one(given: Value) -> Truth:
        if isinstance(given, (Absent, ListValue)):
            return Truth.NO
        block = block_of(given)
        if block is None:
            return Truth.UNDECIDED
        return Truth.of(block.prefixlen < _SHORTEST[block.version])

    return decide(value, one)
