"""Payments that are asked for again: by whom, when, and after a failover that lost some."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from payments_core import idempotency
from payments_core.idempotency import Answer, Claim, Idempotency, InProgressError
from payments_core.service import service
from tests.unit.handlers.conftest import ID, OTHER, OTHER_REGION, TABLE, lines, pay, sent_events
from tests.unit.handlers.database_server import Proxy, Server
from tests.unit.handlers.test_payment_pay import counts, item, recorded_at, rows
from tests.unit.handlers.test_payment_requests import parsed

Aws = Callable[[str], Any]


def test_a_repetition_gets_the_first_answer(aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """And changes nothing."""
    first = pay()
    before = (rows(server), item(aws, "session#session-1"), sent_events(aws))
    again = pay()
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers == {"idempotent-replayed": "true"}
    assert (rows(server), item(aws, "session#session-1")) == before[:2]
    assert sent_events(aws) == []
    assert counts(capsys) == {"PaymentsReplayed": 1}


def lose(server: Server) -> None:
    """Have a failover lose everything that the book has; the table has it still."""
    server.sql("TRUNCATE payments, outbox")


def test_a_payment_that_a_failover_lost_is_decided_anew(
    aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its answer came to this region by the table, the payment itself did not by the database."""
    first = pay()
    sent_events(aws)
    lose(server)
    capsys.readouterr()
    again = pay()
    assert again.status == 201
    assert again.headers == {}
    assert again.body == {**first.body, "recorded_at": recorded_at(server).isoformat()}
    assert again.body["recorded_at"] > first.body["recorded_at"]
    assert rows(server) == [("customer-1", "captured", "")]
    assert json.loads(item(aws, f"payment#{ID}")["answer"]) == [201, again.body]
    assert item(aws, "session#session-1")["last_recorded_at"] == again.body["recorded_at"]
    assert [event["detail"]["payment_id"] for event in sent_events(aws)] == [ID]
    lost, decided, metrics = lines(capsys)
    assert (lost["level"], lost["message"]) == ("WARNING", "the book had lost a payment that was answered")
    assert (lost["payment_id"], decided["message"]) == (ID, "decided")
    assert (metrics["PaymentsCaptured"], metrics["EventsPending"]) == (1, 0)
    assert "PaymentsReplayed" not in metrics
    assert (pay().body, pay().headers) == (again.body, {"idempotent-replayed": "true"})
    assert len(rows(server)) == 1


