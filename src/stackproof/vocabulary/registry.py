"""Finds the tables: every module in `vocabulary/terraform`.

A module has TABLE (see `stackproof.vocabulary.rows`) and may have
    VARIANTS     by type: from the arguments the name of the variant, empty for the entry without one
    ADJUST       by type: changes an Item after its rows
    FINISH       by type: changes the Resource after everything that configures it was folded into it; and the types
                 of CloudFormation that it may become by that
    CONVERSIONS  by name: conversions of its own rows
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.properties import shape_of
from stackproof.vocabulary import terraform
from stackproof.vocabulary.derive import counterpart, own_name
from stackproof.vocabulary.rows import Entry, TableError, read, sections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import MapValue, Value
    from stackproof.vocabulary.item import Item

_HEAD = re.compile(r"^(aws_\w+)(?: \[\w+\])? [=>!] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """One module's table. Its entries are read when they are asked for."""

    name: str
    sections: Mapping[tuple[str, str], str]
    variants: Mapping[str, Callable[[MapValue], str]]
    adjust: Mapping[str, Callable[[Item], None]]
    conversions: Mapping[str, Callable[[Value], Value]]
    finish: Mapping[str, tuple[Callable[[Resource], None], tuple[str, ...]]]
    _read: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def entry(self, type_: str, variant: str) -> Entry:
        """The entry of a type's variant."""
        key = (type_, variant)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = read(self.sections[key])
        return found


class Chosen(NamedTuple):
    """What is known of one resource's type.

    Attributes:
        entry: of the table, or derived from the type's name.
        adjust: the table's adjuster for it.
        conversions: the table's own.
        finish: what is done last.
    """

    entry: Entry
    adjust: Callable[[Item], None] | None = None
    conversions: Mapping[str, Callable[[Value], Value]] = {}
    finish: Callable[[Resource], None] | None = None


@lru_cache(maxsize=256)
def _load(name: str) -> Table:
    module = importlib.import_module(f"{terraform.__name__}.{name}")
    return Table(
        name,
        sections(module.TABLE),
        getattr(module, "VARIANTS", {}),
        getattr(module, "ADJUST", {}),
        getattr(module, "CONVERSIONS", {}),
        getattr(module, "FINISH", {}),
    )


@lru_cache(maxsize=1)
def _homes() -> dict[str, str]:
    """The module of each type, found in the text of the modules: to import them all would cost more than a reading."""
    found: dict[str, str] = {}
    for folder in terraform.__path__:
        for file in sorted(Path(folder).glob("*.py")):
            for type_ in _HEAD.findall(file.read_text("utf-8")):
                if found.setdefault(type_, file.stem) != file.stem:
                    raise TableError(f"{type_} has entries in two tables: {found[type_]} and {file.stem}")
    return found


def table_of(type_: str) -> Table | None:
    """The table that has an entry for a type."""
    name = _homes().get(type_)
    return None if name is None else _load(name)


def tables() -> dict[str, Table]:
    """Every table by the types that it has entries for.

    Raises:
        TableError: a table is malformed, or two have an entry of one type.
    """
    return {type_: _load(name) for type_, name in _homes().items()}


@lru_cache(maxsize=4096)
def _derived(type_: str) -> Entry:
    if "::" in type_:
        return Entry(type_, counterpart=type_)
    return Entry(type_, counterpart=counterpart(type_))


def choose(type_: str, arguments: MapValue) -> Chosen:
    """The entry for a resource; one without counterpart and words where nothing is known of the type."""
    type_ = own_name(type_)
    table = table_of(type_)
    if table is None:
        return Chosen(_derived(type_))
    variant = table.variants[type_](arguments) if type_ in table.variants else ""
    entry = table.entry(type_, variant)
    finish, _ = table.finish.get(type_, (None, ()))
    return Chosen(entry, table.adjust.get(type_), table.conversions, finish)


def entries_of(type_: str) -> dict[str, Entry]:
    """The entries of a type by variant; a derived one under the empty name where no table has it."""
    type_ = own_name(type_)
    table = table_of(type_)
    if table is None:
        return {"": _derived(type_)}
    return {variant: table.entry(type_, variant) for name, variant in table.sections if name == type_}


def counterparts(type_: str) -> tuple[str, ...]:
    """CloudFormation's types of all variants of a type; none where nothing is known of it."""
    table = table_of(type_)
    _, later = table.finish.get(type_, (None, ())) if table is not None else (None, ())
    return (*[entry.counterpart for entry in entries_of(type_).values() if entry.counterpart], *later)


def shapes_of(entry: Entry) -> dict[str, object]:
    """The shapes of the properties that an entry's arguments become: of its counterpart, or of what it is folded into.

    Of several types that it may be folded into, the first one's shape of a property holds. Empty where there is no
    schema.
    """
    types = counterparts(entry.fold.target) if entry.fold is not None else (entry.counterpart,)
    if len(types) == 1:
        return shape_of(types[0]) or {}
    found: dict[str, object] = {}
    for type_ in reversed(types):
        found.update(shape_of(type_) or {})
    return found
