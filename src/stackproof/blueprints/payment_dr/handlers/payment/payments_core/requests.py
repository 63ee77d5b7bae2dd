"""Requests: what a valid payment has in it. What is refused is named by its field, never by its content."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LARGEST_BODY = 8 * 1024
"""Characters of a body."""

_FIELDS = {"payment_id", "customer_id", "session_id", "amount", "currency", "method_token"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOKEN = re.compile(r"tok_[A-Za-z0-9]{8,64}")
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CARD = re.compile(r"[0-9](?:[-_]?[0-9]){12,18}")


class RequestError(ValueError):
    """A request is refused.

    Attributes:
        status: the HTTP status that says so.
    """

    def __init__(self, status: int, reason: str) -> None:
        """Take the status and the reason, which has nothing of the request in it."""
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Payment:
    """A valid payment.

    Attributes:
        payment_id: UUID in lower case.
        amount: more than nothing, with two decimals.
        method_token: stands for the means of payment; no card is ever seen here.
    """

    payment_id: str
    customer_id: str
    session_id: str
    amount: Decimal
    currency: str
    method_token: str

    @property
    def fingerprint(self) -> str:
        """The same for the same content, however it is written."""
        parts = (
            self.payment_id,
            self.customer_id,
            self.session_id,
            str(self.amount),
            self.currency,
            self.method_token,
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def payment_id_of(text: str) -> str:
    """A payment's id in its one form.

    Raises:
        RequestError: it is no UUID.
    """
    if not _UUID.fullmatch(text):
        raise RequestError(400, "payment_id is no UUID")
    return text.lower()


def session_id_of(text: str) -> str:
    """A session's id.

    Raises:
        RequestError: it is none.
    """
    if not _NAME.fullmatch(text):
        raise RequestError(400, "session_id is invalid")
    return text


def payment_of(event: Mapping[str, Any]) -> Payment:
    """The payment of a request.

    Raises:
        RequestError: it is not valid.
    """
    content = _content(event)
    if unknown := set(content) - _FIELDS:
        raise RequestError(400, f"the body has {len(unknown)} unknown fields")
    amount = Decimal(_text(content, "amount", _AMOUNT)).quantize(Decimal("0.01"))
    if not amount:
        raise RequestError(400, "amount is nothing")
    payment = Payment(
        payment_id=_text(content, "payment_id", _UUID).lower(),
        customer_id=_text(content, "customer_id", _NAME),
        session_id=_text(content, "session_id", _NAME),
        amount=amount,
        currency=_text(content, "currency", _CURRENCY),
        method_token=_text(content, "method_token", _TOKEN),
    )
    for field in ("customer_id", "session_id", "method_token"):
        if _has_card_number(getattr(payment, field)):
            raise RequestError(400, f"{field} looks like the number of a card")
    return payment


def _content(event: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object of a request's body."""
    kind = event.get("headers", {}).get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RequestError(415, "the body has to be application/json")
    body = event.get("body") or ""
    if len(body) > LARGEST_BODY:
        raise RequestError(413, f"the body is larger than {LARGEST_BODY} characters")
    try:
        text = base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
        content = json.loads(text)
    except (ValueError, RecursionError):
        # Without the cause, which holds a part of the body.
        raise RequestError(400, "the body is not JSON") from None
    if not isinstance(content, dict):
        raise RequestError(400, "the body is no JSON object")
    return content


def _text(content: dict[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    """The text of a field, which has to match a pattern as a whole."""
    value = content.get(field)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise RequestError(400, f"{field} is missing or invalid")
    return value


def _has_card_number(text: str) -> bool:
    """Whether 13 to 19 digits in a text have the check digit that numbers of cards have."""
    return any(_luhn([int(one) for one in found[0] if one.isdigit()]) for found in _CARD.finditer(text))


def _luhn(digits: list[int]) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1)."""
    doubled = [2 * digit if index % 2 else digit for index, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
