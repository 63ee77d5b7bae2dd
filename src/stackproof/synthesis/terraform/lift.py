"""What operators and functions have in common: unknown, conditional and secret operands, assumptions, failures."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from stackproof.graph.query import show, why
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
    walk,
)
from stackproof.synthesis.cloudformation.combine import assuming, each_branch
from stackproof.synthesis.terraform.functions.json_form import json_text
from stackproof.synthesis.terraform.numbers import scalar_text, to_number
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stackproof.graph.location import Location

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_MAX_SYMBOL = 400
_MAX_SOURCES = 200


class Failed(Unknown):
    """What Terraform itself would refuse; `try` and `can` see it. `reason` is the complaint.

    `level` is `error` for a fault of the project, and `note` for what is missing here and may be there at deployment,
    such as a file that a build makes.
    """

    __slots__ = ("level",)

    def __init__(self, reason: str, at: Location, level: str = "error") -> None:
        super().__init__(reason, None, at)
        self.level = level


class EncodedYaml(Encoded):
    """What `yamlencode` gives: its structure is known, and its exact text is not written here."""

    __slots__ = ()


class OpenInstances(Unknown):
    """All instances of a resource or module whose number is not known; any one of them stands for `one`."""

    __slots__ = ("one",)

    def __init__(self, reason: str, one: Value, at: Location, symbol: str | None = None) -> None:
        super().__init__(reason, symbol, at, None, (one,))
        self.one = one


class NotPlain(Exception):
    """A value that is not known through and through."""


def failed(reason: str, at: Location) -> Failed:
    """A value that Terraform refuses to compute."""
    return Failed(reason, at)


def to_plain(value: Value, found: list[Value] | None = None) -> Plain:
    """The data of a value that is known through and through.

    Args:
        value: the value.
        found: receives the first secret and the first value with an assumption that are met inside.

    Raises:
        NotPlain: something in it is not known.
    """
    if found is not None and value.assumed:
        found.append(value)
    if isinstance(value, Known):
        return value.data
    if isinstance(value, ListValue) and value.complete:
        return [to_plain(item, found) for item in value.items]
    if isinstance(value, MapValue) and value.complete:
        return {key: to_plain(value.entries[key], found) for key in sorted(value.entries)}
    if isinstance(value, Sensitive):
        if found is not None:
            found.append(value)
        return to_plain(value.inner, found)
    if isinstance(value, Encoded) and not isinstance(value, EncodedYaml):
        return json_text(to_plain(value.structure, found))
    raise NotPlain


def from_data(data: Plain, at: Location, assumed: str | None = None) -> Value:
    """A value from data, each part of it with the same place and assumption."""
    if isinstance(data, dict):
        return MapValue({key: from_data(item, at, assumed) for key, item in data.items()}, at, assumed)
    if isinstance(data, list):
        return ListValue(tuple([from_data(item, at, assumed) for item in data]), at, assumed)
    if isinstance(data, float) and not isfinite(data):
        return Unknown("the number is too large", None, at, assumed)
    if isinstance(data, float) and data.is_integer() and abs(data) < 1e15:
        data = int(data)
    return Known(data, at, assumed)


def assumption_of(values: Iterable[Value]) -> str | None:
    """The first assumption of the values themselves."""
    for value in values:
        if value.assumed:
            return value.assumed
    return None


def deep_assumption(values: Iterable[Value]) -> str | None:
    """The first assumption of the values or of anything inside them."""
    for value in values:
        if value.assumed:
            return value.assumed
        if isinstance(value, (ListValue, MapValue, Text, Sensitive, Conditional)):
            for _, inner in walk(value):
                if inner.assumed:
                    return inner.assumed
    return None


def sources_of(values: Iterable[Value]) -> tuple[Value, ...]:
    """The references and named unknowns in the values, each once: what an unknown result is computed from."""
    found: dict[Value, None] = {}
    for value in values:
        for _, inner in walk(value.structure if isinstance(value, Encoded) else value):
            if isinstance(inner, Encoded):
                found.update(dict.fromkeys(sources_of((inner.structure,))))
            elif isinstance(inner, Reference) or (isinstance(inner, Unknown) and inner.symbol and not inner.sources):
                found[inner] = None
        if len(found) > _MAX_SOURCES:
            break
    return tuple(found)[:_MAX_SOURCES]


def describe(value: Value) -> str | None:
    """A text that two values share only when they are equal; None where there is none, and for secrets."""
    for _, inner in walk(value):
        if isinstance(inner, Sensitive) or (isinstance(inner, Unknown) and inner.symbol is None):
            return None
        if isinstance(inner, Encoded) or (isinstance(inner, (ListValue, MapValue)) and not inner.complete):
            return None
    if isinstance(value, Known):
        return f'"{value.data}"' if isinstance(value.data, str) else show(value, _MAX_SYMBOL)
    if isinstance(value, Unknown):
        return value.symbol
    if isinstance(value, Reference):
        return f"{value.target}.{value.attribute or 'id'}"
    shown = show(value, _MAX_SYMBOL)
    return f'"{shown}"' if isinstance(value, Text) else shown


def opaque(label: str, values: Sequence[Value], at: Location, reason: str = "") -> Value:
    """The result of something computed from values that are not known here.

    Args:
        label: a pattern with one `{}` a value, or the name of a function.
        values: what it is computed from.
        at: where it stands.
        reason: why it is not known; else the reason of the first value that is not.
    """
    for value in values:
        if isinstance(value, Failed):
            return value
    parts = [describe(value) for value in values]
    symbol = None
    if all(part is not None and len(part) < _MAX_SYMBOL for part in parts):
        shown = [part or "" for part in parts]
        symbol = label.format(*shown) if "{}" in label else f"{label}({', '.join(shown)})"
    because = reason or next((why(value) for value in values if not isinstance(value, Known)), "")
    secret = any(isinstance(inner, Sensitive) for value in values for _, inner in walk(value))
    result = Unknown(because or "it is not known", symbol, at, deep_assumption(values), sources_of(values))
    return Sensitive(result, at, result.assumed) if secret else result


def distributed(values: Sequence[Value], change: Callable[[list[Value]], Value], at: Location) -> Value:
    """`change` of the values, for each branch of what is conditional and inside what is secret among them."""
    if not any(isinstance(value, (Conditional, Sensitive)) for value in values):
        return change(list(values))

    def inside(given: list[Value]) -> Value:
        bare: list[Value] = []
        secret = False
        for value in given:
            while isinstance(value, Sensitive):
                secret, value = True, value.inner  # noqa: PLW2901 - the same value, opened
            bare.append(value)
        if any(isinstance(value, Conditional) for value in bare):
            result = each_branch(bare, inside, at)
        else:
            result = change(bare)
        if secret and not isinstance(result, (Sensitive, Failed)):
            result = Sensitive(result, at, result.assumed)
        return result

    result = each_branch(values, inside, at) if any(isinstance(value, Conditional) for value in values) else None
    return result if result is not None else inside(list(values))


def conditional(name: str, then: Value, otherwise: Value, at: Location, assumed: str | None = None) -> Value:
    """One of two values under a condition; a branch that asks the same again is settled."""
    while isinstance(then, Conditional) and then.condition == name:
        then = then.then
    while isinstance(otherwise, Conditional) and otherwise.condition == name:
        otherwise = otherwise.otherwise
    if then is otherwise or (type(then) is type(otherwise) and then == otherwise):
        return then
    return Conditional(name, then, otherwise, at, assumed)


def is_exact(value: Value) -> bool:
    """Whether the items of a list or the keys of a map are known: none is missing, and none is there perhaps."""
    if isinstance(value, ListValue):
        return value.complete and not any(map(may_be_absent, value.items))
    if isinstance(value, MapValue):
        return value.complete and not any(map(may_be_absent, value.entries.values()))
    return False


def may_be_absent(item: Value) -> bool:
    """Whether an item of a list or map is there under a condition only."""
    return isinstance(item, Conditional) and (
        isinstance(item.then, Absent)
        or isinstance(item.otherwise, Absent)
        or may_be_absent(item.then)
        or may_be_absent(item.otherwise)
    )


def known_text(value: Value) -> str | None:
    """The text of a known scalar; None for null and for whatever is no known scalar."""
    if isinstance(value, Encoded):
        try:
            value = Known(str(to_plain(value)))
        except NotPlain:
            return None
    if isinstance(value, Known) and value.data is not None:
        return scalar_text(value.data)
    return None


def known_number(value: Value) -> int | float | None:
    """The number of a known scalar; None for whatever is none."""
    if not isinstance(value, Known) or isinstance(value.data, bool):
        return None
    if isinstance(value.data, str):
        return to_number(value.data) if value.data[:1] in set("-0123456789.+") else None
    return value.data


def known_bool(value: Value) -> bool | None:
    """The boolean of a known scalar; None for whatever is none."""
    if isinstance(value, Known):
        if isinstance(value.data, bool):
            return value.data
        if value.data in ("true", "false"):
            return value.data == "true"
    return None


def kind_of(value: Value) -> str:
    """What Terraform calls the type of a value, for messages."""
    if isinstance(value, MapValue):
        return "a map"
    if isinstance(value, ListValue):
        return "a list"
    if isinstance(value, Known):
        names = {bool: "a boolean", str: "a text", int: "a number", float: "a number"}
        return names.get(type(value.data), "null")
    return "a text" if isinstance(value, (Text, Encoded)) else "a value"


def resting_on(value: Value, *others: Value) -> Value:
    """The value with the first assumption of the others, where it has none of its own."""
    if value.assumed is not None or isinstance(value, Failed):
        return value
    return assuming(value, assumption_of(others))
