"""Takes mappings of a contract apart strictly: every key known, every value of its type, each fault at its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.contract.document import fault, nearest
from stackproof.contract.pattern import PatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Collection

    from stackproof.contract.document import Node
    from stackproof.contract.pattern import Pattern
    from stackproof.graph.location import Location

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Fields:
    """The entries of one mapping. `what` names it in messages: `a requirement`."""

    def __init__(self, node: Node, what: str, known: Collection[str], required: Collection[str] = ()) -> None:
        if node.kind != "map":
            raise fault(f"{what} has to be a mapping, and this is {node.shape}", node.at)
        for key, at in node.keys.items():
            if key not in known:
                raise fault(f"{what} has no key {key}", at, nearest(key, known))
        for key in required:
            if key not in node.entries:
                raise fault(f"{what} has no {key}", node.at, f"Add `{key}:`")
        self.node = node
        self.what = what

    def __contains__(self, key: str) -> bool:
        return key in self.node.entries

    def get(self, key: str) -> Node | None:
        """The value of a key; None when it is not there."""
        return self.node.entries.get(key)

    def place(self, key: str) -> Location:
        """The place of a key, or of the mapping when the key is not there."""
        return self.node.keys.get(key, self.node.at)

    def text(self, key: str) -> str | None:
        """A text that is not empty."""
        node = self.get(key)
        return None if node is None else text_of(node, f"{key} of {self.what}")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a lone text is a list of one."""
        node = self.get(key)
        return () if node is None else texts_of(node, f"{key} of {self.what}")

    def boolean(self, key: str) -> bool | None:
        """`true` or `false`."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node.data, bool):
            raise fault(f"{key} of {self.what} has to be true or false, and this is {node.shape}", node.at)
        return node.data

    def whole(self, key: str) -> int | None:
        """A whole number from 0."""
        node = self.get(key)
        return None if node is None else whole_of(node, f"{key} of {self.what}")

    def seconds(self, key: str) -> float | None:
        """A duration such as `15m`, in seconds."""
        node = self.get(key)
        return None if node is None else seconds_of(node, f"{key} of {self.what}")

    def maps(self, key: str) -> list[Node]:
        """The items of a list."""
        node = self.get(key)
        if node is None:
            return []
        if node.kind != "list":
            raise fault(f"{key} of {self.what} has to be a list, and this is {node.shape}", node.at)
        return node.items


def text_of(node: Node, what: str) -> str:
    """A text that is not empty."""
    if node.kind != "scalar" or not isinstance(node.data, str):
        hint = "Put it in quotes" if node.kind == "scalar" and node.data is not None else None
        raise fault(f"{what} has to be a text, and this is {node.shape}", node.at, hint)
    if not node.data.strip():
        raise fault(f"{what} is empty", node.at)
    return node.data.strip()


def scalar_of(node: Node, what: str) -> str:
    """A scalar as the text that was written: a version `1.10` stays `1.10`."""
    if node.kind != "scalar" or node.data is None:
        raise fault(f"{what} has to be a text, a number or a boolean, and this is {node.shape}", node.at)
    return (
        node.raw
        if isinstance(node.data, (str, int, float)) and not isinstance(node.data, bool)
        else str(node.data).lower()
    )


def texts_of(node: Node, what: str) -> tuple[str, ...]:
    """A list of texts; a lone text is a list of one."""
    if node.kind == "scalar":
        return (text_of(node, what),)
    if node.kind != "list":
        raise fault(f"{what} has to be a list of texts, and this is {node.shape}", node.at)
    return tuple(text_of(item, f"each of {what}") for item in node.items)


def whole_of(node: Node, what: str) -> int:
    """A whole number from 0."""
    if not isinstance(node.data, int) or isinstance(node.data, bool) or node.data < 0:
        raise fault(f"{what} has to be a whole number from 0, and this is {node.raw or node.shape}", node.at)
    return node.data


def seconds_of(node: Node, what: str) -> float:
    """A duration such as `15m`, in seconds."""
    match = _DURATION.fullmatch(node.raw.strip()) if node.kind == "scalar" else None
    if match is None:
        shown = node.raw or node.shape
        raise fault(f"{what} has to be a duration, and this is {shown}", node.at, "Write 30s, 15m, 1h or 2d")
    return float(match[1]) * _SECONDS[match[2]]


def pattern_of(node: Node) -> Pattern:
    """A regular expression of the contract.

    Raises:
        InputError: it is wrong or uses what is not understood.
    """
    text = text_of(node, "a regular expression")
    try:
        return compile_pattern(text)
    except PatternError as error:
        message = f"the regular expression is not understood: {error} (column {error.offset + 1} of {text!r})"
        raise fault(message, node.at) from error
