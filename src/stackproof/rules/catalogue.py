"""What is known of the rules without importing them: which are worth asking about a project.

`catalogue.json` is written by `scripts/generate_docs.py`. It only saves time: a rule whose file is not in it, or has
another size, is imported and asked for itself, so that a rule is still registered by being there.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.rules.model import EVERY_TYPE, PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.rules.model import Rule

FOLDER = Path(__file__).parent
FILE = FOLDER / "catalogue.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule's file: its module, and what its rule says of itself; `types` is None where only importing it tells."""

    module: str
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] | None = None
    engines: tuple[str, ...] = ()
    optional: bool = False

    def may_ask(self, types: set[str], engine: str, requested: frozenset[str]) -> bool:
        """Whether the rule can have anything to ask of a graph with these types."""
        if self.types is None:
            return True
        if (self.engines and engine not in self.engines) or (self.optional and not requested & set(self.ids)):
            return False
        if self.types == PROJECT:
            return True
        return bool(types) if self.types == EVERY_TYPE else not types.isdisjoint(self.types)


def files() -> Iterator[tuple[str, int]]:
    """Every rule's file as `service/stem`, with its size in bytes."""
    with os.scandir(FOLDER) as services:
        folders = [entry for entry in services if entry.is_dir() and not entry.name.startswith(("_", "."))]
    for folder in folders:
        with os.scandir(folder.path) as entries:
            for entry in entries:
                if entry.name.endswith(".py") and not entry.name.startswith("_"):
                    yield f"{folder.name}/{entry.name[:-3]}", entry.stat().st_size


@cache
def entries() -> tuple[Entry, ...]:
    """Every rule's file there is, sorted by module."""
    try:
        known = json.loads(FILE.read_bytes())
    except (OSError, ValueError):
        known = {}
    return tuple(sorted((_entry(name, size, known.get(name)) for name, size in files()), key=lambda one: one.module))


def _entry(name: str, size: int, known: list[object] | None) -> Entry:
    module = f"stackproof.rules.{name.replace('/', '.')}"
    if known is None or known[0] != size:
        return Entry(module)
    _, ids, types, engines, optional = known
    assert isinstance(ids, list)
    assert isinstance(types, list)
    assert isinstance(engines, list)
    return Entry(module, tuple(ids), tuple(types), tuple(engines), bool(optional))


def written(rules: tuple[Rule, ...]) -> str:
    """The content of the catalogue for these rules."""
    sizes = dict(files())
    rows = []
    for rule in sorted(rules, key=lambda one: one.module):
        name = "/".join(rule.module.split(".")[-2:])
        facts = [sizes[name], [rule.id, *rule.aliases], list(rule.types), list(rule.engines), rule.optional]
        rows.append(f" {json.dumps(name)}: {json.dumps(facts)}")
    return "{\n" + ",\n".join(rows) + "\n}\n"
