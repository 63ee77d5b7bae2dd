"""Which messages are transactions, and how those that are none are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.unit.handlers.conftest import ID, content
from transactions_core.messages import InvalidTransactionError, Transaction, parse, transaction_id_of


def parsed(**changes: object) -> Transaction:
    """A valid message, changed and read."""
    return parse(json.dumps(content(**changes)))


def test_a_transaction_is_read() -> None:
    """Every field, in its one form."""
    assert parsed(transaction_id=ID.upper(), amount="7", document={"b": 1, "a": "x"}) == Transaction(
        transaction_id=ID,
        account_id="account-1",
        kind="credit",
        amount=Decimal("7.00"),
        currency="EUR",
        session_id="session-1",
        occurred_at=datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC),
        document='{"a":"x","b":1}',
    )


def test_there_need_not_be_a_document() -> None:
    """It is empty then, as it is when it is null."""
    assert parsed().document == ""
    assert parse(json.dumps({**content(), "document": None})).document == ""


@pytest.mark.parametrize(("kind", "change"), [("credit", "12.34"), ("debit", "-12.34")])
def test_a_debit_takes_away(kind: str, change: str) -> None:
    """And a credit adds."""
    assert parsed(kind=kind).change == Decimal(change)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("transaction_id", None),
        ("transaction_id", 7),
        ("transaction_id", ID[:-1]),
        ("transaction_id", f"{ID}0"),
        ("transaction_id", f"{{{ID}}}"),
        ("transaction_id", ID.replace("-", "")),
        ("account_id", None),
        ("account_id", ""),
        ("account_id", "a" * 65),
        ("account_id", "a b"),
        ("account_id", "a\n"),
        ("account_id", ["a"]),
        ("session_id", None),
        ("session_id", "../x"),
        ("amount", None),
        ("amount", 12.34),
        ("amount", "-1"),
        ("amount", "1.234"),
        ("amount", "1."),
        ("amount", "12345678901"),
        ("amount", "1e3"),
        ("amount", "\u0661"),
        ("currency", None),
        ("currency", "eur"),
        ("currency", "EURO"),
    ],
)
def test_a_field_that_is_missing_or_invalid_is_named(field: str, value: object) -> None:
    """But its content is not told."""
    with pytest.raises(InvalidTransactionError) as caught:
        parsed(**{field: value})
    assert str(caught.value) == f"{field} is missing or invalid"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": "0"}, "amount is nothing"),
        ({"amount": "0.00"}, "amount is nothing"),
        ({"kind": None}, "kind is neither credit nor debit"),
        ({"kind": "refund"}, "kind is neither credit nor debit"),
        ({"kind": ["credit"]}, "kind is neither credit nor debit"),
        ({"occurred_at": None}, "occurred_at is no ISO 8601 time"),
        ({"occurred_at": 7}, "occurred_at is no ISO 8601 time"),
        ({"occurred_at": "yesterday"}, "occurred_at is no ISO 8601 time"),
        ({"occurred_at": "2026-01-02T03:04:05"}, "occurred_at has no offset"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at is out of range"),
        ({"document": []}, "document is no JSON object"),
        ({"document": "text"}, "document is no JSON object"),
        ({"document": {"a": "x" * 65_529}}, "document is larger than 65536 bytes"),
        ({"colour": "red", "size": 1}, "the message has 2 unknown fields"),
    ],
)
def test_what_else_is_wrong_is_told(changes: dict[str, object], reason: str) -> None:
    """Each with its own reason."""
    with pytest.raises(InvalidTransactionError) as caught:
        parsed(**changes)
    assert str(caught.value) == reason


def test_limits_are_allowed() -> None:
    """The longest names, the largest amount and document, the smallest amount."""
    whole = parsed(
        account_id="a" * 64, session_id="Z_-9", amount="9999999999.99", document={"a": "x" * 65_528}, kind="debit"
    )
    assert whole.account_id == "a" * 64
    assert len(whole.document) == 65_536
    assert parsed(amount="0.01").amount == Decimal("0.01")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "the message is not JSON"),
        ("[" * 100_000, "the message is not JSON"),
        (json.dumps({"document": {"a": float("nan")}}), "the message is not JSON"),
        ("[]", "the message is no JSON object"),
        ('"text"', "the message is no JSON object"),
    ],
)
def test_what_is_no_json_object_is_refused(body: str, reason: str) -> None:
    """Numbers that JSON does not know and endless nesting too; no cause is kept, since it holds the message."""
    with pytest.raises(InvalidTransactionError) as caught:
        parse(body)
    assert str(caught.value) == reason
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ is (reason == "the message is not JSON")


def test_the_same_content_has_the_same_fingerprint() -> None:
    """However it is written."""
    one = parsed(amount="7.10", document={"a": 1, "b": 2})
    other = parsed(
        amount="7.1", document={"b": 2, "a": 1}, transaction_id=ID.upper(), occurred_at="2026-01-02T02:04:05+00:00"
    )
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"transaction_id": ID.replace("0", "1")},
        {"account_id": "account-2"},
        {"kind": "debit"},
        {"amount": "12.35"},
        {"currency": "USD"},
        {"session_id": "session-2"},
        {"occurred_at": "2026-01-02T03:04:06+01:00"},
        {"document": {"a": 1}},
    ],
)
def test_other_content_has_another_fingerprint(changes: dict[str, object]) -> None:
    """Every field counts."""
    assert parsed(**changes).fingerprint != parsed().fingerprint


def test_an_id_is_read_in_any_case() -> None:
    """And refused when it is no UUID."""
    assert transaction_id_of(ID.upper()) == ID
    with pytest.raises(InvalidTransactionError, match=r"^transaction_id is no UUID$"):
        transaction_id_of("7")
