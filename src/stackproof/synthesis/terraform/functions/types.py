"""Functions that convert between types, and those that mark secrets."""

from __future__ import annotations

from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Sensitive, Text, Unknown, Value
from stackproof.synthesis.terraform.functions.registry import REGISTRY, Arguments, Function, function, is_null
from stackproof.synthesis.terraform.lift import (
    Failed,
    OpenInstances,
    kind_of,
    known_bool,
    known_number,
    known_text,
    opaque,
)
from stackproof.synthesis.terraform.steps import whole
from stackproof.synthesis.terraform.values_of_type import unified
from stackproof.vocabulary.json_text import Encoded


@function("tostring", 1, 1, passes_on=True)
def _tostring(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (Text, Encoded, Reference, Unknown)) or is_null(value):
        return value
    known = known_text(value)
    if known is None:
        return call.failed(f"a text cannot be made of this, it is {kind_of(value)}")
    return Known(known, call.at, value.assumed)


@function("tonumber", 1, 1, passes_on=True)
def _tonumber(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (Reference, Unknown, Text)) or is_null(value):
        return value
    number = known_number(value)
    if number is None:
        return call.failed("a number cannot be made of this")
    return Known(number, call.at, value.assumed)


@function("tobool", 1, 1, passes_on=True)
def _tobool(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (Reference, Unknown)) or is_null(value):
        return value
    known = known_bool(value)
    if known is None:
        return call.failed("a boolean cannot be made of this")
    return Known(known, call.at, value.assumed)


@function("tolist", 1, 1, passes_on=True)
def _tolist(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, ListValue):
        return ListValue(tuple(unified(value.items)), call.at, value.assumed, complete=value.complete)
    if isinstance(value, OpenInstances):
        return ListValue((value.one,), call.at, complete=False)
    if isinstance(value, (Reference, Unknown)) or is_null(value):
        return value
    return call.failed(f"a list cannot be made of this, it is {kind_of(value)}")


@function("tomap", 1, 1, passes_on=True)
def _tomap(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, MapValue):
        items = unified(value.entries.values())
        entries = dict(zip(value.entries, items, strict=True))
        return MapValue(entries, call.at, value.assumed, complete=value.complete)
    if isinstance(value, (Reference, Unknown)) or is_null(value):
        return value
    return call.failed(f"a map cannot be made of this, it is {kind_of(value)}")


def _whole_argument(call: Arguments) -> Value:
    return whole(call.values[0])


def _sensitive(call: Arguments) -> Value:
    value = _whole_argument(call)
    return value if isinstance(value, (Sensitive, Failed)) else Sensitive(value, call.at, value.assumed)


def _nonsensitive(call: Arguments) -> Value:
    value = _whole_argument(call)
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Conditional):
        then, otherwise = (_nonsensitive(call.with_values([one])) for one in (value.then, value.otherwise))
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    return value


def _issensitive(call: Arguments) -> Value:
    value = _whole_argument(call)
    if isinstance(value, Sensitive):
        return Known(True, call.at)
    return opaque("issensitive", [value], call.at) if isinstance(value, Unknown) else Known(False, call.at)


def _ephemeralasnull(call: Arguments) -> Value:
    return call.values[0]


class _Raw(Function):
    """A function that sees secrets as such."""

    __slots__ = ()

    def apply(self, call: Arguments) -> Value:
        """The result of a call."""
        if len(call.values) != 1:
            return call.failed(f"it takes 1 argument and is given {len(call.values)}")
        return self.body(call)


for _name, _body in (
    ("sensitive", _sensitive),
    ("nonsensitive", _nonsensitive),
    ("issensitive", _issensitive),
    ("ephemeralasnull", _ephemeralasnull),
):
    REGISTRY[_name] = _Raw(_name, 1, 1, _body)
