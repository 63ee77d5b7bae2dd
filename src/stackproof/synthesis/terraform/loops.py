"""`for` expressions over collections that are known in full, in part or not at all."""

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
    failed,
    is_exact,
    kind_of,
    known_bool,
    known_text,
    may_be_absent,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.steps import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.frames import Evaluates, Frame
    from stackproof.synthesis.terraform.syntax import ForList, ForMap


def for_list(evaluator: Evaluates, node: ForList, frame: Frame) -> Value:
    """The value of `[for ...]`."""
    collection = evaluator.resolved(evaluator.evaluate(node.collection, frame))
    return _over(collection, lambda found: _list(evaluator, node, found, frame), node.at)


def for_map(evaluator: Evaluates, node: ForMap, frame: Frame) -> Value:
    """The value of `{for ...}`."""
    collection = evaluator.resolved(evaluator.evaluate(node.collection, frame))
    return _over(collection, lambda found: _map(evaluator, node, found, frame), node.at)


def _over(collection: Value, change: Callable[[Value], Value], at: Location) -> Value:
    if isinstance(collection, Conditional):
        then, otherwise = _over(collection.then, change, at), _over(collection.otherwise, change, at)
        return conditional(collection.condition, then, otherwise, at, collection.assumed)
    if isinstance(collection, Sensitive):
        inner = _over(collection.inner, change, at)
        return inner if isinstance(inner, (Failed, Sensitive)) else Sensitive(inner, at, inner.assumed)
    collection = whole(collection)
    if isinstance(collection, Failed):
        return collection
    if isinstance(collection, (ListValue, MapValue, Unknown, Reference)):
        return change(collection)
    return failed(f"a list or map is needed to go through, and this is {kind_of(collection)}", at)


class _Item:
    """One turn of a loop."""

    __slots__ = ("frame", "test", "value")

    def __init__(self, frame: Frame, value: Value, test: Value) -> None:
        self.frame = frame
        self.value = value
        self.test = test


def _turns(evaluator: Evaluates, node: ForList | ForMap, found: Value, frame: Frame) -> Iterator[_Item]:
    """The turns for the items that are known, with what the `if` says of each."""
    for key, item in _items(found, node.at):
        names = {node.value: item}
        if node.key is not None:
            names[node.key] = key
        label = f"{node.key or node.value}={describe(key) or '?'}"
        inner = frame.inner(names, label)
        test: Value = Known(True, node.at)
        if node.condition is not None:
            test = evaluator.evaluate(node.condition, inner)
        yield _Item(inner, item, test)


def _items(found: Value, at: Location) -> Iterator[tuple[Value, Value]]:
    if isinstance(found, ListValue):
        exact = is_exact(found)
        for number, one in enumerate(found.items):
            position = Known(number, at) if exact else Unknown("the list is known in part only", None, at)
            yield position, resting_on(one, found)
    elif isinstance(found, MapValue):
        for name in sorted(found.entries):
            yield Known(name, at), resting_on(found.entries[name], found)
    elif isinstance(found, OpenInstances):
        yield Unknown(found.reason, None, at), found.one
    else:
        shown = describe(found)
        key = Unknown(why(found), f"{shown}[*].key" if shown else None, at)
        item: Value = Unknown(why(found), f"{shown}[*]" if shown else None, at, None, sources_of((found,)))
        if isinstance(found, Reference):
            item = Reference(found.target, f"{found.attribute}.*" if found.attribute else "*", at)
        yield key, item


def _complete(found: Value) -> bool:
    return isinstance(found, (ListValue, MapValue)) and found.complete


def _list(evaluator: Evaluates, node: ForList, found: Value, frame: Frame) -> Value:
    made: list[Value] = []
    assumed = found.assumed
    for turn in _turns(evaluator, node, found, frame):
        value = _result(evaluator, turn, node, lambda inner: evaluator.evaluate(node.result, inner))
        assumed = assumed or turn.test.assumed
        if isinstance(value, Failed):
            return value
        if not isinstance(value, Absent):
            made.append(value)
        if not evaluator.limits.take(100):
            return Unknown(evaluator.limits.reason, None, node.at)
    if isinstance(found, (ListValue, MapValue, OpenInstances)):
        return ListValue(tuple(made), node.at, assumed, complete=_complete(found))
    return Unknown(why(found), None, node.at, assumed, sources_of((found, *made)))


