"""The shapes of the properties of CloudFormation's types: which names there are, and what is a list, a map, a scalar.

Source: the schemas that cfn-lint carries, extracted by `scripts/extract_facts.py`; `scripts/property_shapes.py` states
how a shape follows from a schema. Only the lines of the types asked for are parsed.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from stackproof.facts.extracts import raw

Shape = Any
"""`"s"`, `"n"`, `"b"` for scalars, `"j"` for free JSON, `[shape]`, `{"": shape}` for a map, `{name: shape}`."""


@lru_cache(maxsize=1)
def _lines() -> bytes:
    return raw("properties.jsonl")


@lru_cache(maxsize=4096)
def shape_of(type_: str) -> dict[str, Shape] | None:
    """The shape of each property of a type; None for a type without a published schema."""
    if '"' in type_ or "\n" in type_:
        return None
    data = _lines()
    start = data.find(f'\n["{type_}",'.encode())
    if start < 0:
        return None
    row = json.loads(data[start + 1 : data.index(b"\n", start + 1)])
    found: dict[str, Shape] = row[1]
    return found
