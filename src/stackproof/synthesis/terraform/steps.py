"""Steps of a traversal over values: attributes, indexes, splats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import why
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
)
from stackproof.synthesis.terraform.lift import (
    Failed,
    OpenInstances,
    conditional,
    describe,
    failed,
    is_exact,
    kind_of,
    known_number,
    known_text,
    resting_on,
    sources_of,
)
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location


class ModuleObject(Value):
    """The outputs of one instance of a module, computed when they are asked for.

    `output` gives one by its name, None where there is none of that name; `names` are all of them.
    """

    __slots__ = ("name", "names", "output")

    def __init__(
        self, name: str, names: tuple[str, ...], output: Callable[[str, Location], Value | None], at: Location
    ) -> None:
        super().__init__(at)
        self.name = name
        self.names = names
        self.output = output

    def _key(self) -> object:
        return self.name

    def as_map(self) -> MapValue:
        """All outputs as a map."""
        found = {name: self.output(name, self.at) for name in self.names}
        return MapValue({name: value for name, value in found.items() if value is not None}, self.at)


def whole(value: Value) -> Value:
    """A module's outputs as the map that they are; any other value as it is."""
    return value.as_map() if isinstance(value, ModuleObject) else value


def attribute(value: Value, name: str, at: Location) -> Value:
    """`value.name`."""
    if isinstance(value, MapValue):
        found = value.entries.get(name)
        if found is not None:
            return _present(resting_on(found, value), value, name, at)
        if value.complete:
            return failed(f"there is no attribute {name[:60]} in it", at)
        return Unknown(f"the keys beside {name[:60]} are not all known", None, at, value.assumed)
    if isinstance(value, Reference):
        path = f"{value.attribute}.{name}" if value.attribute else name
        return Reference(value.target, path, at, value.assumed)
    if isinstance(value, ModuleObject):
        return value.output(name, at) or failed(f"the module {value.name} has no output {name[:60]}", at)
    if isinstance(value, (Conditional, Sensitive)):
        return _inside(value, lambda inner: attribute(inner, name, at))
    if isinstance(value, ListValue) and name.isdecimal() and len(name) < 10:
        return index(value, Known(int(name), at), at)
    if isinstance(value, Failed):
        return value
    if isinstance(value, OpenInstances):
        return failed("an instance has to be chosen before an attribute", at)
    if isinstance(value, Unknown):
        return _below(value, f".{name}", at)
    return failed(f"{kind_of(value)} has no attributes, and {name[:60]} is asked for", at)


def _present(found: Value, container: Value, step: str, at: Location) -> Value:
    """An entry that is there perhaps, as it is when it is there: asking for it says that it is."""
    if isinstance(found, Absent):
        return failed(f"there is no attribute {step[:60]} in it", at)
    if isinstance(found, Conditional):
        then = _present(found.then, container, step, at)
        otherwise = _present(found.otherwise, container, step, at)
        if then is not found.then or otherwise is not found.otherwise:
            return Conditional(found.condition, then, otherwise, found.at, found.assumed)
    return found


def _inside(value: Conditional | Sensitive, change: Callable[[Value], Value]) -> Value:
    if isinstance(value, Sensitive):
        inner = change(value.inner)
        return inner if isinstance(inner, (Failed, Sensitive)) else Sensitive(inner, value.at, value.assumed)
    return conditional(value.condition, change(value.then), change(value.otherwise), value.at, value.assumed)


def _below(value: Unknown, step: str, at: Location) -> Value:
    symbol = f"{value.symbol}{step}" if value.symbol and len(value.symbol) < 400 else None
    return Unknown(value.reason, symbol, at, value.assumed, value.sources)


def index(value: Value, key: Value, at: Location) -> Value:
    """`value[key]`."""
    for operand in (value, key):
        if isinstance(operand, Failed):
            return operand
    if isinstance(value, (Conditional, Sensitive)):
        return _inside(value, lambda inner: index(inner, key, at))
    if isinstance(key, (Conditional, Sensitive)):
        return _inside(key, lambda inner: index(value, inner, at))
    if isinstance(value, OpenInstances):
        return _placed(value.one, at)
    if isinstance(value, ModuleObject):
        value = value.as_map()
    text = known_text(key)
    if text is None:
        return _at_unknown_key(value, key, at)
    if isinstance(value, ListValue):
        return _item(value, key, at)
    if isinstance(value, MapValue):
        return attribute(value, text, at)
    if isinstance(value, Reference):
        path = f"{value.attribute}.{text}" if value.attribute else text
        return Reference(value.target, path, at, value.assumed)
    if isinstance(value, Unknown):
        return _below(value, f"[{text}]", at)
    return failed(f"{kind_of(value)} has no elements", at)


