"""JSON exactly as Terraform's `jsonencode` writes it, so that hashes of it are right."""

from __future__ import annotations

import json
from decimal import Decimal

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TABLE = str.maketrans(_ESCAPES)


def json_text(data: object) -> str:
    """The text: keys sorted, no white space, `<`, `>` and `&` escaped as Go's encoder does."""
    if isinstance(data, str):
        return json.dumps(data, ensure_ascii=False).translate(_TABLE)
    if isinstance(data, dict):
        return "{" + ",".join(f"{json_text(key)}:{json_text(data[key])}" for key in sorted(data)) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(json_text, data)) + "]"
    if isinstance(data, float):
        written = format(Decimal(repr(data)), "f")
        return written.rstrip("0").rstrip(".") if "." in written else written
    return json.dumps(data)
