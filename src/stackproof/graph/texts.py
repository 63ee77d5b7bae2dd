"""Comparing texts with holes: two texts, and a text with a glob."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Text, Unknown, Value, scalar_text

if TYPE_CHECKING:
    from collections.abc import Sequence

# One element of a text: a character, or a value that is known only after deployment.
Token = str | Value

# Two texts with holes are compared in this many steps at most; beyond, they count as possibly equal.
_STEPS = 4_000_000

_ANYTHING = Unknown("any text", "*")


def tokens(value: Value) -> list[Token]:
    """The characters of a known or open text with its holes among them."""
    if isinstance(value, Known):
        return list(scalar_text(value.data))
    if not isinstance(value, Text):
        return [value]
    out: list[Token] = []
    for part in value.parts:
        if isinstance(part, str):
            out.extend(part)
        else:
            out.append(part)
    return out


def same_texts(left: list[Token], right: list[Token]) -> Truth:
    """Whether two texts are equal; what they share at both ends, holes included, does not matter."""
    shorter = min(len(left), len(right))
    start = 0
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    if not left and not right:
        return Truth.YES
    return Truth.UNDECIDED if could_equal(left, right) else Truth.NO


def could_equal(left: list[Token], right: list[Token]) -> bool:
    """Whether two texts with holes can be equal, each hole standing for any text (also the empty one)."""
    if len(left) * len(right) > _STEPS:
        return True
    reachable = _past_holes({0}, right)
    for item in left:
        if isinstance(item, Value):
            reachable = set(range(min(reachable), len(right) + 1))
        else:
            following = set()
            for position in reachable:
                if position < len(right):
                    other = right[position]
                    if isinstance(other, Value):
                        following.add(position)
                    elif other == item:
                        following.add(position + 1)
            reachable = _past_holes(following, right)
        if not reachable:
            return False
    return len(right) in reachable


def _past_holes(positions: set[int], items: list[Token]) -> set[int]:
    """The positions and those behind the holes that begin at one of them."""
    result = set(positions)
    for position in positions:
        ahead = position
        while ahead < len(items) and isinstance(items[ahead], Value):
            ahead += 1
            result.add(ahead)
    return result


def glob(pattern: Sequence[Token], items: list[Token]) -> bool:
    """Whether a glob matches a text for certain: a hole is taken by `*` and by the same hole in the pattern."""
    at = star = 0
    position, resume = 0, -1
    while position < len(items):
        item = items[position]
        wanted = pattern[at] if at < len(pattern) else ""
        if wanted == "*":
            star, resume = at, position
            at += 1
        elif wanted == item or (wanted == "?" and isinstance(item, str)):
            at, position = at + 1, position + 1
        elif resume >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return all(wanted == "*" for wanted in pattern[at:])


def glob_could_match(pattern: Sequence[Token], items: list[Token]) -> bool:
    """Whether a glob can match a text whose holes stand for any text."""
    # A hole may supply the one character of `?`. Taking `?` for any text only ever says "could".
    return could_equal([_ANYTHING if c in ("*", "?") else c for c in pattern], items)
