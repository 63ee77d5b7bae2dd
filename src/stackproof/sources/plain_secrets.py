"""Values of the graph that are secrets in plain text, for the rules and the checks that report them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import (
    LEAVES,
    Absent,
    Conditional,
    Known,
    MapValue,
    Sensitive,
    Text,
    Unknown,
    Value,
    children,
)
from stackproof.sources.secrets import LOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator

# AWS's own documentation uses this key and no other.
_EXAMPLE = "EXAMPLE"
# What one of LOOKS at least has in it, and how long it is at least: nearly every text is told by this alone.
_MARKS = ("AKIA", "ASIA", "-----BEGIN ", "gh", "xox")
_SHORTEST = 20


def leaves(value: Value, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Scalars with their paths; secrets and texts as a whole, both sides of a condition."""
    stack = [(path, value)]
    while stack:
        here, current = stack.pop()
        if isinstance(current, (Known, Text, Unknown, Sensitive)):
            yield here, current
        elif type(current) not in LEAVES:
            below = [((*here, _called(current, step)) if step else here, child) for step, child in children(current)]
            stack.extend(reversed(below))


def _called(holder: Value, step: str) -> str:
    """What the entry of a mapping is called; the name beside the value where both are entries (ECS, CodeBuild)."""
    if step not in ("Value", "value") or not isinstance(holder, MapValue):
        return step
    kind = string(holder.entries.get("Type", Absent()))
    if kind in ("SECRETS_MANAGER", "PARAMETER_STORE"):
        return step
    return string(holder.entries.get("Name", holder.entries.get("name", Absent()))) or step


def name_of(path: tuple[str, ...]) -> str:
    """The name that says what a value is: the last step, or the name beside it in a list of names and values."""
    names = [step for step in path if not step.isdigit()]
    return names[-1] if names else ""


def is_plain(value: Value, countable: bool) -> bool:
    """Whether everybody who reads the template reads the secret. Of a token there can be a number: a limit, a count."""
    if isinstance(value, Sensitive):
        # What is passed to a parameter stands nowhere; its default stands in the template.
        return value.inner.assumed is not None and is_plain(value.inner, countable)
    if isinstance(value, Text):
        holes = [part for part in value.parts if not isinstance(part, str)]
        return all(isinstance(hole, Unknown) and (hole.symbol or "").startswith("AWS::") for hole in holes)
    if not isinstance(value, Known) or isinstance(value.data, bool) or value.data is None:
        return False
    if not isinstance(value.data, str):
        return not countable
    written = value.data
    return bool(written.strip()) and "{{resolve:" not in written and written.lower() not in ("true", "false")


def literal(value: Value) -> str:
    """The known parts of a text with holes."""
    if isinstance(value, Sensitive):
        return literal(value.inner)
    if isinstance(value, Conditional):
        return f"{literal(value.then)} {literal(value.otherwise)}"
    if isinstance(value, Text):
        return "\0".join(part for part in value.parts if isinstance(part, str))
    return ""


def looks_like(written: str) -> list[str]:
    """What a text holds that a secret of some kind always looks like: `an access key of AWS`."""
    if len(written) < _SHORTEST or not any(mark in written for mark in _MARKS):
        return []
    return [
        what
        for what, expression in LOOKS
        if any(_EXAMPLE not in match.group() for match in expression.finditer(written))
    ]