def _placed(value: Value, at: Location) -> Value:
    if isinstance(value, Reference):
        return Reference(value.target, value.attribute, at, value.assumed)
    return value


def _item(value: ListValue, key: Value, at: Location) -> Value:
    number = known_number(key)
    if number is None or isinstance(number, float) or number < 0:
        return failed("a list is indexed by whole numbers from 0", at)
    if not is_exact(value):
        return _one_of(value, at)
    if number >= len(value.items):
        return failed(f"the list has {len(value.items)} elements, and the one at index {number} is asked for", at)
    return resting_on(value.items[number], value)


def _one_of(value: ListValue | MapValue, at: Location, key: Value | None = None) -> Value:
    """An element that is not known to be a certain one."""
    items = list(value.items if isinstance(value, ListValue) else value.entries.values())
    first = items[0] if items else None
    if first is not None and value.complete and all(item == first for item in items):
        return first
    alone = isinstance(value, ListValue) and len(items) == 1
    if alone and isinstance(first, Reference) and first.target.endswith("[*]"):
        # All instances of a resource whose number is not known stand for one another.
        return Reference(first.target, first.attribute, at)
    because = why(key) if key is not None else "the list is known in part only"
    symbol = None
    if key is not None and (container := describe(value)) and (step := describe(key)) and len(container) < 400:
        symbol = f"{container}[{step}]"
    return Unknown(because, symbol, at, value.assumed, sources_of(items if key is None else (*items, key)))


def _at_unknown_key(value: Value, key: Value, at: Location) -> Value:
    if isinstance(key, Known):
        return failed("null is no index", at)
    if isinstance(value, (ListValue, MapValue)):
        return _one_of(value, at, key)
    if isinstance(value, (Reference, Unknown)):
        container, step = describe(value), describe(key)
        symbol = f"{container}[{step}]" if container and step and len(container) < 400 else None
        return Unknown(why(key), symbol, at, None, sources_of((value, key)))
    return failed(f"{kind_of(value)} has no elements", at)


def splat(value: Value, take: Callable[[Value], Value], at: Location) -> Value:
    """`value[*]` with `take` applied to each item."""
    value = whole(value) if not isinstance(value, ModuleObject) else value
    if isinstance(value, (Conditional, Sensitive)):
        return _inside(value, lambda inner: splat(inner, take, at))
    if isinstance(value, ListValue):
        items = tuple([_taken(item, take) for item in value.items])
        return ListValue(items, at, value.assumed, complete=value.complete)
    if isinstance(value, Failed):
        return value
    if isinstance(value, OpenInstances):
        return ListValue((take(value.one),), at, value.assumed, complete=False)
    if isinstance(value, Unknown):
        return _below(value, "[*]", at)
    if isinstance(value, Reference) and value.attribute:
        taken = take(Reference(value.target, f"{value.attribute}.*", at))
        path = describe(taken) or f"{value.target}.{value.attribute}"
        return Unknown(why(value), f"{path}[*]", at, value.assumed, (value,))
    if isinstance(value, Known) and value.data is None:
        return ListValue((), at, value.assumed)
    if isinstance(value, (Known, MapValue, Reference, Text, Encoded, ModuleObject)):
        return ListValue((take(value),), at, value.assumed)
    return failed(f"{kind_of(value)} has no elements", at)


def _taken(item: Value, take: Callable[[Value], Value]) -> Value:
    """`take` of an item; of one that is there perhaps, in the branches in which it is."""
    if isinstance(item, Absent):
        return item
    if isinstance(item, Conditional):
        then, otherwise = _taken(item.then, take), _taken(item.otherwise, take)
        return conditional(item.condition, then, otherwise, item.at, item.assumed)
    return take(item)
