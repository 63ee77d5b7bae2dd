"""Functions of maps."""

from __future__ import annotations

from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Reference, Text, Unknown, Value
from stackproof.synthesis.terraform.functions.registry import Arguments, function, is_null
from stackproof.synthesis.terraform.lift import (
    OpenInstances,
    conditional,
    is_exact,
    kind_of,
    known_text,
    may_be_absent,
    opaque,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.steps import index


def _map_needed(call: Arguments, value: Value) -> Value:
    if isinstance(value, (Known, ListValue, Text)):
        return call.failed(f"a map is needed, and this is {kind_of(value)}")
    return call.opaque()


@function("merge", 0, None, takes_more=True)
def _merge(call: Arguments) -> Value:
    entries: dict[str, Value] = {}
    complete = True
    assumed = None
    for value in call.values:
        if is_null(value):
            continue
        if isinstance(value, MapValue):
            assumed = assumed or value.assumed
            complete = complete and value.complete
            for key, item in value.entries.items():
                entries[key] = _over(item, entries.get(key))
            if value.complete:
                continue
            known = value.entries.keys()
        elif isinstance(value, (Unknown, Reference)):
            known = {}.keys()
            complete = False
        else:
            return _map_needed(call, value)
        # What is not known of this map may replace what came before it.
        for key, item in entries.items():
            if key not in known:
                entries[key] = _perhaps_replaced(item, value)
    if call.open_ended:
        complete = False
        for key, item in entries.items():
            entries[key] = _perhaps_replaced(item, item)
    if not entries and not complete:
        return call.opaque()
    return MapValue(entries, call.at, assumed, complete=complete)


def _over(item: Value, below: Value | None) -> Value:
    """An entry over another one of the same key; one that is there perhaps lets the other show."""
    if below is None or not may_be_absent(item):
        return item
    if isinstance(item, Conditional):
        then, otherwise = _over(item.then, below), _over(item.otherwise, below)
        if isinstance(then, Absent):
            then = below
        if isinstance(otherwise, Absent):
            otherwise = below
        return conditional(item.condition, then, otherwise, item.at, item.assumed)
    return item


def _perhaps_replaced(item: Value, by: Value) -> Value:
    return Unknown(
        "another map that is not known in full may replace it", None, item.at, item.assumed, sources_of((item, by))
    )


@function("lookup", 2, 3)
def _lookup(call: Arguments) -> Value:
    value, key, *rest = call.values
    default = rest[0] if rest else None
    text = known_text(key)
    if isinstance(value, MapValue):
        if text is not None:
            found = value.entries.get(text)
            if found is not None and default is not None:
                return resting_on(_or_default(found, default), value, key)
            if found is None and value.complete:
                if default is None:
                    return call.failed(f"the map has no key {text[:60]}")
                return resting_on(default, value, key)
            if found is None:
                return call.opaque("the keys of the map are not all known")
            return resting_on(index(value, key, call.at), key)
        if isinstance(key, Known):
            return call.failed("the key is null")
        options = [*value.entries.values(), *rest]
        if value.complete and options and all(option == options[0] for option in options):
            return resting_on(options[0], value)
        return opaque("lookup", call.values, call.at)
    if isinstance(value, Reference) and default is None:
        return index(value, key, call.at)
    return _map_needed(call, value)


def _or_default(found: Value, default: Value) -> Value:
    if isinstance(found, Absent):
        return default
    if may_be_absent(found) and isinstance(found, Conditional):
        then, otherwise = _or_default(found.then, default), _or_default(found.otherwise, default)
        return conditional(found.condition, then, otherwise, found.at, found.assumed)
    return found


@function("keys", 1, 1)
def _keys(call: Arguments) -> Value:
    (value,) = call.values
    if not isinstance(value, MapValue):
        return _map_needed(call, value)
    if not value.complete and not value.entries:
        return call.opaque()
    items = [_where_present(value.entries[key], Known(key, call.at, value.assumed)) for key in sorted(value.entries)]
    return ListValue(tuple(items), call.at, value.assumed, complete=value.complete)


def _where_present(item: Value, key: Value) -> Value:
    if isinstance(item, Absent):
        return item
    if may_be_absent(item) and isinstance(item, Conditional):
        then, otherwise = _where_present(item.then, key), _where_present(item.otherwise, key)
        return conditional(item.condition, then, otherwise, item.at, item.assumed)
    return key


@function("values", 1, 1)
def _values(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, OpenInstances):
        return ListValue((value.one,), call.at, complete=False)
    if not isinstance(value, MapValue):
        return _map_needed(call, value)
    if not value.complete and not value.entries:
        return call.opaque()
    items = [resting_on(value.entries[key], value) for key in sorted(value.entries)]
    return ListValue(tuple(items), call.at, value.assumed, complete=value.complete)


@function("zipmap", 2, 2)
def _zipmap(call: Arguments) -> Value:
    keys, values = call.values
    if not isinstance(keys, ListValue) or not is_exact(keys):
        return call.opaque()
    texts = [known_text(key) for key in keys.items]
    if None in texts:
        return call.opaque()
    if isinstance(values, ListValue):
        if not is_exact(values):
            return call.opaque()
        if len(values.items) != len(texts):
            return call.failed(f"there are {len(texts)} keys and {len(values.items)} values")
        items = list(values.items)
    elif isinstance(values, (Unknown, Reference)):
        items = [index(values, Known(number, call.at), call.at) for number in range(len(texts))]
    else:
        return call.failed("two lists are needed")
    entries = {text or "": item for text, item in zip(texts, items, strict=True)}
    return MapValue(entries, call.at, keys.assumed or values.assumed)
