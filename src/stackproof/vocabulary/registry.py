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
import pkgutil
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.properties import shape_of
from stackproof.vocabulary import terraform
from stackproof.vocabulary.derive import counterpart
from stackproof.vocabulary.rows import Entry, TableError, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import MapValue, Value
    from stackproof.vocabulary.item import Item


class Table(NamedTuple):
    """One module's table."""

    entries: dict[tuple[str, str], Entry]
    variants: Mapping[str, Callable[[MapValue], str]]
    adjust: Mapping[str, Callable[[Item], None]]
    conversions: Mapping[str, Callable[[Value], Value]]
    finish: Mapping[str, tuple[Callable[[Resource], None], tuple[str, ...]]]


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


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Every table by the types that it has entries for.

    Raises:
        TableError: a table is malformed, or two have an entry of one type.
    """
    found: dict[str, Table] = {}
    for info in sorted(pkgutil.iter_modules(terraform.__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{terraform.__name__}.{info.name}")
        table = Table(
            read(module.TABLE),
            getattr(module, "VARIANTS", {}),
            getattr(module, "ADJUST", {}),
            getattr(module, "CONVERSIONS", {}),
            getattr(module, "FINISH", {}),
        )
        for type_, _ in table.entries:
            if found.setdefault(type_, table) is not table:
                raise TableError(f"{type_} has entries in two tables; one of them is {info.name}")
    return found


@lru_cache(maxsize=4096)
def _derived(type_: str) -> Entry:
    if "::" in type_:
        return Entry(type_, counterpart=type_)
    return Entry(type_, counterpart=counterpart(type_))


def choose(type_: str, arguments: MapValue) -> Chosen:
    """The entry for a resource; one without counterpart and words where nothing is known of the type."""
    table = tables().get(type_)
    if table is None:
        return Chosen(_derived(type_))
    variant = table.variants[type_](arguments) if type_ in table.variants else ""
    entry = table.entries[type_, variant]
    finish, _ = table.finish.get(type_, (None, ()))
    return Chosen(entry, table.adjust.get(type_), table.conversions, finish)


def entries_of(type_: str) -> dict[str, Entry]:
    """The entries of a type by variant; a derived one under the empty name where no table has it."""
    table = tables().get(type_)
    if table is None:
        return {"": _derived(type_)}
    return {variant: entry for (name, variant), entry in table.entries.items() if name == type_}


def counterparts(type_: str) -> tuple[str, ...]:
    """CloudFormation's types of all variants of a type; none where nothing is known of it."""
    table = tables().get(type_)
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
