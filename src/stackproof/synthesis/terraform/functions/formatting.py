"""`format` and `formatlist`: Go's verbs, with holes where an argument is not known."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stackproof.graph.values import ListValue, MapValue, Unknown, Value
from stackproof.graph.values import text as joined
from stackproof.synthesis.terraform.functions.json_form import json_text
from stackproof.synthesis.terraform.functions.registry import Arguments, RefusedError, function
from stackproof.synthesis.terraform.lift import (
    NotPlain,
    distributed,
    is_exact,
    kind_of,
    known_text,
    opaque,
    resting_on,
    to_plain,
)
from stackproof.synthesis.terraform.numbers import number_text, scalar_text, to_number
from stackproof.vocabulary.json_text import Encoded, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERB = re.compile(r"%(?:%|([-+ #0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z]))|%")
_MAX_WIDTH = 10_000


@function("format", 1, None, passes_on=True)
def _format(call: Arguments) -> Value:
    pattern = known_text(call.values[0])
    if pattern is None:
        return call.opaque()
    try:
        return formatted(call, pattern, call.values[1:])
    except RefusedError as refusal:
        return call.failed(str(refusal))


def formatted(call: Arguments, pattern: str, values: Sequence[Value]) -> Value:
    """The text that a pattern and its arguments give.

    Raises:
        RefusedError: the pattern does not suit the arguments.
    """
    parts: list[str | Value] = []
    position = 0
    used: set[int] = set()
    turn = 0
    assumed = call.values[0].assumed
    for match in _VERB.finditer(pattern):
        parts.append(pattern[position : match.start()])
        position = match.end()
        if match.group() == "%%":
            parts.append("%")
            continue
        verb = match.group(5)
        if verb is None:
            raise RefusedError("a % stands without a verb")
        index = int(match.group(4)) - 1 if match.group(4) else turn
        turn = index + 1
        if not 0 <= index < len(values):
            raise RefusedError(f"there is no argument {index + 1}")
        used.add(index)
        assumed = assumed or values[index].assumed
        parts.append(_argument(call, match, values[index]))
    parts.append(pattern[position:])
    if len(used) < len(values) and "[" not in pattern:
        raise RefusedError(f"it is given {len(values)} arguments, and {len(used)} of them are used")
    if not call.evaluator.limits.take(sum(map(_size, parts))):
        return Unknown("the text is too long", None, call.at)
    return joined(parts, call.at, assumed)


def _size(part: str | Value) -> int:
    return len(part) if isinstance(part, str) else 10


def _argument(call: Arguments, match: re.Match[str], value: Value) -> str | Value:
    flags, width, precision, _, verb = match.groups()
    wide = int(width) if width else 0
    if wide > _MAX_WIDTH or (precision and int(precision) > _MAX_WIDTH):
        raise RefusedError("a width is too large")
    try:
        data = to_plain(value)
    except NotPlain:
        return _hole(call, match, value)
    if data is None and verb != "v":
        raise RefusedError("an argument is null")
    text = _verb(verb, flags or "", precision, data, value)
    if len(text) >= wide:
        return text
    if "-" in (flags or ""):
        return text.ljust(wide)
    if "0" in (flags or "") and verb not in "sqv":
        sign = text[0] if text[:1] in "+-" else ""
        return sign + text[len(sign) :].rjust(wide - len(sign), "0")
    return text.rjust(wide, "0" if "0" in (flags or "") and verb in "sqv" else " ")


def _hole(call: Arguments, match: re.Match[str], value: Value) -> Value:
    flags, width, precision, _, verb = match.groups()
    value = plain_text(value)
    if isinstance(value, (ListValue, MapValue)):
        return opaque("jsonencode", [value], call.at)
    if flags or width or precision or verb not in "svdtq":
        return opaque(f'format("{match.group()}", {{}})', [value], call.at)
    return joined(['"', value, '"'], call.at) if verb == "q" else value


def _verb(verb: str, flags: str, precision: str | None, data: object, value: Value) -> str:
    if verb == "v":
        if isinstance(data, str) and "#" not in flags and not isinstance(value, Encoded):
            return data
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return number_text(data)
        return json_text(data)
    if verb in "sq":
        if isinstance(data, (list, dict)):
            raise RefusedError(f"a text is needed, and this is {kind_of(value)}")
        text = scalar_text(data)  # type: ignore[arg-type]
        text = text[: int(precision)] if precision else text
        return json.dumps(text, ensure_ascii=False) if verb == "q" else text
    if verb == "t":
        if data not in (True, False, "true", "false"):
            raise RefusedError("a boolean is needed")
        return str(data).lower()
    number = to_number(data) if isinstance(data, str) else data
    if number is None or isinstance(number, bool) or not isinstance(number, (int, float)):
        raise RefusedError("a number is needed")
    return _number(verb, flags, precision, number)


def _number(verb: str, flags: str, precision: str | None, number: float) -> str:
    plus = "+" if "+" in flags else " " if " " in flags else ""
    if verb in "bdoxX":
        whole = int(number)
        base = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}[verb]
        text = format(abs(whole), base)
        return ("-" if whole < 0 else plus) + text
    if verb in "eEfFgG":
        digits = int(precision) if precision else (0 if precision == "" else 6)
        if verb in "gG" and precision is None:
            text = _shortest(number, upper=verb == "G")
        else:
            text = format(number, f".{digits}{verb}")
        return text if text.startswith("-") else plus + text
    raise RefusedError(f"%{verb} is not known")


def _shortest(number: float, *, upper: bool) -> str:
    """Go's %g: the shortest text that is read back as the same number."""
    text = repr(float(number))
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        if abs(float(number)) < 1e21 and text.endswith(".0"):
            return text[:-2]
        return text
    text = f"{mantissa.removesuffix('.0')}e{exponent[0]}{exponent[1:].rjust(2, '0')}"
    return text.upper() if upper else text


@function("formatlist", 1, None, passes_on=True)
def _formatlist(call: Arguments) -> Value:
    lists = [value for value in call.values[1:] if isinstance(value, ListValue)]
    pattern = known_text(call.values[0])
    if pattern is None or not all(map(is_exact, lists)):
        return call.opaque()
    if not lists and any(isinstance(value, Unknown) for value in call.values[1:]):
        return call.opaque()
    lengths = {len(one.items) for one in lists}
    if len(lengths) > 1:
        return call.failed("the lists have different lengths")
    made: list[Value] = []
    for number in range(lengths.pop() if lengths else 1):
        row = [
            resting_on(value.items[number], value) if isinstance(value, ListValue) else value
            for value in call.values[1:]
        ]

        def one(values: list[Value]) -> Value:
            try:
                return formatted(call, pattern, values)
            except RefusedError as refusal:
                return call.failed(str(refusal))

        made.append(distributed(row, one, call.at))
    return ListValue(tuple(made), call.at, lists[0].assumed if lists else None)
