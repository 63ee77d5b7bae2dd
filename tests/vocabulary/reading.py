"""Properties in a form in which whole structures are easily compared."""

from __future__ import annotations

from typing import Any

from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Value,
)
from tests.vocabulary.building import value

AT = Location("main.tf", 1, 1)


def when(condition: str, then: Any, otherwise: Any) -> Conditional:
    """A value that depends on a condition."""
    return Conditional(condition, value(then, AT), value(otherwise, AT), AT)


def plain(found: Value | Resource) -> Any:
    """A value, or the properties of a resource, as plain data.

    References are `${target.attribute}`, what is not known is `unknown`, what is known in part ends with `...`, a
    conditional is (condition, then, otherwise), a secret is ("secret", value).
    """
    one = found.properties if isinstance(found, Resource) else found
    if isinstance(one, MapValue):
        entries = {name: plain(item) for name, item in one.entries.items()}
        return entries if one.complete else {**entries, "...": "..."}
    if isinstance(one, ListValue):
        return [plain(item) for item in one.items] + ([] if one.complete else ["..."])
    if isinstance(one, Known):
        return one.data
    if isinstance(one, Reference):
        return f"${{{one.target}{'.' if one.attribute else ''}{one.attribute}}}"
    if isinstance(one, Text):
        return "".join(part if isinstance(part, str) else str(plain(part)) for part in one.parts)
    if isinstance(one, Conditional):
        return (one.condition, plain(one.then), plain(one.otherwise))
    if isinstance(one, Sensitive):
        return ("secret", plain(one.inner))
    return "absent" if isinstance(one, Absent) else "unknown"
