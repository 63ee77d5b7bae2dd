"""Reads the generated extracts that ship with the package."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=8)
def load(name: str) -> dict[str, Any]:
    """The extract `NAME.json`, parsed once."""
    found: dict[str, Any] = json.loads(raw(f"{name}.json"))
    return found


def raw(file: str) -> bytes:
    """The bytes of an extract."""
    return (_DATA / file).read_bytes()


def source_of(name: str) -> str:
    """Where the facts of `NAME.json` were read and when, for a finding that rests on them."""
    head = load(name)["provenance"]
    return f"{head['reference']} (through {head['package']} {head['version']}, {head['date']})"
