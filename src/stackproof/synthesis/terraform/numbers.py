"""Numbers in Terraform's notation: whole ones exact, others as floats (Terraform keeps 512 bits)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_MAX_DIGITS = 400


def to_number(text: str) -> int | float | None:
    """The number that a text in HCL's or JSON's notation stands for; None when it is none, or has too many digits."""
    if not text or len(text) > _MAX_DIGITS or "_" in text:
        return None
    if text.isdecimal() and text.isascii():
        return int(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def number_text(number: float) -> str:
    """A number as Terraform writes it in a text: without an exponent."""
    if isinstance(number, int):
        return str(number)
    written = format(Decimal(repr(number)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def scalar_text(data: str | float | bool) -> str:
    """A scalar as Terraform writes it in a text."""
    if isinstance(data, bool):
        return "true" if data else "false"
    return data if isinstance(data, str) else number_text(data)
