"""Functions of numbers."""

from __future__ import annotations

import math
from decimal import Decimal

from stackproof.synthesis.terraform.functions.registry import RefusedError, plain
from stackproof.synthesis.terraform.numbers import to_number

_MAX_ITEMS = 1024
"""Terraform's own limit of `range`."""


@plain("abs", "n")
def _abs(number: float) -> float:
    return abs(number)


@plain("ceil", "n")
def _ceil(number: float) -> int:
    return math.ceil(number)


@plain("floor", "n")
def _floor(number: float) -> int:
    return math.floor(number)


@plain("signum", "n")
def _signum(number: float) -> int:
    return (number > 0) - (number < 0)


@plain("max", "nn*")
def _max(*numbers: float) -> float:
    return max(numbers)


@plain("min", "nn*")
def _min(*numbers: float) -> float:
    return min(numbers)


@plain("log", "nn")
def _log(number: float, base: float) -> float:
    result = math.log(number, base)
    return round(result) if abs(result - round(result)) < 1e-12 else result


@plain("pow", "nn")
def _pow(number: float, exponent: float) -> float:
    result: float | complex = float(number) ** float(exponent)
    if isinstance(result, complex):
        raise RefusedError("the result is no real number")
    return result


@plain("parseint", "tn")
def _parseint(text: str, base: int) -> int:
    if not 2 <= base <= 62 or len(text) > 400 or "_" in text or text != text.strip():
        raise RefusedError("it is not a whole number in that base")
    if base > 36:
        raise ValueError("bases above 36")
    try:
        return int(text, base)
    except ValueError:
        raise RefusedError("it is not a whole number in that base") from None


@plain("range", "nnn", optional=2)
def _range(first: float, second: float | None = None, third: float | None = None) -> list[float]:
    start, end = (0, first) if second is None else (first, second)
    step = Decimal(repr(third)) if third is not None else Decimal(1 if start <= end else -1)
    current, last = Decimal(repr(start)), Decimal(repr(end))
    if not step or (step > 0 and last < current) or (step < 0 and last > current):
        raise RefusedError("the step does not lead from the start to the limit")
    found: list[float] = []
    while (current < last) if step > 0 else (current > last):
        if len(found) >= _MAX_ITEMS:
            raise RefusedError(f"the list has more than {_MAX_ITEMS} items")
        found.append(to_number(str(current)) or 0)
        current += step
    return found


@plain("sum", "l")
def _sum(items: list[object]) -> float:
    if not items:
        raise RefusedError("a list with at least one item is needed")
    total = Decimal(0)
    for item in items:
        number = to_number(item) if isinstance(item, str) else item
        if number is None or isinstance(number, bool) or not isinstance(number, (int, float)):
            raise RefusedError("all items have to be numbers")
        total += Decimal(repr(number))
    return to_number(str(total)) or 0
