"""`count` and `for_each`: which instances a block has, and what its name stands for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.query import why
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
)
from stackproof.synthesis.terraform.lift import (
    Failed,
    OpenInstances,
    describe,
    distributed,
    failed,
    known_number,
    known_text,
    may_be_absent,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.steps import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location

MAX_INSTANCES = 5_000
"""Instances of one block."""


@dataclass(slots=True)
class Instance:
    """One instance of a block.

    Attributes:
        suffix: what follows the block's address: empty, `[0]`, `["a"]`, or `[*]` for all that are not known.
        names: `each` or `count` for the expressions in the block.
        exists, condition: whether it is there, and the condition on which that depends.
        held: conditions that are true, or false, where the instance is there.
    """

    suffix: str = ""
    names: dict[str, Value] = field(default_factory=dict)
    exists: Truth = Truth.YES
    condition: str | None = None
    held: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Expansion:
    """All instances of a block.

    Attributes:
        instances: at least one; where there are none in truth it is one that does not exist.
        selector: the value of `count` or `for_each`; None where there is neither.
        counted: whether it is `count`.
    """

    instances: list[Instance]
    selector: Value | None = None
    counted: bool = False

    def value(self, one: Callable[[str], Value], at: Location) -> Value:
        """What the block's name stands for: an instance, or all of them.

        Args:
            one: gives the instance of a suffix.
            at: where the name is used.
        """
        selector = self.selector
        if selector is None:
            return one("")
        if isinstance(selector, Failed):
            return OpenInstances(selector.reason, one("[*]"), at)
        made = distributed([selector], lambda found: self._of(found[0], one, at), at)
        return made.inner if isinstance(made, Sensitive) else made

    def _of(self, selector: Value, one: Callable[[str], Value], at: Location) -> Value:
        result: Value
        if self.counted:
            number = known_number(selector)
            if number is not None:
                count = min(max(int(number), 0), MAX_INSTANCES)
                result = ListValue(tuple([one(f"[{index}]") for index in range(count)]), at)
                return resting_on(result, selector)
        elif isinstance(selector, MapValue) and (selector.entries or selector.complete):
            entries = {key: _where(item, one(_suffix(key))) for key, item in selector.entries.items()}
            return resting_on(MapValue(entries, at, complete=selector.complete), selector)
        elif isinstance(selector, ListValue):
            keys = [(known_text(item), item) for item in selector.items if not may_be_absent(item)]
            if all(text is not None for text, _ in keys) and len(keys) == len(selector.items):
                entries = {text or "": one(_suffix(text or "")) for text, _ in keys}
                if entries or selector.complete:
                    return resting_on(MapValue(entries, at, complete=selector.complete), selector)
        return OpenInstances(why(selector), one("[*]"), at)


def _where(item: Value, made: Value) -> Value:
    """The instance in the branches in which its element of for_each is there."""
    if isinstance(item, Absent):
        return item
    if isinstance(item, Conditional) and may_be_absent(item):
        return Conditional(item.condition, _where(item.then, made), _where(item.otherwise, made), made.at)
    return made


def _suffix(key: str) -> str:
    return f"[{json.dumps(key, ensure_ascii=False)}]"


def by_count(value: Value, at: Location) -> Expansion:
    """The instances of a block with `count`."""
    found: dict[str, Instance] = {}
    _count(value, found, Truth.YES, {}, at)
    if not found:
        found[""] = Instance(names=_index(Known(0, at)), exists=Truth.NO)
    return Expansion(list(found.values()), value, counted=True)


def _count(value: Value, into: dict[str, Instance], exists: Truth, held: dict[str, bool], at: Location) -> None:
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Conditional):
        always = _always(value, at)
        for index in range(always):
            into.setdefault(f"[{index}]", _counted(index, at, exists, held))
        for truth, branch in ((True, value.then), (False, value.otherwise)):
            _count(branch, into, Truth.UNDECIDED, {**held, value.condition: truth}, at)
        return
    number = known_number(value)
    if number is not None and number >= 0:
        for index in range(min(int(number), MAX_INSTANCES)):
            suffix = f"[{index}]"
            if suffix in into:
                _widen(into[suffix], held)
            else:
                into[suffix] = _counted(index, at, exists, held)
        return
    _add_open(into, value, _index(Unknown(f"the number of instances is not known: {why(value)}", None, at)), held)


def _counted(index: int, at: Location, exists: Truth, held: dict[str, bool]) -> Instance:
    return Instance(f"[{index}]", _index(Known(index, at)), exists, _shown(held), dict(held))


def _widen(instance: Instance, held: dict[str, bool]) -> None:
    """An instance that is there in another branch as well: what holds is what holds in both."""
    if instance.exists is Truth.UNDECIDED:
        instance.held = {name: truth for name, truth in instance.held.items() if held.get(name) is truth}


def _always(value: Value, at: Location) -> int:
    """How many instances there are whatever the conditions are."""
    if isinstance(value, Conditional):
        return min(_always(value.then, at), _always(value.otherwise, at))
    number = known_number(value)
    return min(int(number), MAX_INSTANCES) if number is not None and number > 0 else 0


def _index(number: Value) -> dict[str, Value]:
    return {"count": MapValue({"index": number}, number.at)}


def _each(key: Value, value: Value) -> dict[str, Value]:
    return {"each": MapValue({"key": key, "value": value}, key.at)}


def _shown(held: dict[str, bool]) -> str | None:
    if not held:
        return None
    return " && ".join(name if truth else f"!({name})" for name, truth in held.items())


def _add_open(into: dict[str, Instance], value: Value, names: dict[str, Value], held: dict[str, bool]) -> None:
    if "[*]" in into:
        into["[*]"].held = {}
        return
    # It is no condition that a value could ask as well, and is named so that it meets none.
    shown = f"the number of instances: {describe(value) or why(value)}"
    condition = _shown({**held, shown: True})
    into["[*]"] = Instance("[*]", names, Truth.UNDECIDED, condition, dict(held))


def by_each(value: Value, at: Location) -> Expansion:
    """The instances of a block with `for_each`."""
    found: dict[str, Instance] = {}
    value = whole(value)
    _go_through(value, found, Truth.YES, {}, at)
    if not found:
        unknown = Unknown("there is no instance", None, at)
        found[""] = Instance(names=_each(unknown, unknown), exists=Truth.NO)
    return Expansion(list(found.values()), value)


def _go_through(value: Value, into: dict[str, Instance], exists: Truth, held: dict[str, bool], at: Location) -> None:
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Conditional):
        for truth, branch in ((True, value.then), (False, value.otherwise)):
            _go_through(branch, into, Truth.UNDECIDED, {**held, value.condition: truth}, at)
        return
    if isinstance(value, MapValue):
        for key in sorted(value.entries)[:MAX_INSTANCES]:
            _element(key, value.entries[key], into, exists, held, at)
    elif isinstance(value, ListValue):
        for item in value.items[:MAX_INSTANCES]:
            _set_element(item, into, exists, held, at)
    if not isinstance(value, (MapValue, ListValue)) or not value.complete:
        reason = f"the elements of for_each are not known: {why(value)}"
        shown = describe(value)
        unknown_key = Unknown(reason, f"{shown}[*].key" if shown else None, at)
        element: Value = Unknown(reason, f"{shown}[*]" if shown else None, at)
        if isinstance(value, OpenInstances):
            element = value.one
        _add_open(into, value, _each(unknown_key, element), held)


def _set_element(item: Value, into: dict[str, Instance], exists: Truth, held: dict[str, bool], at: Location) -> None:
    while isinstance(item, Sensitive):
        item = item.inner
    if isinstance(item, Absent):
        return
    if isinstance(item, Conditional):
        for truth, branch in ((True, item.then), (False, item.otherwise)):
            _set_element(branch, into, Truth.UNDECIDED, {**held, item.condition: truth}, at)
        return
    text = known_text(item)
    if text is None:
        _add_open(into, item, _each(item, item), held)
    else:
        _element(text, Known(text, item.at, item.assumed), into, exists, held, at)


def _element(
    key: str, item: Value, into: dict[str, Instance], exists: Truth, held: dict[str, bool], at: Location
) -> None:
    if isinstance(item, Absent):
        return
    if isinstance(item, Conditional) and may_be_absent(item):
        for truth, branch in ((True, item.then), (False, item.otherwise)):
            _element(key, branch, into, Truth.UNDECIDED, {**held, item.condition: truth}, at)
        return
    suffix = _suffix(key)
    present = into.get(suffix)
    if present is None:
        names = _each(Known(key, at), item)
        into[suffix] = Instance(suffix, names, exists, _shown(held), dict(held))
        return
    opposite = present.exists is Truth.UNDECIDED and _opposite(present.condition, held)
    each = present.names["each"]
    if isinstance(each, MapValue) and each.entries["value"] != item:
        first = each.entries["value"]
        (name, truth), *_ = [*held.items(), ("", True)]
        then, otherwise = (item, first) if truth else (first, item)
        unknown = Unknown("it depends on several conditions", None, at, None, sources_of((first, item)))
        each.entries["value"] = Conditional(name, then, otherwise, at) if opposite else unknown
    _widen(present, held)
    if opposite:
        present.exists, present.condition = Truth.YES, None


def _opposite(condition: str | None, held: dict[str, bool]) -> bool:
    """Whether an instance is there in both branches of one condition, and so always."""
    if len(held) != 1 or condition is None:
        return False
    ((name, truth),) = held.items()
    return condition == _shown({name: not truth})


def open_expansion(reason: str, at: Location, *, counted: bool) -> Expansion:
    """The instances of a block whose `count` or `for_each` fails."""
    bad = failed(reason, at)
    unknown = Unknown(reason, None, at)
    names = _index(unknown) if counted else _each(unknown, unknown)
    instance = Instance("[*]", names, Truth.UNDECIDED, reason)
    return Expansion([instance], bad, counted=counted)
