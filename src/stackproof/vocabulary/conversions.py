"""How single values are written differently: named in a table's rows behind `|`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.canonical import COMPLETED
from stackproof.graph.query import boolean, number
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
    scalar_text,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Conversion = "Callable[[Value], Value]"


def mapped(value: Value, change: Callable[[Known], Value], reason: str) -> Value:
    """`change` applied to a known scalar, branch by branch; what is not known stays so, for `reason`."""
    if isinstance(value, Conditional):
        then, otherwise = mapped(value.then, change, reason), mapped(value.otherwise, change, reason)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(mapped(value.inner, change, reason), value.at, value.assumed)
    if isinstance(value, Absent):
        return value
    if isinstance(value, Known):
        return value if value.data is None else change(value)
    return Unknown(reason, None, value.at, value.assumed, (value,))


def switch(yes: Value | str | bool, no: Value | str | bool | None) -> Callable[[Value], Value]:
    """A conversion of a boolean: what it is for true and for false; None leaves the property out."""

    def one(value: Known) -> Value:
        known = boolean(value)
        if known is None:
            return value
        chosen = yes if known else no
        if chosen is None:
            return Absent(value.at, value.assumed)
        return chosen if isinstance(chosen, Value) else Known(chosen, value.at, value.assumed)

    return lambda value: mapped(value, one, "it follows from a value that is not known")


def times(factor: float) -> Callable[[Value], Value]:
    """A conversion of a number to another unit."""

    def one(value: Known) -> Value:
        known = number(value)
        if known is None:
            return value
        product = known * factor
        return Known(int(product) if product.is_integer() else product, value.at, value.assumed)

    return lambda value: mapped(value, one, "it is computed from a value that is not known")


def upper(value: Value) -> Value:
    """A text in capitals."""
    return mapped(
        value,
        lambda one: Known(one.data.upper() if isinstance(one.data, str) else one.data, one.at, one.assumed),
        "it is made of a text that is not known",
    )


def as_list(value: Value) -> Value:
    """A lone value as a list of one."""
    if isinstance(value, (ListValue, Absent)) or (isinstance(value, Known) and value.data is None):
        return value
    return ListValue((value,), value.at, value.assumed)


def split_commas(value: Value) -> Value:
    """A text with commas as the list of its parts."""

    def one(value: Known) -> Value:
        parts = [part.strip() for part in scalar_text(value.data).split(",")]
        return ListValue(tuple([Known(part, value.at, value.assumed) for part in parts if part]), value.at)

    return mapped(value, one, "it is a part of a text that is not known")


def pairs(key: str, item: str) -> Callable[[Value], Value]:
    """A conversion of a map to a list of pairs, with the names of the two (`Name` and `Value`, say)."""

    def change(value: Value) -> Value:
        if isinstance(value, Conditional):
            then, otherwise = change(value.then), change(value.otherwise)
            return Conditional(value.condition, then, otherwise, value.at, value.assumed)
        if isinstance(value, Sensitive):
            return Sensitive(change(value.inner), value.at, value.assumed)
        if not isinstance(value, MapValue):
            return value
        items = [
            MapValue({key: Known(name, inner.at, inner.assumed), item: inner}, inner.at)
            for name, inner in value.entries.items()
        ]
        return ListValue(tuple(items), value.at, value.assumed, complete=value.complete)

    return change


def prefix(value: Value) -> Value:
    """The beginning of a name that the provider completes."""
    if isinstance(value, Absent) or (isinstance(value, Known) and value.data is None):
        return value
    return text((value, Unknown(COMPLETED, None, value.at)), value.at, value.assumed)


CONVERSIONS: dict[str, Callable[[Value], Value]] = {
    "Enabled or Disabled": switch("Enabled", "Disabled"),
    "Enabled or Suspended": switch("Enabled", "Suspended"),
    "ENABLED or DISABLED": switch("ENABLED", "DISABLED"),
    "enabled or disabled": switch("enabled", "disabled"),
    "not": switch(yes=False, no=True),
    "only true": switch(yes=True, no=None),
    "minutes to seconds": times(60),
    "hours to seconds": times(3600),
    "upper": upper,
    "prefix": prefix,
    "list": as_list,
    "commas": split_commas,
    "name and value": pairs("Name", "Value"),
    "key and value": pairs("Key", "Value"),
}
"""By the name that a row says."""
