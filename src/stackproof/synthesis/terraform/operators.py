"""The operators of Terraform's language in three values."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from stackproof.graph.query import same
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text, Unknown, Value
from stackproof.synthesis.terraform.lift import (
    Failed,
    NotPlain,
    deep_assumption,
    distributed,
    failed,
    kind_of,
    known_bool,
    known_number,
    opaque,
    resting_on,
    to_plain,
)
from stackproof.synthesis.terraform.steps import whole
from stackproof.vocabulary.json_text import Encoded, plain_text

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.lift import Plain

_PRECISE = Context(prec=150)
_NEVER_NULL = frozenset({"", "id", "arn", "name", "bucket"})


def negate(value: Value, at: Location) -> Value:
    """`!value`."""

    def change(values: list[Value]) -> Value:
        (one,) = values
        known = known_bool(one)
        if known is not None:
            return Known(not known, at, one.assumed)
        if isinstance(one, Unknown) and one.symbol and one.symbol.startswith("!"):
            return Unknown(one.reason, one.symbol[1:], at, one.assumed, one.sources)
        return _open(one, "!{}", at, "a boolean")

    return distributed([value], change, at)


def minus(value: Value, at: Location) -> Value:
    """`-value`."""

    def change(values: list[Value]) -> Value:
        number = known_number(values[0])
        return _open(values[0], "-{}", at, "a number") if number is None else Known(-number, at, values[0].assumed)

    return distributed([value], change, at)


def _open(value: Value, label: str, at: Location, wanted: str) -> Value:
    if isinstance(value, (Unknown, Reference)) or (isinstance(value, Text) and wanted != "a boolean"):
        return opaque(label, [value], at)
    return failed(f"{wanted} is needed, and this is {kind_of(value)}", at)


def both(left: Value, right: Value, at: Location) -> Value:
    """`left && right`, where left is not known to be false."""
    return distributed([left, right], lambda values: _logic(values[0], values[1], at, decisive=False), at)


def either(left: Value, right: Value, at: Location) -> Value:
    """`left || right`, where left is not known to be true."""
    return distributed([left, right], lambda values: _logic(values[0], values[1], at, decisive=True), at)


def _logic(left: Value, right: Value, at: Location, *, decisive: bool) -> Value:
    first, second = known_bool(left), known_bool(right)
    for known, value in ((first, left), (second, right)):
        if known is decisive:
            return Known(decisive, at, value.assumed)
    for known, value, other in ((first, left, right), (second, right, left)):
        if known is not None:
            # The other one alone decides.
            if known_bool(other) is not None:
                return Known(not decisive, at, value.assumed or other.assumed)
            return resting_on(_checked(other, at), value)
    return opaque("({} || {})" if decisive else "({} && {})", [left, right], at)


def _checked(value: Value, at: Location) -> Value:
    if isinstance(value, (Unknown, Reference)):
        return value
    return failed(f"a boolean is needed, and this is {kind_of(value)}", at)


def equal(left: Value, right: Value, at: Location) -> Value:
    """`left == right`: values of different types differ."""

    def change(values: list[Value]) -> Value:
        one, other = whole(values[0]), whole(values[1])
        for value in (one, other):
            if isinstance(value, Failed):
                return value
        assumed = deep_assumption((one, other))
        answer = equality(one, other)
        if answer is Truth.UNDECIDED:
            return opaque("({} == {})", [one, other], at)
        return Known(answer is Truth.YES, at, assumed)

    return distributed([left, right], change, at)


def equality(one: Value, other: Value) -> Truth:
    """Whether two values are equal in Terraform's sense, where 1 and "1" are not."""
    try:
        return Truth.of(_equal_data(to_plain(one), to_plain(other)))
    except NotPlain:
        pass
    for value, counterpart in ((one, other), (other, one)):
        if isinstance(value, Known) and value.data is None:
            return _is_null(counterpart)
        if isinstance(value, Known) and isinstance(counterpart, (ListValue, MapValue)):
            return Truth.NO
    return same(plain_text(one), plain_text(other))


def _is_null(value: Value) -> Truth:
    if isinstance(value, (ListValue, MapValue, Text, Encoded)):
        return Truth.NO
    if isinstance(value, Reference) and value.attribute in _NEVER_NULL:
        return Truth.NO
    return Truth.UNDECIDED


def _equal_data(one: Plain, other: Plain) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal_data(item, other[key]) for key, item in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_equal_data(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other
    return type(one) is type(other) and one == other


def different(left: Value, right: Value, at: Location) -> Value:
    """`left != right`."""
    return negate(equal(left, right, at), at)


def arithmetic(operator: str, left: Value, right: Value, at: Location) -> Value:
    """`+ - * / %` and the comparisons of numbers."""

    def change(values: list[Value]) -> Value:
        numbers = [known_number(value) for value in values]
        for value, number in zip(values, numbers, strict=True):
            if isinstance(value, Failed):
                return value
            if number is None and not isinstance(value, (Unknown, Reference, Text)):
                return failed(f"a number is needed, and this is {kind_of(value)}", at)
        if None in numbers:
            return opaque("({} " + operator.replace("%", "%") + " {})", values, at)
        assumed = values[0].assumed or values[1].assumed
        result = compute(operator, numbers[0] or 0, numbers[1] or 0)
        return failed("a number is divided by zero", at) if result is None else Known(result, at, assumed)

    return distributed([left, right], change, at)


def compute(operator: str, left: float, right: float) -> bool | int | float | None:
    """The result of an operator on two numbers; None where there is none."""
    if operator in ("<", ">", "<=", ">="):
        return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]
    one, other = _decimal(left), _decimal(right)
    try:
        if operator == "+":
            result = _PRECISE.add(one, other)
        elif operator == "-":
            result = _PRECISE.subtract(one, other)
        elif operator == "*":
            result = _PRECISE.multiply(one, other)
        elif operator == "/":
            result = _PRECISE.divide(one, other)
        else:
            # The remainder has the sign of the dividend, as Decimal has it and Python's numbers have not.
            result = _PRECISE.remainder(one, other)
    except (DivisionByZero, InvalidOperation, Overflow):
        return None
    if result.adjusted() > 400:
        return None
    # One third times three is one in Terraform's 512 bits.
    rounded = result.quantize(Decimal(1), context=_PRECISE) if result.adjusted() < 140 else result
    if abs(rounded - result) < Decimal("1e-100"):
        return int(rounded)
    return float(result)


def _decimal(number: float) -> Decimal:
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))
