"""Messages of the queue: what a valid one has in it. What is refused is named by its field, never by its content."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

KINDS = ("credit", "debit")
LARGEST_DOCUMENT_BYTES = 64 * 1024

_FIELDS = {"transaction_id", "account_id", "kind", "amount", "currency", "session_id", "occurred_at"}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AMOUNT = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


class InvalidTransactionError(ValueError):
    """A message is no transaction; it goes back to the queue and at last to the dead-letter queue."""


@dataclass(frozen=True)
class Transaction:
    """A valid transaction.

    Attributes:
        transaction_id: UUID in lower case.
        amount: more than nothing, with two decimals.
        occurred_at: in UTC.
        document: what belongs to it, as JSON; empty for nothing.
    """

    transaction_id: str
    account_id: str
    kind: str
    amount: Decimal
    currency: str
    session_id: str
    occurred_at: datetime
    document: str

    @property
    def change(self) -> Decimal:
        """What it adds to the account's balance."""
        return self.amount if self.kind == "credit" else -self.amount

    @property
    def fingerprint(self) -> str:
        """The same for the same content, however it is written."""
        parts = (
            self.transaction_id,
            self.account_id,
            self.kind,
            str(self.amount),
            self.currency,
            self.session_id,
            self.occurred_at.isoformat(),
            self.document,
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def transaction_id_of(text: str) -> str:
    """A transaction's id in its one form.

    Raises:
        InvalidTransactionError: it is no UUID.
    """
    if not _UUID.fullmatch(text):
        raise InvalidTransactionError("transaction_id is no UUID")
    return text.lower()


def parse(body: str) -> Transaction:
    """The transaction of a message.

    Raises:
        InvalidTransactionError: the message is not valid.
    """
    try:
        content = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # Without the cause, which holds a part of the message.
        raise InvalidTransactionError("the message is not JSON") from None
    if not isinstance(content, dict):
        raise InvalidTransactionError("the message is no JSON object")
    if unknown := set(content) - _FIELDS - {"document"}:
        raise InvalidTransactionError(f"the message has {len(unknown)} unknown fields")
    amount = Decimal(_text(content, "amount", _AMOUNT)).quantize(Decimal("0.01"))
    if not amount:
        raise InvalidTransactionError("amount is nothing")
    if content.get("kind") not in KINDS:
        raise InvalidTransactionError("kind is neither credit nor debit")
    return Transaction(
        transaction_id=_text(content, "transaction_id", _UUID).lower(),
        account_id=_text(content, "account_id", _NAME),
        kind=content["kind"],
        amount=amount,
        currency=_text(content, "currency", _CURRENCY),
        session_id=_text(content, "session_id", _NAME),
        occurred_at=_time(content),
        document=_document(content),
    )


def _refuse_constant(_name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError


def _text(content: dict[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    """The text of a field, which has to match a pattern as a whole."""
    value = content.get(field)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise InvalidTransactionError(f"{field} is missing or invalid")
    return value


def _time(content: dict[str, Any]) -> datetime:
    """When it happened, in UTC."""
    try:
        found = datetime.fromisoformat(content["occurred_at"])
    except (KeyError, TypeError, ValueError):
        raise InvalidTransactionError("occurred_at is no ISO 8601 time") from None
    if found.tzinfo is None:
        raise InvalidTransactionError("occurred_at has no offset")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise InvalidTransactionError("occurred_at is out of range") from None


def _document(content: dict[str, Any]) -> str:
    """The document in one form, empty for none."""
    document = content.get("document")
    if document is None:
        return ""
    if not isinstance(document, dict):
        raise InvalidTransactionError("document is no JSON object")
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    if len(text) > LARGEST_DOCUMENT_BYTES:
        raise InvalidTransactionError(f"document is larger than {LARGEST_DOCUMENT_BYTES} bytes")
    return text
