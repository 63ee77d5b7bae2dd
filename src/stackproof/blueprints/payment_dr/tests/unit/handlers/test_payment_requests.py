"""Which requests are payments, and how those that are none are told."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import Any

import pytest

from payments_core.requests import Payment, RequestError, payment_id_of, payment_of, session_id_of
from tests.unit.handlers.conftest import ID, content


def request(body: str, **more: Any) -> dict[str, Any]:
    """An event with a body."""
    return {"headers": {"content-type": "application/json"}, "body": body, **more}


def parsed(**changes: object) -> Payment:
    """A valid payment, changed and read."""
    return payment_of(request(json.dumps(content(**changes))))


def refused(event: dict[str, Any]) -> tuple[int, str]:
    """Status and reason with which an event is refused."""
    with pytest.raises(RequestError) as caught:
        payment_of(event)
    assert caught.value.__cause__ is None
    return caught.value.status, str(caught.value)


def test_a_payment_is_read() -> None:
    """Every field, in its one form."""
    assert parsed(payment_id=ID.upper(), amount="7") == Payment(
        payment_id=ID,
        customer_id="customer-1",
        session_id="session-1",
        amount=Decimal("7.00"),
        currency="EUR",
        method_token="tok_abcdefgh",
    )


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON ; charset=utf-8"])
def test_json_is_what_its_type_says(kind: str) -> None:
    """With parameters, in any case."""
    event = request(json.dumps(content()), headers={"content-type": kind})
    assert payment_of(event).payment_id == ID


@pytest.mark.parametrize("headers", [{}, {"content-type": ""}, {"content-type": "text/plain"}])
def test_other_types_are_refused(headers: dict[str, str]) -> None:
    """Before anything is read."""
    assert refused(request("{", headers=headers)) == (415, "the body has to be application/json")
    assert refused({"body": "{"}) == (415, "the body has to be application/json")


def test_a_body_may_come_as_base64() -> None:
    """The API decides that by the type."""
    body = base64.b64encode(json.dumps(content()).encode()).decode()
    assert payment_of(request(body, isBase64Encoded=True)).payment_id == ID


@pytest.mark.parametrize(
    ("body", "more", "reason"),
    [
        ("{", {}, "the body is not JSON"),
        ("[" * 8000, {}, "the body is not JSON"),
        ("", {}, "the body is not JSON"),
        (None, {}, "the body is not JSON"),
        ("***", {"isBase64Encoded": True}, "the body is not JSON"),
        ("e30*", {"isBase64Encoded": True}, "the body is not JSON"),
        ("/w==", {"isBase64Encoded": True}, "the body is not JSON"),
        ("[]", {}, "the body is no JSON object"),
        ("7", {}, "the body is no JSON object"),
    ],
)
def test_what_is_no_json_object_is_refused(body: Any, more: dict[str, Any], reason: str) -> None:
    """No cause is kept, since it holds the body."""
    assert refused(request(body, **more)) == (400, reason)


def test_a_body_has_a_limit() -> None:
    """It is not read then."""
    assert refused(request("[" * 8192)) == (400, "the body is not JSON")
    assert refused(request("[" * 8193)) == (413, "the body is larger than 8192 characters")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payment_id", None),
        ("payment_id", 7),
        ("payment_id", ID[:-1]),
        ("payment_id", f"{ID}0"),
        ("payment_id", ID.replace("-", "")),
        ("customer_id", None),
        ("customer_id", ""),
        ("customer_id", "a" * 65),
        ("customer_id", "a b"),
        ("session_id", None),
        ("session_id", "../x"),
        ("amount", None),
        ("amount", 12.34),
        ("amount", "-1"),
        ("amount", "1.234"),
        ("amount", "1."),
        ("amount", "12345678901"),
        ("currency", None),
        ("currency", "eur"),
        ("currency", "EURO"),
        ("method_token", None),
        ("method_token", "abcdefgh"),
        ("method_token", "tok_abcdefg"),
        ("method_token", f"tok_{'a' * 65}"),
    ],
)
def test_a_field_that_is_missing_or_invalid_is_named(field: str, value: object) -> None:
    """But its content is not told."""
    assert refused(request(json.dumps(content(**{field: value})))) == (400, f"{field} is missing or invalid")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": "0"}, "amount is nothing"),
        ({"amount": "0.00"}, "amount is nothing"),
        ({"card_number": "x", "cvv": "y"}, "the body has 2 unknown fields"),
    ],
)
def test_what_else_is_wrong_is_told(changes: dict[str, object], reason: str) -> None:
    """Each with its own reason."""
    assert refused(request(json.dumps(content(**changes)))) == (400, reason)


@pytest.mark.parametrize("field", ["customer_id", "session_id", "method_token"])
@pytest.mark.parametrize(
    "number", ["4111111111111111", "378282246310005", "4222222222222", "6304000000000000000", "5555-5555_5555-4444"]
)
def test_numbers_of_cards_are_refused(field: str, number: str) -> None:
    """Wherever they are: a token stands for the card."""
    digits = number.replace("-", "").replace("_", "")
    text = f"tok_{digits}" if field == "method_token" else f"a{number}b"
    assert refused(request(json.dumps(content(**{field: text})))) == (400, f"{field} looks like the number of a card")


@pytest.mark.parametrize("number", ["4111111111111112", "0" * 12, "378282246310006", "9" * 16])
def test_other_numbers_are_allowed(number: str) -> None:
    """Too short ones, and those without the check digit."""
    assert parsed(customer_id=number).customer_id == number


def test_limits_are_allowed() -> None:
    """The longest names and tokens, the largest and the smallest amount."""
    whole = parsed(customer_id="a" * 64, session_id="Z_-9", amount="9999999999.99", method_token=f"tok_{'a' * 64}")
    assert whole.amount == Decimal("9999999999.99")
    assert parsed(amount="0.01").amount == Decimal("0.01")


def test_the_same_content_has_the_same_fingerprint() -> None:
    """However it is written."""
    one, other = parsed(amount="7.10"), parsed(amount="7.1", payment_id=ID.upper())
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_id": ID.replace("0", "1")},
        {"customer_id": "customer-2"},
        {"session_id": "session-2"},
        {"amount": "12.35"},
        {"currency": "USD"},
        {"method_token": "tok_abcdefgi"},
    ],
)
def test_other_content_has_another_fingerprint(changes: dict[str, object]) -> None:
    """Every field counts."""
    assert parsed(**changes).fingerprint != parsed().fingerprint


def test_ids_in_paths_are_checked() -> None:
    """As those in bodies."""
    assert payment_id_of(ID.upper()) == ID
    assert session_id_of("session-1") == "session-1"
    with pytest.raises(RequestError, match=r"^payment_id is no UUID$") as caught:
        payment_id_of("7")
    assert caught.value.status == 400
    with pytest.raises(RequestError, match=r"^session_id is invalid$") as caught:
        session_id_of("a/b")
    assert caught.value.status == 400