def _result(evaluator: Evaluates, turn: _Item, node: ForList | ForMap, compute: Callable[[Frame], Value]) -> Value:
    """What a turn gives: Absent where its `if` says no, and Conditional where that is not known."""
    test, value = turn.test, turn.value
    if isinstance(value, Absent):
        return value
    if may_be_absent(value) and isinstance(value, Conditional):
        branches = [
            _result(evaluator, _Item(turn.frame.inner({node.value: branch}), branch, test), node, compute)
            for branch in (value.then, value.otherwise)
        ]
        return conditional(value.condition, branches[0], branches[1], value.at, value.assumed)
    return _tested(evaluator, test, turn.frame, node, compute)


def _tested(
    evaluator: Evaluates, test: Value, frame: Frame, node: ForList | ForMap, compute: Callable[[Frame], Value]
) -> Value:
    while isinstance(test, Sensitive):
        test = test.inner
    known = known_bool(test)
    if known is not None:
        return compute(frame) if known else Absent(node.at)
    if isinstance(test, Failed):
        return test
    if isinstance(test, Conditional):
        then = _tested(evaluator, test.then, frame, node, compute)
        otherwise = _tested(evaluator, test.otherwise, frame, node, compute)
        return conditional(test.condition, then, otherwise, node.at, test.assumed)
    if isinstance(test, (Known, ListValue, MapValue)):
        return failed(f"a condition is a boolean, and this is {kind_of(test)}", node.at)
    name, turned = evaluator.conditions.name(test, "the if of a for", frame.label)
    value = compute(frame)
    absent = Absent(node.at)
    return conditional(name, absent, value, node.at) if turned else conditional(name, value, absent, node.at)


def _map(  # noqa: PLR0912 - a key and an item that are known, open, absent or failed
    evaluator: Evaluates, node: ForMap, found: Value, frame: Frame
) -> Value:
    entries: dict[str, Value] = {}
    groups: dict[str, list[Value]] = {}
    complete = _complete(found)
    open_parts: list[Value] = []
    assumed = found.assumed
    for turn in _turns(evaluator, node, found, frame):
        name = evaluator.evaluate(node.name, turn.frame)
        while isinstance(name, Sensitive):
            name = name.inner
        value = _result(evaluator, turn, node, lambda inner: evaluator.evaluate(node.result, inner))
        assumed = assumed or turn.test.assumed or name.assumed
        key = known_text(name)
        if isinstance(value, Absent):
            continue
        if isinstance(value, Failed) or isinstance(name, Failed):
            return value if isinstance(value, Failed) else name
        if key is None:
            if isinstance(name, Known):
                return failed("null is no key of a map", node.at)
            complete = False
            open_parts += [name, value]
        elif node.grouped:
            groups.setdefault(key, []).append(value)
        elif key in entries:
            merged = _either(entries[key], value)
            if merged is None:
                return failed(f"two items have the key {key[:60]}", node.at)
            entries[key] = merged
        else:
            entries[key] = value
        if not evaluator.limits.take(100):
            return Unknown(evaluator.limits.reason, None, node.at)
    for key, values in groups.items():
        entries[key] = ListValue(tuple(values), node.at, complete=complete)
    if entries or (complete and not open_parts):
        # The key is what a finding points at.
        placed = {key: value if value.at.line else moved(value, node.at) for key, value in entries.items()}
        return MapValue(placed, node.at, assumed, complete=complete)
    return Unknown(
        why(open_parts[0] if open_parts else found), None, node.at, assumed, sources_of((found, *open_parts))
    )


def _either(first: Value, second: Value) -> Value | None:
    """Two entries of one key of which at most one is there; None when both are."""
    if isinstance(first, Conditional) and isinstance(second, Conditional) and first.condition == second.condition:
        if isinstance(first.then, Absent) and isinstance(second.otherwise, Absent):
            return Conditional(first.condition, second.then, first.otherwise, first.at, first.assumed)
        if isinstance(first.otherwise, Absent) and isinstance(second.then, Absent):
            return Conditional(first.condition, first.then, second.otherwise, first.at, first.assumed)
    if may_be_absent(first) or may_be_absent(second):
        return Unknown("two items have one key", None, first.at, None, sources_of((first, second)))
    return None
