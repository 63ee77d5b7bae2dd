"""Messages of the queue, from the event to the database, the bucket and the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.handlers.conftest import BUCKET, ID, SESSION_SECONDS, TABLE, Context, lines, message
from tests.unit.handlers.database_server import Proxy, Server
from transaction_processor import UnknownEventError, lambda_handler
from transactions_core import retry
from transactions_core.database import STATEMENT_LIMIT_SECONDS
from transactions_core.queue import RESERVE_MILLISECONDS
from transactions_core.service import _PATIENT, service

OTHER = "11111111-2222-4333-8444-555555555555"
Aws = Callable[[str], Any]


def run(*messages: dict[str, str], context: Context | None = None) -> list[str]:
    """The ids of the messages of a batch that have to be delivered again."""
    answer = lambda_handler({"Records": list(messages)}, context or Context())
    assert set(answer) == {"batchItemFailures"}
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def balances(server: Server) -> dict[tuple[str, str], Decimal]:
    """The balance of each account."""
    return {(row[0], row[1]): row[2] for row in server.sql("SELECT account_id, currency, balance FROM accounts")}


def objects(aws: Aws) -> dict[str, Any]:
    """What is in the bucket, by key."""
    s3 = aws("s3")
    found = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {one["Key"]: json.loads(s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()) for one in found}


def session(aws: Aws, session_id: str = "session-1") -> dict[str, str]:
    """A session of the table; empty when there is none."""
    item = aws("dynamodb").get_item(TableName=TABLE, Key={"session_id": {"S": session_id}}).get("Item", {})
    return {name: next(iter(value.values())) for name, value in item.items()}


def recorded_at(server: Server, transaction_id: str = ID) -> datetime:
    """When a transaction was recorded."""
    ((at,),) = server.sql(f"SELECT recorded_at FROM transactions WHERE transaction_id = '{transaction_id}'")
    assert isinstance(at, datetime)
    return at.astimezone(UTC)


@pytest.mark.usefixtures("aws")
def test_a_transaction_is_recorded(server: Server) -> None:
    """As a whole, and its account's balance changes."""
    assert run(message(kind="debit")) == []
    (row,) = server.sql(
        "SELECT transaction_id::text, account_id, kind, amount, currency, session_id, occurred_at, region,"
        " length(fingerprint) FROM transactions"
    )
    assert row == [
        ID,
        "account-1",
        "debit",
        Decimal("12.34"),
        "EUR",
        "session-1",
        datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC),
        "us-east-1",
        64,
    ]
    assert balances(server) == {("account-1", "EUR"): Decimal("-12.34")}


def test_the_log_and_the_document_are_kept(aws: Aws, server: Server) -> None:
    """Under names that come from the transaction, so that there is one of each."""
    run(message(document={"reference": "A-1"}))
    at = recorded_at(server)
    ((fingerprint,),) = server.sql("SELECT fingerprint FROM transactions")
    assert objects(aws) == {
        f"documents/{ID}.json": {"reference": "A-1"},
        f"logs/{at:%Y/%m/%d}/{ID}.json": {
            "transaction_id": ID,
            "account_id": "account-1",
            "kind": "credit",
            "amount": "12.34",
            "currency": "EUR",
            "occurred_at": "2026-01-02T02:04:05+00:00",
            "recorded_at": at.isoformat(),
            "region": "us-east-1",
            "fingerprint": fingerprint,
        },
    }
    head = aws("s3").head_object(Bucket=BUCKET, Key=f"documents/{ID}.json")
    assert head["ContentType"] == "application/json"


def test_without_a_document_the_log_alone_is_kept(aws: Aws, server: Server) -> None:
    """On the day in UTC when it was recorded, whatever zone the database speaks in."""
    server.sql(f"ALTER ROLE {server.user} SET timezone = 'Pacific/Kiritimati'")
    run(message())
    assert list(objects(aws)) == [f"logs/{recorded_at(server):%Y/%m/%d}/{ID}.json"]


def test_the_session_knows_its_last_transaction(aws: Aws, server: Server) -> None:
    """And is kept for a while after it."""
    run(message(), message("m2", transaction_id=OTHER))
    at = recorded_at(server, OTHER)
    assert session(aws) == {
        "session_id": "session-1",
        "account_id": "account-1",
        "last_transaction_id": OTHER,
        "last_recorded_at": at.isoformat(timespec="microseconds"),
        "last_region": "us-east-1",
        "expires_at": str(int(at.timestamp()) + SESSION_SECONDS),
    }


