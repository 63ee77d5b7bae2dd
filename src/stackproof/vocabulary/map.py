"""The arguments of one resource as CloudFormation's properties, by the rows of its entry and by derivation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.facts.types import type_facts
from stackproof.graph.values import Conditional, ListValue, MapValue, Unknown, Value
from stackproof.vocabulary.conversions import CONVERSIONS, prefix
from stackproof.vocabulary.derive import property_of
from stackproof.vocabulary.rows import TableError
from stackproof.vocabulary.shaping import is_null, shaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.facts.properties import Shape
    from stackproof.graph.location import Location
    from stackproof.vocabulary.rows import Entry, Row

Path = tuple[str, ...]

_OF_THE_TOOL = frozenset({"id", "region", "tags_all", "timeouts"})
"""Arguments of every resource that say nothing of the resource itself; the region is a facet."""
_NAMES = frozenset({"name", "name_prefix"})
"""Arguments that are the physical name, whatever CloudFormation calls it, and its beginning."""


@dataclass(slots=True)
class Mapped:
    """What came of a block.

    Attributes:
        entries: by CloudFormation's name.
        left: arguments without a counterpart or seen to by an adjuster, by their path.
        complete: False when an argument is of no known meaning, so that any property may be set by it.
    """

    entries: dict[str, Value] = field(default_factory=dict)
    left: dict[str, Value] = field(default_factory=dict)
    complete: bool = True


class ArgumentMap:
    """Maps the blocks of one type.

    Args:
        entry: what the table says.
        shapes: of the counterpart's properties; empty for a type without a schema.
        base: the property below which a fold's arguments belong.
        conversions: the table's own, beside the common ones.
    """

    def __init__(
        self,
        entry: Entry,
        shapes: Mapping[str, Shape],
        base: Path = (),
        conversions: Mapping[str, Callable[[Value], Value]] | None = None,
    ) -> None:
        self._entry = entry
        self._shapes = shapes
        self._base = tuple([step.removesuffix("[]") for step in base])
        self._conversions = {**CONVERSIONS, **(conversions or {})}

    def arguments(self, block: MapValue) -> Mapped:
        """The properties that the arguments of a resource are."""
        found = Mapped(complete=block.complete)
        shape = below(self._shapes, self._base)
        while isinstance(shape, list):
            shape = shape[0]
        self._block(block, "", self._base, shape if isinstance(shape, dict) else {}, found)
        return found

    def _block(self, block: MapValue, path: str, base: Path, shapes: Mapping[str, Shape], found: Mapped) -> None:
        for name, value in block.entries.items():
            here = f"{path}.{name}" if path else name
            row = self._entry.rows.get(here)
            if row is not None:
                self._by_row(row, value, here, base, shapes, found)
            elif not is_null(value) and not is_of_the_tool(here):
                self._derived(name, value, here, base, shapes, found)
        found.complete = found.complete and block.complete

    def _by_row(
        self, row: Row, value: Value, here: str, base: Path, shapes: Mapping[str, Shape], found: Mapped
    ) -> None:
        if is_null(value):
            return
        if row.sign != "=":
            found.left[here] = value
            return
        if row.target == ".":
            self._dissolve(value, here, base, shapes, found)
            return
        if row.conversion:
            if row.conversion not in self._conversions:
                raise TableError(f"{self._entry.type}: {here}: there is no conversion {row.conversion!r}")
            value = self._conversions[row.conversion](value)
        target = tuple(row.target.split("."))
        if not self._base_of(target, base):
            raise TableError(f"{self._entry.type}: {here} = {row.target} is not below {'.'.join(base)}")
        steps = target[len(base) :]
        put(found.entries, shapes, steps, self._shaped(value, here, target, below(shapes, steps), found))

    @staticmethod
    def _base_of(target: Path, base: Path) -> bool:
        return target[: len(base)] == base and len(target) > len(base)

    def _dissolve(self, value: Value, here: str, base: Path, shapes: Mapping[str, Shape], found: Mapped) -> None:
        """The inside of a block as if it stood around it."""
        if isinstance(value, ListValue) and value.complete and len(value.items) < 2:
            for item in value.items:
                self._dissolve(item, here, base, shapes, found)
        elif isinstance(value, MapValue):
            self._block(value, here, base, shapes, found)
        else:
            found.left[here] = value
            found.complete = False

    def _derived(
        self, name: str, value: Value, here: str, base: Path, shapes: Mapping[str, Shape], found: Mapped
    ) -> None:
        own = property_of(name, shapes)
        if not own and (own := name_property(here, self._entry, shapes)):
            value = prefix(value) if here == "name_prefix" else value
        if not own and here == "tags":
            own = tags_property(self._entry, shapes)
        if not own:
            found.left[here] = value
            # Tags of a type that takes none set nothing else.
            found.complete = found.complete and here == "tags"
            return
        put(found.entries, shapes, (own,), self._shaped(value, here, (*base, own), shapes[own], found))

    def _shaped(self, value: Value, here: str, target: Path, shape: Shape, outer: Mapped) -> Value:
        def block(inner: MapValue) -> Value:
            structure = shape
            while isinstance(structure, list) or (isinstance(structure, dict) and "" in structure):
                structure = structure[0] if isinstance(structure, list) else structure[""]
            found = Mapped()
            self._block(inner, here, target, structure if isinstance(structure, dict) else {}, found)
            outer.left.update(found.left)
            return MapValue(found.entries, inner.at, inner.assumed, complete=found.complete)

        return shaped(value, shape, block)


def is_of_the_tool(path: str) -> bool:
    """Whether an argument says nothing of the resource itself."""
    return path in _OF_THE_TOOL


def name_property(path: str, entry: Entry, shapes: Mapping[str, Shape]) -> str:
    """The property of the physical name, for the arguments that are the name in every type; else empty."""
    facts = type_facts(entry.counterpart) if path in _NAMES else None
    return facts.name_property if facts is not None and facts.name_property in shapes else ""


def tags_property(entry: Entry, shapes: Mapping[str, Shape]) -> str:
    """The property of the tags, whatever its name; empty for a type that takes none."""
    facts = type_facts(entry.counterpart)
    return facts.tags_property if facts is not None and facts.tags_property in shapes else ""


def below(shapes: Shape, path: Path) -> Shape:
    """The shape at a path; lists on the way are entered, and free JSON is free JSON below."""
    for step in path:
        while isinstance(shapes, list):
            shapes = shapes[0]
        if not isinstance(shapes, dict):
            return "j"
        shapes = shapes.get(step.removesuffix("[]"), shapes.get("", "j"))
        if step.endswith("[]") and isinstance(shapes, list):
            shapes = shapes[0]
    return shapes


def put(entries: dict[str, Value], shapes: Mapping[str, Shape], path: Path, value: Value) -> None:
    """Sets a property at a path, making the structures on the way; nothing for an absent value.

    Maps that meet are united, the new value first.
    """
    if is_null(value):
        return
    name, rest = path[0], path[1:]
    if not rest:
        old = entries.get(name)
        entries[name] = value if old is None else united(value, old)
        return
    shape: Shape = shapes.get(name, "j") if isinstance(shapes, dict) else "j"
    listed = isinstance(shape, list)
    inner = shape[0] if listed else shape
    inside: dict[str, Value] = {}
    put(inside, inner if isinstance(inner, dict) else {}, rest, value)
    fresh: Value = MapValue(inside, value.at)
    old = entries.get(name)
    if listed:
        before = old.items[0] if isinstance(old, ListValue) and len(old.items) == 1 else None
        if before is not None:
            fresh = united(fresh, before)
        entries[name] = ListValue((fresh,), value.at)
    else:
        entries[name] = fresh if old is None else united(fresh, old)


def united(new: Value, old: Value) -> Value:
    """Two values of one property in one: maps key by key, else the new one."""
    if isinstance(new, MapValue) and isinstance(old, MapValue):
        entries = dict(old.entries)
        for name, item in new.entries.items():
            entries[name] = united(item, entries[name]) if name in entries else item
        return MapValue(entries, old.at, old.assumed or new.assumed, complete=old.complete and new.complete)
    if isinstance(new, ListValue) and isinstance(old, ListValue) and len(new.items) == len(old.items) == 1:
        return ListValue((united(new.items[0], old.items[0]),), old.at, complete=old.complete and new.complete)
    return new


def located(value: Value, at: Location) -> Location:
    """The place of a value, or another one where it has none."""
    return value.at if value.at.file else at


def chosen_branch(value: Value, condition: str | None, at: Location) -> Value:
    """A value that is there only when a condition holds; unknown presence where the condition has no name."""
    from stackproof.graph.values import Absent

    if condition is None:
        return Unknown("it is not known whether it is set", None, at, None, (value,))
    return Conditional(condition, value, Absent(at), value.at)
