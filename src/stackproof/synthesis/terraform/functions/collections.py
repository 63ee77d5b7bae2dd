"""Functions of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth, some
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Text,
    Unknown,
    Value,
)
from stackproof.synthesis.cloudformation.combine import each_branch
from stackproof.synthesis.terraform.functions.registry import Arguments, function, is_null
from stackproof.synthesis.terraform.lift import (
    OpenInstances,
    is_exact,
    kind_of,
    known_bool,
    known_number,
    known_text,
    may_be_absent,
    opaque,
    resting_on,
    sources_of,
)
from stackproof.synthesis.terraform.operators import equality
from stackproof.synthesis.terraform.steps import index
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable

_SINGLE = frozenset({"", "id", "arn"})
_MAX_ITEMS = 100_000


def _list_needed(call: Arguments, value: Value) -> Value:
    """The answer where a list is needed and something else is given."""
    if isinstance(value, (Known, MapValue, Text, Encoded)):
        return call.failed(f"a list is needed, and this is {kind_of(value)}")
    return call.opaque()


@function("length", 1, 1)
def _length(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (ListValue, MapValue)):
        items = list(value.items if isinstance(value, ListValue) else value.entries.values())
        if not value.complete:
            return call.opaque("it is known in part only")
        if not any(map(may_be_absent, items)):
            return Known(len(items), call.at, value.assumed)
        sure = sum(1 for item in items if not may_be_absent(item))
        open_items = [item for item in items if may_be_absent(item)]

        def counted(found: list[Value]) -> Value:
            return Known(sure + sum(1 for item in found if not isinstance(item, Absent)), call.at, value.assumed)

        return each_branch(open_items, counted, call.at)
    known = known_text(value)
    if known is not None and not isinstance(value, Encoded):
        if not isinstance(value, Known) or not isinstance(value.data, str):
            return call.failed(f"a list, a map or a text is needed, and this is {kind_of(value)}")
        return Known(len(known), call.at, value.assumed)
    if isinstance(value, Known):
        return call.failed("its argument is null")
    return call.opaque()


@function("concat", 1, None, takes_more=True)
def _concat(call: Arguments) -> Value:
    items: list[Value] = []
    complete = not call.open_ended
    assumed = None
    for value in call.values:
        if isinstance(value, ListValue):
            items += value.items
            complete = complete and value.complete
            assumed = assumed or value.assumed
        elif isinstance(value, OpenInstances):
            items.append(value.one)
            complete = False
        elif isinstance(value, (Unknown, Reference)):
            complete = False
        else:
            return _list_needed(call, value)
    if not items and not complete:
        return call.opaque()
    return ListValue(tuple(items), call.at, assumed, complete=complete)


@function("flatten", 1, 1)
def _flatten(call: Arguments) -> Value:
    (value,) = call.values
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    if not value.complete and not value.items:
        return call.opaque()
    return each_branch(list(value.items), lambda items: _flat(call, items, value.complete, value.assumed), call.at)


def _flat(call: Arguments, items: list[Value], complete: bool, assumed: str | None) -> Value:
    found: list[Value] = []
    pending = list(reversed(items))
    while pending:
        item = pending.pop()
        if isinstance(item, ListValue):
            complete = complete and item.complete
            assumed = assumed or item.assumed
            pending.extend(reversed(item.items))
        elif isinstance(item, OpenInstances):
            found.append(item.one)
            complete = False
        elif isinstance(item, Unknown) or (isinstance(item, Reference) and item.attribute not in _SINGLE):
            # It is one item, or a list of several.
            complete = False
        elif not isinstance(item, Absent):
            found.append(item)
        if len(found) > _MAX_ITEMS:
            return Unknown("the list is too long", None, call.at)
    if not found and not complete:
        return Unknown("its items are not known", None, call.at, assumed, sources_of(items))
    return ListValue(tuple(found), call.at, assumed, complete=complete)


@function("element", 2, 2)
def _element(call: Arguments) -> Value:
    value, key = call.values
    number = known_number(key)
    if isinstance(value, ListValue):
        if number is None or not is_exact(value):
            return index(value, key, call.at)
        if not value.items:
            return call.failed("the list is empty")
        return resting_on(value.items[int(number) % len(value.items)], value, key)
    if isinstance(value, (Unknown, Reference)):
        return index(value, key, call.at)
    return _list_needed(call, value)


@function("contains", 2, 2)
def _contains(call: Arguments) -> Value:
    value, wanted = call.values
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    answer = some(Truth.UNDECIDED if isinstance(item, Conditional) else equality(item, wanted) for item in value.items)
    if answer is Truth.YES:
        return Known(True, call.at, value.assumed or wanted.assumed)
    if answer is Truth.NO and value.complete:
        return Known(False, call.at, value.assumed or wanted.assumed)
    return call.opaque()


@function("index", 2, 2)
def _index(call: Arguments) -> Value:
    value, wanted = call.values
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    for number, item in enumerate(value.items):
        answer = Truth.UNDECIDED if isinstance(item, Conditional) else equality(item, wanted)
        if answer is Truth.YES and is_exact(value):
            return Known(number, call.at, value.assumed or wanted.assumed)
        if answer is Truth.UNDECIDED:
            return call.opaque()
    return call.failed("the item is not in the list") if value.complete else call.opaque()


@function("coalesce", 1, None, takes_more=True, passes_on=True)
def _coalesce(call: Arguments) -> Value:
    """The first argument that is neither null nor an empty text."""
    texts = any(
        isinstance(value, Text) or (isinstance(value, Known) and isinstance(value.data, str)) for value in call.values
    )
    for number, value in enumerate(call.values):
        if is_null(value) or (isinstance(value, Known) and value.data == ""):
            continue
        if isinstance(value, (Unknown, Reference)) and not _is_set(value):
            return opaque("coalesce", call.values[number:], call.at)
        known = known_text(value)
        rest = call.values[: number + 1]
        if texts and known is not None and not isinstance(value, Encoded):
            return resting_on(Known(known, call.at, value.assumed), *rest)
        return resting_on(value, *rest)
    return call.opaque() if call.open_ended else call.failed("all its arguments are null or empty")


def _is_set(value: Value) -> bool:
    return isinstance(value, Reference) and value.attribute in _SINGLE


@function("coalescelist", 1, None, takes_more=True)
def _coalescelist(call: Arguments) -> Value:
    for number, value in enumerate(call.values):
        if isinstance(value, ListValue):
            if value.complete and not value.items:
                continue
            if any(not may_be_absent(item) for item in value.items):
                return resting_on(value, *call.values[: number + 1])
            return opaque("coalescelist", call.values[number:], call.at)
        if is_null(value):
            continue
        return (
            opaque("coalescelist", call.values[number:], call.at)
            if not isinstance(value, Known)
            else _list_needed(call, value)
        )
    return call.opaque() if call.open_ended else call.failed("all its arguments are empty")


@function("one", 1, 1)
def _one(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, OpenInstances):
        return value.one
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    if not value.complete:
        return resting_on(value.items[0], value) if len(value.items) == 1 else call.opaque()
    return each_branch(list(value.items), lambda items: _lone(call, items, value), call.at)


def _lone(call: Arguments, items: list[Value], value: Value) -> Value:
    there = [item for item in items if not isinstance(item, Absent)]
    if len(there) > 1:
        return call.failed(f"the list has {len(there)} items")
    return resting_on(there[0], value) if there else Known(None, call.at, value.assumed)


@function("reverse", 1, 1)
def _reverse(call: Arguments) -> Value:
    (value,) = call.values
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    return ListValue(value.items[::-1], call.at, value.assumed, complete=value.complete)


@function("slice", 3, 3)
def _slice(call: Arguments) -> Value:
    value, first, last = call.values
    start, end = known_number(first), known_number(last)
    if start is None or end is None:
        return call.opaque()
    if start < 0 or end < start or end - start > 1000:
        return call.failed(f"there is no part from {start} to {end}")
    if isinstance(value, ListValue):
        if not is_exact(value):
            return call.opaque("the list is known in part only")
        if end > len(value.items):
            return call.failed(f"the list has {len(value.items)} items, and the part ends at {end}")
        return ListValue(value.items[int(start) : int(end)], call.at, value.assumed or first.assumed or last.assumed)
    if isinstance(value, (Reference, Unknown)):
        # Terraform refuses a list that is shorter.
        items = [index(value, Known(number, call.at), call.at) for number in range(int(start), int(end))]
        return ListValue(tuple(items), call.at, first.assumed or last.assumed)
    return _list_needed(call, value)


@function("chunklist", 2, 2)
def _chunklist(call: Arguments) -> Value:
    value, size = call.values
    number = known_number(size)
    if not isinstance(value, ListValue):
        return _list_needed(call, value)
    if number is None or not is_exact(value):
        return call.opaque()
    if number < 0:
        return call.failed("the size is negative")
    width = int(number) or max(len(value.items), 1)
    chunks = [value.items[start : start + width] for start in range(0, len(value.items), width)]
    return ListValue(tuple([ListValue(chunk, call.at) for chunk in chunks]), call.at, value.assumed or size.assumed)


@function("setproduct", 1, None)
def _setproduct(call: Arguments) -> Value:
    if len(call.values) < 2:
        return call.failed("at least two lists are needed")
    rows: list[tuple[Value, ...]] = [()]
    assumed = None
    for value in call.values:
        if not isinstance(value, ListValue):
            return _list_needed(call, value)
        if not is_exact(value):
            return call.opaque()
        assumed = assumed or value.assumed
        if len(rows) * max(len(value.items), 1) > _MAX_ITEMS:
            return Unknown("the list is too long", None, call.at)
        rows = [(*row, item) for row in rows for item in value.items]
    return ListValue(tuple([ListValue(row, call.at) for row in rows]), call.at, assumed)


@function("matchkeys", 3, 3)
def _matchkeys(call: Arguments) -> Value:
    values, keys, wanted = call.values
    if not all(isinstance(value, ListValue) and is_exact(value) for value in call.values):
        return call.opaque()
    assert isinstance(values, ListValue)
    assert isinstance(keys, ListValue)
    assert isinstance(wanted, ListValue)
    if len(values.items) != len(keys.items):
        return call.failed("the lists have different lengths")
    found: list[Value] = []
    for item, key in zip(values.items, keys.items, strict=True):
        answer = some(equality(key, one) for one in wanted.items)
        if answer is Truth.UNDECIDED:
            return call.opaque()
        if answer is Truth.YES:
            found.append(item)
    return ListValue(tuple(found), call.at, values.assumed or keys.assumed or wanted.assumed)


def _truths(decisive: bool) -> Callable[[Arguments], Value]:
    def apply(call: Arguments) -> Value:
        (value,) = call.values
        if not isinstance(value, ListValue):
            return _list_needed(call, value)
        open_ones = [item for item in value.items if known_bool(item) is None]
        for item in value.items:
            if known_bool(item) is decisive:
                return Known(decisive, call.at, value.assumed or item.assumed)
        if any(is_null(item) for item in open_ones) and decisive is False:
            return Known(False, call.at, value.assumed)
        if open_ones or not value.complete:
            return call.opaque()
        return Known(not decisive, call.at, value.assumed)

    return apply


function("alltrue", 1, 1)(_truths(decisive=False))
function("anytrue", 1, 1)(_truths(decisive=True))


@function("transpose", 1, 1)
def _transpose(call: Arguments) -> Value:
    (value,) = call.values
    if not isinstance(value, MapValue) or not is_exact(value):
        return call.opaque()
    found: dict[str, list[Value]] = {}
    for key in sorted(value.entries):
        texts = value.entries[key]
        if not isinstance(texts, ListValue) or not is_exact(texts):
            return call.opaque()
        for item in texts.items:
            text = known_text(item)
            if text is None:
                return call.opaque()
            found.setdefault(text, []).append(Known(key, call.at, value.assumed))
    entries: dict[str, Value] = {key: ListValue(tuple(found[key]), call.at) for key in sorted(found)}
    return MapValue(entries, call.at, value.assumed)