def test_a_message_that_comes_again_changes_nothing(
    aws: Aws, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the book, nor the bucket, nor the session that has moved on."""
    run(message(), message("m2", transaction_id=OTHER))
    before = (server.sql("SELECT * FROM transactions"), balances(server), objects(aws), session(aws))
    capsys.readouterr()
    assert run(message("m3")) == []
    assert (server.sql("SELECT * FROM transactions"), balances(server), objects(aws), session(aws)) == before
    (line, metrics) = lines(capsys)
    assert (line["message"], line["session_moved"]) == ("repeated", False)
    assert (metrics["TransactionsRecorded"], metrics["TransactionsRepeated"]) == (0, 1)


def test_what_failed_after_the_book_is_made_up_for(aws: Aws, server: Server) -> None:
    """The message comes again: it is recorded once, and then kept and told to the session."""
    s3 = aws("s3")
    s3.delete_bucket(Bucket=BUCKET)
    assert run(message()) == ["m1"]
    assert session(aws) == {}
    s3.create_bucket(Bucket=BUCKET)
    assert run(message()) == []
    assert balances(server) == {("account-1", "EUR"): Decimal("12.34")}
    assert len(objects(aws)) == 1
    assert session(aws)["last_transaction_id"] == ID


@pytest.mark.usefixtures("aws")
def test_another_transaction_of_the_same_id_is_rejected(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """The first one stays."""
    run(message())
    capsys.readouterr()
    assert run(message("m2", amount="99")) == ["m2"]
    assert balances(server) == {("account-1", "EUR"): Decimal("12.34")}
    assert lines(capsys)[0]["reason"] == "there is another transaction of the same id"


@pytest.mark.usefixtures("aws")
def test_an_account_has_a_balance_in_each_currency(server: Server) -> None:
    """And accounts are apart."""
    ids = [f"{digit * 8}-2222-4333-8444-555555555555" for digit in "1234"]
    run(
        message("m1", transaction_id=ids[0]),
        message("m2", transaction_id=ids[1], amount="1", kind="debit"),
        message("m3", transaction_id=ids[2], currency="USD"),
        message("m4", transaction_id=ids[3], account_id="account-2"),
    )
    assert balances(server) == {
        ("account-1", "EUR"): Decimal("11.34"),
        ("account-1", "USD"): Decimal("12.34"),
        ("account-2", "EUR"): Decimal("12.34"),
    }


@pytest.mark.usefixtures("aws")
def test_each_message_fails_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """And the log tells why, in the words of the house, with the ids of invocation and trace."""
    assert run(message("good"), {"messageId": "bad", "body": "{"}, message("late", transaction_id=OTHER)) == ["bad"]
    common = {"request_id": "request-1", "trace_id": "1-67891233-abcdef012345678912345678"}
    good, bad, late, metrics = lines(capsys)
    assert good == {
        "level": "INFO",
        "message": "recorded",
        **common,
        "message_id": "good",
        "transaction_id": ID,
        "session_moved": True,
    }
    assert bad == {
        "level": "ERROR",
        "message": "rejected",
        **common,
        "message_id": "bad",
        "reason": "the message is not JSON",
    }
    assert late["transaction_id"] == OTHER
    counts = {
        "TransactionsRecorded": 2,
        "TransactionsRepeated": 0,
        "TransactionsRejected": 1,
        "TransactionsFailed": 0,
    }
    described = metrics.pop("_aws")
    assert 0 <= metrics.pop("ProcessingTime") < 30_000
    assert metrics == {"Service": "transaction-processor", **counts, **common}
    assert abs(described["Timestamp"] / 1000 - datetime.now(UTC).timestamp()) < 60
    assert described["CloudWatchMetrics"] == [
        {
            "Namespace": "Transactions/unit",
            "Dimensions": [["Service"]],
            "Metrics": [
                *({"Name": name, "Unit": "Count"} for name in counts),
                {"Name": "ProcessingTime", "Unit": "Milliseconds"},
            ],
        }
    ]


@pytest.mark.usefixtures("aws")
def test_no_content_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of good messages nor of bad ones."""
    run(message(account_id="hidden", amount="98.76"), message("m2", amount="hidden", document={"a": "hidden"}))
    out = capsys.readouterr().out
    assert "hidden" not in out
    assert "98.76" not in out


def test_what_nobody_thought_of_is_told_by_its_type(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """The table is gone: AWS's words stay out of the log."""
    aws("dynamodb").delete_table(TableName=TABLE)
    assert run(message()) == ["m1"]
    failed, metrics = lines(capsys)
    assert (failed["level"], failed["message"], failed["message_id"]) == ("ERROR", "failed", "m1")
    assert failed["reason"] == "ResourceNotFoundException"
    assert metrics["TransactionsFailed"] == 1


@pytest.mark.usefixtures("aws")
def test_messages_go_back_while_the_database_is_away(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> None:
    """They count as failed, not as rejected."""
    proxy.refusals = 4
    assert run(message()) == ["m1"]
    failed, metrics = lines(capsys)
    assert (failed["level"], failed["message"]) == ("ERROR", "the database is not available")
    assert (failed["message_id"], metrics["TransactionsFailed"]) == ("m1", 1)
    assert run(message()) == []


@pytest.mark.parametrize(("remaining", "failed"), [(39_999, ["m1"]), (40_000, [])])
@pytest.mark.usefixtures("aws")
def test_no_message_is_begun_that_may_not_end(
    remaining: int, failed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is given back at once."""
    context = Context()
    context.remaining = remaining
    assert run(message(), context=context) == failed
    line, metrics = lines(capsys)
    assert metrics["TransactionsFailed"] == len(failed)
    if failed:
        assert (line["level"], line["message"]) == ("WARNING", "not begun: too little time")
        assert line["message_id"] == "m1"


@pytest.mark.usefixtures("aws")
def test_a_database_that_is_away_is_asked_for_one_message_of_a_batch(
    proxy: Proxy, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others go back at once, whatever they are: each would wait as long as the first one did."""
    run(message("m0"))
    proxy.break_connections()
    proxy.refusals = 3
    connections = proxy.connections
    capsys.readouterr()
    batch = (message("m1", transaction_id=OTHER), {"messageId": "m2", "body": "{"}, message("m3"))
    assert run(*batch) == ["m1", "m2", "m3"]
    assert proxy.connections == connections + 3
    away, *rest, metrics = lines(capsys)
    assert (away["level"], away["message"], away["message_id"]) == ("ERROR", "the database is not available", "m1")
    assert [(line["level"], line["message"], line["message_id"]) for line in rest] == [
        ("WARNING", "not begun: the database is not available", "m2"),
        ("WARNING", "not begun: the database is not available", "m3"),
    ]
    assert (metrics["TransactionsFailed"], metrics["TransactionsRejected"]) == (3, 0)
    assert server.sql("SELECT count(*) FROM transactions") == [[1]]
    assert run(*batch) == ["m2"]


class Clock(Context):
    """An invocation whose time goes by: what is left each time it is asked."""

    def __init__(self, *left: int) -> None:
        """Take the milliseconds that are left, one for each message."""
        super().__init__()
        self._left = iter(left)

    def get_remaining_time_in_millis(self) -> int:
        """What is left now."""
        return next(self._left)


@pytest.mark.usefixtures("aws")
def test_a_batch_is_given_back_from_where_its_time_is_up(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """What was begun before is recorded."""
    batch = (message("m1"), message("m2", transaction_id=OTHER), message("m3"))
    assert run(*batch, context=Clock(40_000, 39_999, 39_998)) == ["m2", "m3"]
    assert [line["message"] for line in lines(capsys)[:3]] == ["recorded", *["not begun: too little time"] * 2]
    assert server.sql("SELECT count(*) FROM transactions") == [[1]]


@pytest.mark.usefixtures("aws")
def test_why_a_batch_was_given_up_stays_the_reason(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> None:
    """Though its time is up as well by now."""
    proxy.refusals = 4
    run(message("m1"), message("m2"), context=Clock(40_000, 39_999))
    assert lines(capsys)[1]["message"] == "not begun: the database is not available"


def test_a_message_that_is_begun_can_end_within_its_time() -> None:
    """A database that does not answer, and then a call of AWS that fails at its last attempt."""
    database = retry.ATTEMPTS * STATEMENT_LIMIT_SECONDS + sum(map(retry.longest_wait, range(1, retry.ATTEMPTS)))
    limits: Any = _PATIENT
    attempts = limits.retries["total_max_attempts"]
    waits = sum(2**number for number in range(attempts - 1))  # As botocore waits in its mode `standard`, at most.
    call = attempts * (limits.connect_timeout + limits.read_timeout) + waits
    assert database == pytest.approx(20.7)
    assert call == 15
    assert database + call < RESERVE_MILLISECONDS / 1000


@pytest.mark.usefixtures("aws")
def test_an_empty_batch_is_no_failure() -> None:
    """Lambda never sends one."""
    assert run() == []


@pytest.mark.usefixtures("aws")
def test_the_service_outlives_an_invocation(proxy: Proxy) -> None:
    """One connection is used by all invocations of a process."""
    run(message())
    run(message("m2", transaction_id=OTHER))
    assert proxy.connections == 1
    assert service() is service()


def test_a_session_is_kept_for_a_day_by_default(aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing else is set."""
    monkeypatch.delenv("SESSION_TTL_SECONDS")
    run(message())
    assert session(aws)["expires_at"] == str(int(recorded_at(server).timestamp()) + 86_400)


@pytest.mark.parametrize("event", [{}, {"requestContext": {"http": {}}}, {"detail": {}}])
def test_other_events_are_an_error(event: dict[str, object]) -> None:
    """Somebody has wired something wrong."""
    with pytest.raises(UnknownEventError, match=r"^neither messages of a queue nor a request of a load balancer$"):
        lambda_handler(event, Context())
