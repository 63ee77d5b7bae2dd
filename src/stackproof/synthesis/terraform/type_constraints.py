"""Type constraints of variables: what they convert, and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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
)
from stackproof.synthesis.terraform import syntax
from stackproof.synthesis.terraform.lift import (
    Failed,
    conditional,
    failed,
    kind_of,
    known_bool,
    known_number,
    known_text,
)
from stackproof.synthesis.terraform.steps import whole
from stackproof.synthesis.terraform.values_of_type import as_set, unified

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location

Scalar = Literal["string", "number", "bool"]


@dataclass(frozen=True, slots=True)
class Anything:
    """`any`, or no constraint."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number` or `bool`."""

    name: Scalar


@dataclass(frozen=True, slots=True)
class Collection:
    """`list(T)`, `set(T)` or `map(T)`."""

    kind: Literal["list", "set", "map"]
    of: Type


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute of an object; `default` is the expression of `optional(T, default)`."""

    of: Type
    optional: bool = False
    default: syntax.Expression | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """`object({...})`."""

    fields: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Row:
    """`tuple([...])`."""

    of: tuple[Type, ...]


Type = Anything | Primitive | Collection | Structure | Row


def read_type(expression: syntax.Expression | None) -> Type:
    """The type that an expression stands for; anything where it stands for none."""
    if isinstance(expression, syntax.Literal) and isinstance(expression.data, str):
        # Terraform 0.11 wrote types in quotation marks.
        expression = syntax.Name(expression.at, expression.data)
    if isinstance(expression, syntax.Name):
        if expression.name in ("string", "number", "bool"):
            return Primitive(expression.name)  # type: ignore[arg-type]
        if expression.name in ("list", "set", "map"):
            return Collection(expression.name, Anything())  # type: ignore[arg-type]
        return Anything()
    if not isinstance(expression, syntax.Call) or not expression.arguments:
        return Anything()
    first = expression.arguments[0]
    if expression.name in ("list", "set", "map"):
        return Collection(expression.name, read_type(first))  # type: ignore[arg-type]
    if expression.name == "object" and isinstance(first, syntax.MapExpression):
        return Structure({str(key.data): _field(of) for key, of in first.entries if isinstance(key, syntax.Literal)})
    if expression.name == "tuple" and isinstance(first, syntax.ListExpression):
        return Row(tuple([read_type(item) for item in first.items]))
    if expression.name == "optional":
        return read_type(first)
    return Anything()


def _field(expression: syntax.Expression) -> Field:
    if isinstance(expression, syntax.Call) and expression.name == "optional" and expression.arguments:
        default = expression.arguments[1] if len(expression.arguments) > 1 else None
        return Field(read_type(expression.arguments[0]), optional=True, default=default)
    return Field(read_type(expression))


def is_simple(of: Type) -> bool:
    """Whether a value of this type is given as a bare text on Terraform's command line."""
    return isinstance(of, Primitive)


def convert(value: Value, of: Type, default: Callable[[syntax.Expression], Value], at: Location) -> Value:
    """A value as one of a type; a `Failed` where it is none.

    Args:
        value: the value.
        of: the type.
        default: evaluates the default of an optional attribute.
        at: where a failure is reported.
    """
    if isinstance(of, Anything) or isinstance(value, (Failed, Absent)):
        return value
    if isinstance(value, Conditional):
        then, otherwise = convert(value.then, of, default, at), convert(value.otherwise, of, default, at)
        return conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        inner = convert(value.inner, of, default, at)
        return inner if isinstance(inner, Failed) else Sensitive(inner, value.at, value.assumed)
    value = whole(value)
    if isinstance(value, (Unknown, Reference)) or (isinstance(value, Known) and value.data is None):
        return value
    if isinstance(of, Primitive):
        return _scalar(value, of.name, at)
    if isinstance(of, Structure):
        return _structure(value, of, default, at)
    if isinstance(of, Row):
        return _row(value, of, default, at)
    return _collection(value, of, default, at)


def _scalar(value: Value, name: Scalar, at: Location) -> Value:
    if isinstance(value, (ListValue, MapValue)):
        return failed(f"a {name} is needed, and this is {kind_of(value)}", at)
    if not isinstance(value, Known):
        return value
    data: str | float | bool | None
    if name == "string":
        data = known_text(value)
    elif name == "number":
        data = known_number(value)
    else:
        data = known_bool(value)
    if data is None:
        return failed(f"a {name} is needed, and this is {kind_of(value)}", at)
    return value if type(data) is type(value.data) else Known(data, value.at, value.assumed)


def _first_failure(values: tuple[Value, ...]) -> Failed | None:
    return next((value for value in values if isinstance(value, Failed)), None)


def _collection(value: Value, of: Collection, default: Callable[[syntax.Expression], Value], at: Location) -> Value:
    if of.kind == "map":
        if not isinstance(value, MapValue):
            return failed(f"a map is needed, and this is {kind_of(value)}", at)
        converted = [convert(item, of.of, default, at) for item in value.entries.values()]
        entries = dict(zip(value.entries, _alike(converted, of.of), strict=True))
        bad = _first_failure(tuple(entries.values()))
        return bad or MapValue(entries, value.at, value.assumed, complete=value.complete)
    if not isinstance(value, ListValue):
        return failed(f"a {of.kind} is needed, and this is {kind_of(value)}", at)
    items = tuple(_alike([convert(item, of.of, default, at) for item in value.items], of.of))
    listed = ListValue(items, value.at, value.assumed, complete=value.complete)
    return _first_failure(items) or (as_set(listed, value.at) if of.kind == "set" else listed)


def _alike(items: list[Value], of: Type) -> list[Value]:
    """Items of any type as one type, whichever suits all of them."""
    return unified(items) if isinstance(of, Anything) else items


def _row(value: Value, of: Row, default: Callable[[syntax.Expression], Value], at: Location) -> Value:
    if not isinstance(value, ListValue):
        return failed(f"a tuple is needed, and this is {kind_of(value)}", at)
    if value.complete and len(value.items) != len(of.of):
        return failed(f"a tuple of {len(of.of)} items is needed, and this has {len(value.items)}", at)
    items = tuple([convert(item, one, default, at) for item, one in zip(value.items, of.of, strict=False)])
    return _first_failure(items) or ListValue(items, value.at, value.assumed, complete=value.complete)


def _structure(value: Value, of: Structure, default: Callable[[syntax.Expression], Value], at: Location) -> Value:
    if not isinstance(value, MapValue):
        return failed(f"an object is needed, and this is {kind_of(value)}", at)
    entries: dict[str, Value] = {}
    for name, field in of.fields.items():
        item = value.entries.get(name)
        missing = item is None or (isinstance(item, Known) and item.data is None and field.default is not None)
        if not missing and item is not None:
            entries[name] = convert(item, field.of, default, at)
        elif not value.complete and item is None:
            entries[name] = Unknown(f"the keys beside {name} are not all known", None, value.at)
        elif field.optional:
            made = default(field.default) if field.default is not None else Known(None, value.at)
            entries[name] = convert(made, field.of, default, at)
        else:
            return failed(f"the attribute {name} is required", at)
    bad = _first_failure(tuple(entries.values()))
    return bad or MapValue(entries, value.at, value.assumed)
