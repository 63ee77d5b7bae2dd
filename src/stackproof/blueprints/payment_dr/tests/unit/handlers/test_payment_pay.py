"""Requests to pay, from the event to the database, the table and the bus."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from payments_core.ledger import Ledger
from payments_core.probes import probes
from payments_core.service import service
from tests.unit.handlers.conftest import (
    ACTIVE_REGION,
    BUS,
    ID,
    OTHER,
    OTHER_REGION,
    REGION,
    SESSION_SECONDS,
    TABLE,
    call,
    content,
    lines,
    pay,
    sent_events,
)
from tests.unit.handlers.database_server import Proxy, Server
from tests.unit.handlers.test_payment_requests import parsed

Aws = Callable[[str], Any]


def item(aws: Aws, key: str) -> dict[str, Any]:
    """An item of the table, without its types."""
    found = aws("dynamodb").get_item(TableName=TABLE, Key={"id": {"S": key}}).get("Item", {})
    return {name: next(iter(value.values())) for name, value in found.items()}


def rows(server: Server) -> list[tuple[str, str, str]]:
    """The payments of the book: customer, status and reason, in the order in which they were decided."""
    found = server.sql("SELECT customer_id, status, reason FROM payments ORDER BY recorded_at")
    return [(row[0], row[1], row[2]) for row in found]


def recorded_at(server: Server, payment_id: str = ID) -> datetime:
    """When a payment was decided."""
    ((at,),) = server.sql(f"SELECT recorded_at FROM payments WHERE payment_id = '{payment_id}'")
    assert isinstance(at, datetime)
    return at.astimezone(UTC)


def counts(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """What was counted by the metrics of the last request."""
    line = lines(capsys)[-1]
    (described,) = line["_aws"]["CloudWatchMetrics"]
    assert (described["Namespace"], described["Dimensions"], line["Service"]) == (
        "Payments/unit",
        [["Service"]],
        "payment",
    )
    assert described["Metrics"][-1] == {"Name": "ProcessingTime", "Unit": "Milliseconds"}
    assert 0 <= line["ProcessingTime"] < 30_000
    assert {metric["Unit"] for metric in described["Metrics"][:-1]} <= {"Count"}
    return {metric["Name"]: line[metric["Name"]] for metric in described["Metrics"][:-1]}


@pytest.mark.usefixtures("aws")
def test_a_payment_is_captured(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """And recorded as a whole."""
    made = pay(payment_id=ID.upper())
    assert made.status == 201
    assert made.headers == {}
    assert made.body == {
        "payment_id": ID,
        "status": "captured",
        "recorded_at": recorded_at(server).isoformat(),
        "region": REGION,
    }
    (row,) = server.sql(
        "SELECT payment_id::text, customer_id, session_id, amount, currency, method_token, status, reason, region,"
        " length(fingerprint) FROM payments"
    )
    assert row == [
        ID,
        "customer-1",
        "session-1",
        Decimal("12.34"),
        "EUR",
        "tok_abcdefgh",
        "captured",
        "",
        REGION,
        64,
    ]
    (decided, _) = written = lines(capsys)
    assert decided == {
        "level": "INFO",
        "message": "decided",
        "request_id": "request-1",
        "trace_id": "1-67891233-abcdef012345678912345678",
        "payment_id": ID,
        "status": "captured",
        "recorded_at": made.body["recorded_at"],
    }
    assert (written[-1]["PaymentsCaptured"], written[-1]["EventsPending"]) == (1, 0)


@pytest.mark.usefixtures("aws")
def test_a_customer_has_a_daily_limit(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Up to it, payments are captured; what was declined does not count."""
    ids = [f"{digit * 8}-2222-4333-8444-555555555555" for digit in "123"]
    assert pay(payment_id=ids[0], amount="60").body["status"] == "captured"
    declined = pay(payment_id=ids[1], amount="40.01")
    assert (declined.status, declined.body["status"], declined.body["reason"]) == (201, "declined", "daily_limit")
    assert counts(capsys) == {"PaymentsDeclined": 1, "EventsPending": 0}
    assert pay(payment_id=ids[2], amount="40").body["status"] == "captured"
    assert rows(server) == [
        ("customer-1", "captured", ""),
        ("customer-1", "declined", "daily_limit"),
        ("customer-1", "captured", ""),
    ]


