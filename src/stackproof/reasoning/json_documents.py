"""Documents that stand in a property as a structure or as JSON text, read as one and the same structure."""

from __future__ import annotations

from stackproof.graph.values import Known, ListValue, MapValue, Sensitive, Value
from stackproof.vocabulary.json_text import parse


def structure(value: Value) -> Value | None:
    """The map or list that a property holds, be it written out or as JSON text; None when it cannot be told.

    What a placeholder stands for stays open inside the structure. A secret is looked into, for decisions only.
    """
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, (MapValue, ListValue)):
        return value
    found = parse(value)
    while isinstance(found, Sensitive):
        found = found.inner
    return found


def is_broken_json(value: Value) -> bool:
    """Whether a text that is known in full is no JSON object or list."""
    return isinstance(value, Known) and isinstance(value.data, str) and structure(value) is None
