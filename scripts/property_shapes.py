"""How the shape of a type's properties follows from its CloudFormation schema.

A shape is one of
    "s", "n", "b"   a text, a number, a boolean
    "j"             free JSON (a structure, or the text of one)
    [shape]         a list
    {"": shape}     a map with keys of the user's
    {name: shape}   a structure with known properties
A definition that holds itself is cut where it repeats, and a type of more than MAX_CHARACTERS below MAX_DEPTH: "j".
Read-only properties are no part of it: they are attributes.
"""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]

MAX_CHARACTERS = 30_000
MAX_DEPTH = 4
_ALTERNATIVES = ("oneOf", "anyOf", "allOf")
_PREFIX = "#/definitions/"


def shapes(schema: Schema) -> dict[str, Any]:
    """The shape of each property that a user may write."""
    read_only = {pointer.removeprefix("/properties/") for pointer in schema.get("readOnlyProperties", ())}
    properties = {name: node for name, node in schema["properties"].items() if name not in read_only}
    whole = {name: _shape(node, schema, ()) for name, node in properties.items()}
    if len(json.dumps(whole)) > MAX_CHARACTERS:
        return {name: _cut(shape, MAX_DEPTH) for name, shape in whole.items()}
    return whole


def _cut(shape: Any, depth: int) -> Any:  # noqa: ANN401 - JSON has no type of its own
    if isinstance(shape, str):
        return shape
    if depth == 0:
        return "j"
    if isinstance(shape, list):
        return [_cut(shape[0], depth)]
    return {name: _cut(inner, depth - 1) for name, inner in shape.items()}


def _resolved(node: Schema, schema: Schema, seen: tuple[str, ...]) -> tuple[Schema | None, tuple[str, ...]]:
    while "$ref" in node:
        name = str(node["$ref"]).removeprefix(_PREFIX)
        if name in seen or name not in schema.get("definitions", {}):
            return None, seen
        seen = (*seen, name)
        node = schema["definitions"][name]
    return node, seen


def _shape(node: Schema, schema: Schema, seen: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON has no type of its own
    found, seen = _resolved(node, schema, seen)
    if found is None:
        return "j"
    kind = found.get("type")
    properties = dict(found.get("properties") or {})
    items = found.get("items")
    for key in _ALTERNATIVES:
        for alternative in found.get(key) or ():
            other, _ = _resolved(alternative, schema, seen)
            for name, inner in (other or {}).get("properties", {}).items():
                if isinstance(inner, dict) and inner:
                    properties.setdefault(name, inner)
            kind = kind or (other or {}).get("type")
            items = items or (other or {}).get("items")
    kinds = kind if isinstance(kind, list) else [kind]
    if len(kinds) > 3:
        # Anything at all: the values of a map of texts, or free JSON.
        return "j" if items else "s"
    if "array" in kinds:
        return [_shape(items if isinstance(items, dict) else {}, schema, seen)]
    if properties:
        return {name: _shape(inner, schema, seen) for name, inner in properties.items()}
    if "object" in kinds:
        patterns = [inner for inner in (found.get("patternProperties") or {}).values() if isinstance(inner, dict)]
        return {"": _shape(patterns[0], schema, seen)} if patterns else "j"
    for name, short in (("string", "s"), ("integer", "n"), ("number", "n"), ("boolean", "b")):
        if name in kinds:
            return short
    return "j"