@pytest.mark.usefixtures("aws")
def test_the_limit_is_each_customers_own_for_a_currency_and_a_day(server: Server) -> None:
    """Other customers, other currencies and other days have their own; the day is that of UTC."""
    server.sql(f"ALTER ROLE {server.user} SET timezone = 'Pacific/Kiritimati'")
    ids = [f"{digit * 8}-2222-4333-8444-555555555555" for digit in "12345"]
    pay(payment_id=ids[0], amount="100")
    assert pay(payment_id=ids[1], amount="100", customer_id="customer-2").body["status"] == "captured"
    assert pay(payment_id=ids[2], amount="100", currency="USD").body["status"] == "captured"
    server.sql("UPDATE payments SET recorded_at = date_trunc('day', now(), 'UTC')")
    assert pay(payment_id=ids[3], amount="1").body["status"] == "declined"
    server.sql("UPDATE payments SET recorded_at = date_trunc('day', now(), 'UTC') - interval '1 microsecond'")
    assert pay(payment_id=ids[4], amount="100").body["status"] == "captured"


@pytest.mark.usefixtures("aws")
def test_payments_of_one_customer_wait_for_each_other(server: Server) -> None:
    """So that two at once do not pass the limit together."""
    pay(payment_id=OTHER, amount="50", customer_id="customer-2")
    service_ledger = service().ledger
    payments = [
        parsed(payment_id=f"{digit * 8}-2222-4333-8444-555555555555", amount="60", customer_id="customer-3")
        for digit in "34"
    ]
    server.sql(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.2); RETURN new; END $$;"
        "CREATE TRIGGER slow BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION slow()"
    )
    other_writer = probes().writer._connect()
    other = Ledger(other_writer, other_writer, REGION, Decimal(100))
    threads = [
        threading.Thread(target=ledger.decide, args=(payment,))
        for ledger, payment in zip((service_ledger, other), payments, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for customer, status, _ in rows(server) if customer == "customer-3") == [
        "captured",
        "declined",
    ]


def test_without_settings_there_are_defaults(aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of ten thousand, and a day for sessions."""
    monkeypatch.delenv("DAILY_LIMIT")
    monkeypatch.delenv("SESSION_TTL_SECONDS")
    assert pay(payment_id=OTHER, amount="10000.01").body["status"] == "declined"
    assert pay(amount="10000").body["status"] == "captured"
    expires = int(item(aws, "session#session-1")["expires_at"])
    assert expires == int(recorded_at(server).timestamp()) + 86_400


def test_the_session_knows_its_last_payment(aws: Aws, server: Server) -> None:
    """And is kept for a while after it."""
    pay()
    pay(payment_id=OTHER, amount="99")
    at = recorded_at(server, OTHER)
    expected = {
        "last_payment_id": OTHER,
        "last_status": "declined",
        "last_recorded_at": at.isoformat(timespec="microseconds"),
        "last_region": REGION,
        "expires_at": str(int(at.timestamp()) + SESSION_SECONDS),
    }
    assert item(aws, "session#session-1") == {"id": "session#session-1", **expected}
    found = service().ledger.find(ID)
    assert found is not None
    assert service().sessions.advance(parsed(), found) is False
    assert item(aws, "session#session-1") == {"id": "session#session-1", **expected}


def test_a_passive_region_takes_no_payments(aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """And says when to come back: names lead to the other region by then."""
    aws("ssm").put_parameter(Name=ACTIVE_REGION, Value=OTHER_REGION, Overwrite=True)
    refused = pay()
    assert (refused.status, refused.body) == (503, {"error": "this region does not take payments now"})
    assert refused.headers == {"retry-after": "60"}
    assert counts(capsys) == {"PaymentsRefusedPassive": 1}
    assert item(aws, f"payment#{ID}") == {}
    assert server.sessions() == []


def test_a_region_that_does_not_know_its_role_takes_no_payments(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is claimed."""
    aws("ssm").delete_parameter(Name=ACTIVE_REGION)
    refused = pay()
    assert (refused.status, refused.body) == (503, {"error": "payments cannot be decided now"})
    assert refused.headers == {"retry-after": "5"}
    assert item(aws, f"payment#{ID}") == {}
    written = lines(capsys)
    assert (written[0]["level"], written[0]["message"]) == ("ERROR", "a payment could not be decided")
    assert (written[0]["payment_id"], written[0]["reason"]) == (ID, "ParameterNotFound")


def test_an_active_region_whose_database_is_not_promoted_takes_no_payments(
    aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The claim is given back, so that the payment can be asked for again at once."""
    server.make_read_only()
    refused = pay()
    assert (refused.status, refused.headers) == (503, {"retry-after": "5"})
    assert item(aws, f"payment#{ID}") == {}
    failed = lines(capsys)
    assert failed[0]["reason"] == "DatabaseError 25006"
    assert failed[-1]["PaymentsFailed"] == 1
    server.make_read_only(read_only=False)
    assert pay().status == 201


@pytest.mark.usefixtures("aws")
def test_while_the_database_is_away_payments_are_refused(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> None:
    """After three attempts."""
    proxy.refusals = 3
    assert pay().status == 503
    assert counts(capsys) == {"PaymentsFailed": 1}
    assert pay().status == 201


def test_while_the_table_is_away_payments_are_refused(aws: Aws, server: Server) -> None:
    """Before the book is touched."""
    aws("dynamodb").delete_table(TableName=TABLE)
    refused = pay()
    assert (refused.status, refused.body) == (503, {"error": "payments cannot be decided now"})
    assert server.sessions() == []


def test_a_table_that_goes_away_meanwhile_leaves_the_claim_to_run_out(
    aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payment is decided; a later repetition is answered out of the book."""
    ledger = service().ledger
    decide = ledger.decide

    def decide_and_lose(payment: Any) -> Any:
        outcome = decide(payment)
        aws("dynamodb").delete_table(TableName=TABLE)
        return outcome

    monkeypatch.setattr(ledger, "decide", decide_and_lose)
    assert pay().status == 503
    assert rows(server) == [("customer-1", "captured", "")]


def test_what_nobody_thought_of_gives_the_claim_back(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a fault of ours, which the alarm on the function's errors tells."""

    def fail(_payment: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service().ledger, "decide", fail)
    with pytest.raises(ZeroDivisionError):
        pay()
    assert item(aws, f"payment#{ID}") == {}


@pytest.mark.parametrize(("amount", "kind", "status"), [("1", "Captured", "captured"), ("101", "Declined", "declined")])
def test_an_event_tells_of_each_payment(aws: Aws, server: Server, amount: str, kind: str, status: str) -> None:
    """With the region that it comes from, by which it does not go round in circles."""
    pay(amount=amount)
    (event,) = sent_events(aws)
    assert (event["source"], event["detail-type"]) == ("payments", f"Payment{kind}")
    assert len(event["detail"].pop("event_id")) == 36
    assert event["detail"] == {
        "origin_region": REGION,
        "payment_id": ID,
        "customer_id": "customer-1",
        "status": status,
        "amount": f"{amount}.00",
        "currency": "EUR",
        "recorded_at": recorded_at(server).isoformat(),
    }
    assert server.sql("SELECT count(*) FROM outbox") == [[0]]


@pytest.mark.usefixtures("aws")
def test_events_that_could_not_be_sent_are_sent_later(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """In their order, each with the id that it had; the payment is captured all the same."""
    failing = service().events._client
    put = failing.put_events
    failing.put_events = lambda **_: {"Entries": [{"ErrorCode": "ThrottlingException"}]}
    assert pay().status == 201
    written = lines(capsys)
    ((event_id,),) = server.sql("SELECT event_id::text FROM outbox")
    common = {"request_id": "request-1", "trace_id": "1-67891233-abcdef012345678912345678"}
    assert written[1] == {
        "level": "WARNING",
        "message": "an event was not taken",
        **common,
        "event_id": event_id,
        "reason": "ThrottlingException",
    }
    assert written[-1]["EventsPending"] == 1
    sent: list[dict[str, Any]] = []

    def take(**request: Any) -> Any:
        sent.extend(request["Entries"])
        return put(**request)

    failing.put_events = take
    pay(payment_id=OTHER)
    assert counts(capsys)["EventsPending"] == 0
    assert [json.loads(entry["Detail"])["payment_id"] for entry in sent] == [ID, OTHER]
    assert json.loads(sent[0]["Detail"])["event_id"] == event_id
    assert [(entry["EventBusName"], entry["Source"], entry["DetailType"]) for entry in sent] == [
        (BUS, "payments", "PaymentCaptured")
    ] * 2


@pytest.mark.usefixtures("aws")
def test_ten_events_are_sent_at_a_time(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """The oldest; the others have their turn with the next payment."""
    pay()
    server.sql(
        "INSERT INTO outbox (event_id, detail_type, detail) SELECT gen_random_uuid(), 'PaymentCaptured', '{}'"
        " FROM generate_series(1, 10)"
    )
    pay(payment_id=OTHER)
    assert counts(capsys)["EventsPending"] == 1
    ((detail,),) = server.sql("SELECT detail FROM outbox")
    assert json.loads(detail)["payment_id"] == OTHER


def _must_not_send(_events: object) -> list[str]:
    """Take no events."""
    raise AssertionError


@pytest.mark.usefixtures("aws")
def test_an_empty_outbox_sends_nothing() -> None:
    """EventBridge would refuse an empty request."""
    pay()
    assert service().ledger.deliver(_must_not_send) == 0


@pytest.mark.usefixtures("aws")
def test_events_that_another_function_is_sending_are_left_to_it(server: Server) -> None:
    """They are neither waited for nor sent twice."""
    pay()
    server.sql("INSERT INTO outbox (event_id, detail_type, detail) VALUES (gen_random_uuid(), 'x', '{}')")

    def send(events: Any) -> list[str]:
        other = probes().writer._connect()
        assert Ledger(other, other, REGION, Decimal(1)).deliver(_must_not_send) == 1
        return [event.event_id for event in events]

    assert service().ledger.deliver(send) == 0


@pytest.mark.usefixtures("aws")
def test_a_bus_that_is_away_does_not_fail_the_payment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is decided; the event waits."""
    asked = []

    def fail(**request: object) -> None:
        asked.append(request)
        raise ConnectTimeoutError(endpoint_url="https://events")

    monkeypatch.setattr(service().events._client, "put_events", fail)
    assert pay().status == 201
    written = lines(capsys)
    assert written[1] == {
        "level": "WARNING",
        "message": "events have to wait",
        "request_id": "request-1",
        "trace_id": "1-67891233-abcdef012345678912345678",
        "reason": "ConnectTimeoutError",
    }
    assert (written[-1]["EventsPending"], written[-1]["PaymentsCaptured"]) == (1, 1)
    assert len(asked) == 1


@pytest.mark.usefixtures("aws")
def test_nothing_of_a_payment_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of good ones nor of bad ones; nor the caller's key."""
    pay(customer_id="hidden", amount="98.76", method_token="tok_hiddenhidden")
    pay(payment_id=OTHER, customer_id="4111111111111111")
    call("POST", "/payments", key="hidden", body=json.dumps(content()))
    out = capsys.readouterr().out
    assert "hidden" not in out
    assert "98.76" not in out
    assert "4111" not in out
    assert "key-" not in out


@pytest.mark.usefixtures("aws")
def test_a_database_that_goes_away_after_the_payment_does_not_fail_it(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is decided; the event waits in the outbox."""
    ledger = service().ledger
    deliver = ledger.deliver

    def lose(send: Any) -> int:
        proxy.break_connections()
        proxy.refusals = 3
        return deliver(send)

    monkeypatch.setattr(ledger, "deliver", lose)
    assert pay().status == 201
    assert counts(capsys) == {"PaymentsCaptured": 1, "EventsPending": 1}