def test_a_lost_payment_is_decided_by_what_the_book_has_now(
    aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its customer may have spent the money otherwise."""
    assert pay(amount="60").body["status"] == "captured"
    lose(server)
    pay(payment_id=OTHER, amount="60")
    again = pay(amount="60")
    assert (again.status, again.body["status"], again.body["reason"]) == (201, "declined", "daily_limit")
    assert counts(capsys) == {"PaymentsDeclined": 1, "EventsPending": 0}
    assert json.loads(item(aws, f"payment#{ID}")["answer"]) == [201, again.body]


def test_a_payment_of_the_other_region_that_the_book_has_is_replayed(
    aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it was decided there."""
    first = pay()
    server.sql("UPDATE payments SET region = 'us-west-2'")
    record = json.dumps([201, {**first.body, "region": OTHER_REGION}])
    aws("dynamodb").update_item(
        TableName=TABLE,
        Key={"id": {"S": f"payment#{ID}"}},
        UpdateExpression="SET answer = :answer",
        ExpressionAttributeValues={":answer": {"S": record}},
    )
    again = pay()
    assert (again.status, again.body) == (201, {**first.body, "region": OTHER_REGION})
    assert again.headers == {"idempotent-replayed": "true"}
    assert counts(capsys) == {"PaymentsReplayed": 1}


@pytest.mark.usefixtures("aws")
def test_while_the_database_is_away_nothing_is_replayed(proxy: Proxy) -> None:
    """Nobody can tell whether the book has it: the caller is told to come back."""
    pay()
    proxy.break_connections()
    proxy.refusals = 3
    refused = pay()
    assert (refused.status, refused.headers) == (503, {"retry-after": "5"})
    assert pay().headers == {"idempotent-replayed": "true"}


def test_an_answer_is_replaced_once(aws: Aws) -> None:
    """By the first of those who find that it no longer holds."""
    records = Idempotency(aws("dynamodb"), TABLE, time.time)
    claim = records.claim(parsed())
    assert isinstance(claim, Claim)
    stored = Answer(201, {"of": "before"})
    records.complete(claim, stored)
    records.replace(ID, stored, Answer(201, {"of": "one"}))
    records.replace(ID, stored, Answer(201, {"of": "another"}))
    assert records.claim(parsed()) == Answer(201, {"of": "one"})
    assert item(aws, f"payment#{ID}")["progress"] == "completed"


def test_the_record_of_a_payment_is_kept_for_a_week(aws: Aws) -> None:
    """With what the repetition has to be compared with."""
    before = int(time.time())
    made = pay()
    record = item(aws, f"payment#{ID}")
    assert json.loads(record.pop("answer")) == [201, made.body]
    assert before <= int(record.pop("lease_until")) - 35 <= before + 20
    assert before <= int(record.pop("expires_at")) - 7 * 86_400 <= before + 20
    assert len(record.pop("claimed_by")) == 32
    assert record == {"id": f"payment#{ID}", "fingerprint": parsed().fingerprint, "progress": "completed"}


def test_after_the_record_has_gone_the_book_knows(aws: Aws, server: Server) -> None:
    """The same is answered; no other event is written."""
    first = pay()
    sent_events(aws)
    aws("dynamodb").delete_item(TableName=TABLE, Key={"id": {"S": f"payment#{ID}"}})
    again = pay()
    assert (again.status, again.body) == (first.status, first.body)
    assert len(rows(server)) == 1
    assert sent_events(aws) == []


def test_other_content_under_the_same_id_is_refused(aws: Aws, server: Server) -> None:
    """By the record, and by the book when the record has gone; the claim is given back then."""
    pay()
    refused = pay(amount="1")
    assert (refused.status, refused.body) == (
        422,
        {"error": "there was another request for a payment of the same id"},
    )
    aws("dynamodb").delete_item(TableName=TABLE, Key={"id": {"S": f"payment#{ID}"}})
    refused = pay(amount="1")
    assert (refused.status, refused.body) == (422, {"error": "there is another payment of the same id"})
    assert item(aws, f"payment#{ID}") == {}
    assert rows(server) == [("customer-1", "captured", "")]


@pytest.mark.usefixtures("aws")
def test_a_request_that_is_at_work_is_not_disturbed(server: Server) -> None:
    """The other one is told when to come back."""
    service().idempotency.claim(parsed())
    refused = pay()
    assert (refused.status, refused.body) == (409, {"error": "another request is at work on the payment"})
    assert refused.headers == {"retry-after": "5"}
    assert server.sql("SELECT to_regclass('payments')::text") == [[None]]


def test_a_claim_whose_owner_has_died_is_taken_over(aws: Aws) -> None:
    """When its lease has run out, by the same request alone; the old owner can change nothing any more."""
    now = [1_000_000.0]
    records = Idempotency(aws("dynamodb"), TABLE, lambda: now[0])
    old = records.claim(parsed())
    assert isinstance(old, Claim)
    now[0] += 35
    with pytest.raises(InProgressError):
        records.claim(parsed())
    now[0] += 1
    with pytest.raises(idempotency.OtherContentError):
        records.claim(parsed(amount="1"))
    new = records.claim(parsed())
    assert isinstance(new, Claim)
    assert new.owner != old.owner
    records.release(old)
    records.complete(old, Answer(201, {"by": "old"}))
    with pytest.raises(InProgressError):
        records.claim(parsed())
    records.complete(new, Answer(201, {"by": "new"}))
    now[0] += 1000
    assert records.claim(parsed()) == Answer(201, {"by": "new"})


def test_a_record_that_went_meanwhile_is_tried_again_later(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the refused claim and the look at what is there."""
    records = Idempotency(aws("dynamodb"), TABLE, time.time)
    records.claim(parsed())
    monkeypatch.setattr(records._client, "get_item", lambda **_: {})
    with pytest.raises(InProgressError, match=r"^another request is at work on the payment$"):
        records.claim(parsed())


def test_the_look_at_a_record_is_consistent(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old copy would not know the answer yet."""
    asked: list[dict[str, Any]] = []
    records = Idempotency(aws("dynamodb"), TABLE, time.time)
    records.claim(parsed())

    def nothing(**request: Any) -> dict[str, Any]:
        asked.append(request)
        return {}

    monkeypatch.setattr(records._client, "get_item", nothing)
    with pytest.raises(InProgressError):
        records.claim(parsed())
    assert asked == [{"TableName": TABLE, "Key": {"id": {"S": f"payment#{ID}"}}, "ConsistentRead": True}]
