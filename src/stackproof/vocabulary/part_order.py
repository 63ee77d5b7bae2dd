"""Which parts of resources are deployed before a part, as the tool itself sees it.

In the graph a part belongs to its whole, so that what waits for a bucket's versioning seems to wait for the bucket. The
order among parts is only to be had from the tool's own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import references

if TYPE_CHECKING:
    from collections.abc import Container

    from stackproof.vocabulary.native import NativeGraph

ORDERED = frozenset({"aws_s3_bucket_replication_configuration"})
"""Parts that AWS refuses as long as a part of another resource is missing."""


def parts_before(native: NativeGraph, address: str, parts: Container[str]) -> tuple[str, ...]:
    """The addresses among `parts` that a chain of `depends_on` and references leads to, in the order of the walk."""
    found: dict[str, None] = {}
    seen = {address}
    waiting = [address]
    while waiting:
        one = native.resources.get(waiting.pop())
        if one is None:
            continue
        for target in (*one.depends_on, *(reference.target for _, reference in references(one.arguments))):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
                if target in parts:
                    found[target] = None
    return tuple(found)
