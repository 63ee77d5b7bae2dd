"""One resource while it is translated: what an adjuster of a table may look at and change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.properties import shape_of
from stackproof.graph.query import get, is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Reference, Value
from stackproof.vocabulary.map import put
from stackproof.vocabulary.shaping import is_null, shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.facts.properties import Shape
    from stackproof.graph.location import Location
    from stackproof.graph.resource import OnDelete
    from stackproof.vocabulary.native import NativeResource


class Extra(NamedTuple):
    """A resource of its own in CloudFormation that Terraform writes as an argument of another.

    `exists` is UNDECIDED where it is not known whether the argument is written at all.
    """

    suffix: str
    type: str
    properties: MapValue
    location: Location
    exists: Truth = Truth.YES


@dataclass(slots=True)
class Item:
    """A resource, its properties as far as they are translated, and what an adjuster adds.

    Attributes:
        native: as the reader gave it. Its references are Terraform's: take arguments from `argument`.
        arguments: with references in CloudFormation's words.
        type: CloudFormation's type.
        properties: by CloudFormation's name.
        left: arguments that are no property, by their path.
        on_delete: None where the tool's own default holds.
        extras: resources beside it.
    """

    native: NativeResource
    arguments: MapValue
    type: str
    properties: dict[str, Value]
    shapes: dict[str, Shape]
    left: dict[str, Value] = field(default_factory=dict)
    complete: bool = True
    on_delete: OnDelete | None = None
    empties: Truth = Truth.NO
    extras: list[Extra] = field(default_factory=list)

    @property
    def at(self) -> Location:
        """Where the resource is written."""
        return self.native.location

    def reference(self, attribute: str = "") -> Reference:
        """This resource; `attribute` as in Fn::GetAtt."""
        return Reference(self.native.address, attribute, self.at)

    def argument(self, *path: str | int) -> Value:
        """An argument; Absent where it is not set or null. A block that occurs once may be entered without an index."""
        current: Value = self.arguments
        for step in path:
            if isinstance(current, ListValue) and not isinstance(step, int):
                if not current.complete or len(current.items) != 1:
                    return Absent(self.at) if current.complete and not current.items else get(current, 0, step)
                current = current.items[0]
            current = get(current, step)
        return Absent(self.at) if is_null(current) else current

    def blocks(self, *path: str) -> tuple[list[MapValue], bool]:
        """The blocks at an argument, and whether these are all of them; what is no block is left out and counts as
        not all."""
        value = self.argument(*path)
        if isinstance(value, MapValue):
            return [value], True
        if isinstance(value, ListValue):
            maps = [item for item in value.items if isinstance(item, MapValue)]
            return maps, value.complete and len(maps) == len(value.items)
        return [], isinstance(value, Absent)

    def set(self, path: str, value: Value) -> None:
        """Sets a property at a path with dots; nothing for an absent or null value."""
        put(self.properties, self.shapes, tuple(path.split(".")), value)

    def has(self, path: str) -> bool:
        """Whether a property is set."""
        return not isinstance(get(MapValue(self.properties), *path.split(".")), Absent)

    def beside(self, suffix: str, type_: str, properties: dict[str, Value], at: Location | None = None) -> None:
        """Adds a resource beside this one, at `address/suffix`, its properties in the shape of their type.

        Absent properties are left out; maps inside are taken to be in CloudFormation's names.
        """
        place = at if at is not None and at.file else self.at
        shapes = shape_of(type_) or {}
        made = {name: shaped(value, shapes.get(name, "j"), lambda one: one) for name, value in properties.items()}
        kept = {name: value for name, value in made.items() if not is_null(value)}
        self.extras.append(Extra(suffix, type_, MapValue(kept, place), place))

    def perhaps_beside(self, suffix: str, type_: str, properties: dict[str, Value], at: Location | None = None) -> None:
        """Adds a resource beside this one of which it is not known whether it is there; `properties` is all that is
        known of it."""
        self.beside(suffix, type_, properties, at)
        known = self.extras[-1].properties
        open_ = MapValue(known.entries, known.at, complete=False)
        self.extras[-1] = self.extras[-1]._replace(properties=open_, exists=Truth.UNDECIDED)

    def empties_by(self, argument: str) -> None:
        """The tool empties the resource before its deletion when an argument is true."""
        self.empties = is_true(self.argument(argument))

    def snapshot_unless(self, argument: str) -> None:
        """The tool takes a last snapshot at deletion unless an argument is true."""
        answer = is_true(self.argument(argument))
        self.on_delete = {Truth.YES: "delete", Truth.NO: "snapshot", Truth.UNDECIDED: "unknown"}[answer]  # type: ignore[assignment]


def each_known(value: Value) -> Iterator[tuple[str, Known]]:
    """The known texts of a list with their own values."""
    for item in value.items if isinstance(value, ListValue) else (value,):
        if isinstance(item, Known) and isinstance(item.data, str):
            yield item.data, item
