"""Dynamic references: `{{resolve:secretsmanager:...}}` and its kin, which CloudFormation resolves at deployment.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.values import Known, Sensitive, Text, Unknown, Value, text, unmasked

if TYPE_CHECKING:
    from stackproof.graph.location import Location

OPENING = "{{resolve:"
_CLOSING = "}}"
_SECRET = ("secretsmanager:", "ssm-secure:")


def resolve(value: Value) -> Value:
    """The value with every dynamic reference in it replaced by an unknown, a secret one where it reads a secret."""
    if isinstance(value, Sensitive):
        return Sensitive(resolve(value.inner), value.at, value.assumed)
    if isinstance(value, Known) and isinstance(value.data, str):
        parts: tuple[str | Value, ...] = (value.data,)
    elif isinstance(value, Text):
        parts = value.parts
    else:
        return value
    if not any(isinstance(part, str) and OPENING in part for part in parts):
        return value
    made: list[str | Value] = []
    inside: list[str | Value] | None = None
    for part in parts:
        if not isinstance(part, str):
            (made if inside is None else inside).append(part)
            continue
        rest = part
        while rest:
            mark = OPENING if inside is None else _CLOSING
            before, found, rest = rest.partition(mark)
            (made if inside is None else inside).append(before)
            if found and inside is None:
                inside = []
            elif found and inside is not None:
                made.append(_reference(inside, value.at))
                inside = None
    if inside is not None:
        made.extend((OPENING, *inside))
    return text(made, value.at, value.assumed)


def _reference(parts: list[str | Value], at: Location) -> Value:
    inner = text(parts, at)
    # What is named is no secret; what it holds is.
    name = show(unmasked(inner), 2000)
    sources = () if isinstance(inner, Known) else (inner,)
    unknown = Unknown(f"{name} is resolved at deployment", f"resolve:{name}", at, inner.assumed, sources)
    first = parts[0] if parts and isinstance(parts[0], str) else ""
    return Sensitive(unknown, at) if first.startswith(_SECRET) else unknown
