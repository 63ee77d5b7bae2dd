"""The body of a block to the map of its arguments, with dynamic blocks written out."""

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
    Unknown,
    Value,
    moved,
)
from stackproof.synthesis.terraform.lift import (
    Failed,
    OpenInstances,
    conditional,
    describe,
    distributed,
    known_text,
    may_be_absent,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.steps import ModuleObject, whole
from stackproof.synthesis.terraform.syntax import Call, Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.frames import Evaluates, Frame
    from stackproof.synthesis.terraform.syntax import Block, Body, Expression

_SETS = frozenset({"toset", "setunion", "setintersection", "setsubtract", "fileset"})


class BlockReader:
    """Evaluates the bodies of blocks."""

    def __init__(self, evaluator: Evaluates) -> None:
        self._evaluator = evaluator

    def arguments(self, body: Body, frame: Frame, at: Location, leave_out: Iterable[str] = ()) -> MapValue:
        """The arguments and nested blocks of a body; `leave_out` names those that are read elsewhere."""
        left_out = frozenset(leave_out)
        entries: dict[str, Value] = {}
        for name, attribute in body.attributes.items():
            if name in left_out:
                continue
            value = argument(self._evaluator.evaluate(attribute.expression, frame), attribute.at)
            if not isinstance(value, Absent):
                entries[name] = value
        for kind, blocks in _by_kind(body).items():
            if kind not in left_out:
                entries[kind] = self._nested(blocks, frame)
        return MapValue(entries, at)

    def _nested(self, blocks: list[Block], frame: Frame) -> Value:
        parts: list[Value] = []
        for block in blocks:
            if block.kind == "dynamic":
                parts.append(self._dynamic(block, frame))
            else:
                parts.append(ListValue((self.arguments(block.body, frame, block.at),), block.at))
        at = blocks[0].at
        if len(parts) == 1:
            return parts[0]
        return distributed(parts, lambda found: _chained(found, at), at)

    def _dynamic(self, block: Block, frame: Frame) -> Value:
        content = next(iter(block.body.of("content")), None)
        selector = block.body.get("for_each")
        if content is None or selector is None:
            return Unknown("the dynamic block has no for_each or no content", None, block.at)
        iterator = block.body.get("iterator")
        name = iterator.name if isinstance(iterator, Name) else block.labels[-1] if block.labels else ""
        collection = self._evaluator.resolved(self._evaluator.evaluate(selector, frame))
        is_set = isinstance(selector, Call) and selector.name in _SETS
        return self._expanded(collection, content.body, name, frame, block.at, is_set=is_set)

    def _expanded(self, collection: Value, body: Body, name: str, frame: Frame, at: Location, *, is_set: bool) -> Value:
        collection = whole(collection)
        if isinstance(collection, Conditional):
            then = self._expanded(collection.then, body, name, frame, at, is_set=is_set)
            otherwise = self._expanded(collection.otherwise, body, name, frame, at, is_set=is_set)
            return conditional(collection.condition, then, otherwise, at, collection.assumed)
        if isinstance(collection, Sensitive):
            return self._expanded(collection.inner, body, name, frame, at, is_set=is_set)

        def one(key: Value, item: Value) -> Value:
            names: Mapping[str, Value] = {name: MapValue({"key": key, "value": item}, at)}
            inner = frame.inner(dict(names), f"{name}={describe(key) or '?'}")
            return self._present(item, body, name, key, inner, at)

        if isinstance(collection, MapValue):
            made = [
                one(Known(key, at), resting_on(collection.entries[key], collection))
                for key in sorted(collection.entries)
            ]
        elif isinstance(collection, ListValue):
            made = [
                one(item if is_set else Known(number, at), resting_on(item, collection))
                for number, item in enumerate(collection.items)
            ]
        elif isinstance(collection, Known) and collection.data is None:
            made = []
        else:
            return self._unknown(collection, body, name, frame, at)
        complete = isinstance(collection, Known) or (
            isinstance(collection, (MapValue, ListValue)) and collection.complete
        )
        return ListValue(tuple(made), at, collection.assumed, complete=complete)

    def _present(self, item: Value, body: Body, name: str, key: Value, frame: Frame, at: Location) -> Value:
        if isinstance(item, Absent):
            return item
        if isinstance(item, Conditional) and may_be_absent(item):
            made = []
            for branch in (item.then, item.otherwise):
                inner = frame.inner({name: MapValue({"key": key, "value": branch}, at)})
                made.append(self._present(branch, body, name, key, inner, at))
            return conditional(item.condition, made[0], made[1], at, item.assumed)
        return self.arguments(body, frame, at)

    def _unknown(self, collection: Value, body: Body, name: str, frame: Frame, at: Location) -> Value:
        """Blocks of a number that is not known: unknown, with what one of them refers to."""
        if isinstance(collection, Failed):
            return collection
        reason = why(collection)
        shown = describe(collection)
        item: Value = Unknown(reason, f"{shown}[*]" if shown else None, at, None, sources_of((collection,)))
        if isinstance(collection, OpenInstances):
            item = collection.one
        elif isinstance(collection, Reference):
            item = Reference(collection.target, f"{collection.attribute}.*" if collection.attribute else "*", at)
        key = Unknown(reason, f"{shown}[*].key" if shown else None, at)
        inner = frame.inner({name: MapValue({"key": key, "value": item}, at)}, f"{name}=?")
        content = self.arguments(body, inner, at)
        return Unknown(reason, None, at, collection.assumed, sources_of((collection, content)))


def _by_kind(body: Body) -> dict[str, list[Block]]:
    """Nested blocks by the type of the blocks that they are or make."""
    found: dict[str, list[Block]] = {}
    for block in body.blocks:
        kind = block.labels[0] if block.kind == "dynamic" and block.labels else block.kind
        found.setdefault(kind, []).append(block)
    return found


def _chained(parts: list[Value], at: Location) -> Value:
    """Several groups of blocks of one type, one after the other."""
    items: list[Value] = []
    complete = True
    assumed = None
    for part in parts:
        if isinstance(part, ListValue):
            items += part.items
            complete = complete and part.complete
            assumed = assumed or part.assumed
        else:
            complete = False
    if not items:
        return Unknown(why(parts[0]), None, at, assumed, sources_of(parts))
    return ListValue(tuple(items), at, assumed, complete=complete)


def argument(value: Value, at: Location) -> Value:
    """A value as an argument: null is not set, and the place is the argument's name."""
    if isinstance(value, Known) and value.data is None:
        return Absent(at, value.assumed)
    if isinstance(value, ModuleObject):
        value = value.as_map()
    if isinstance(value, Conditional):
        then, otherwise = _without_null(value.then), _without_null(value.otherwise)
        if isinstance(then, Absent) and isinstance(otherwise, Absent):
            return Absent(at, value.assumed)
        return Conditional(value.condition, then, otherwise, at, value.assumed)
    if isinstance(value, OpenInstances):
        return ListValue((value.one,), at, value.assumed, complete=False)
    if isinstance(value, Failed):
        return Unknown(value.reason, None, at, value.assumed, value.sources)
    return moved(value, at)


def _without_null(value: Value) -> Value:
    return argument(value, value.at) if isinstance(value, (Conditional, Known, Failed, OpenInstances)) else value


def bare_text(expression: Expression | None) -> str | None:
    """The text of an expression that is a literal."""
    data = getattr(expression, "data", None)
    return known_text(Known(data)) if data is not None else None
