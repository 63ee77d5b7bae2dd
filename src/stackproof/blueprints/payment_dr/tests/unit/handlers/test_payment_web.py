"""Requests that are no payments: reading, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from payment import lambda_handler
from payments_core.service import service
from tests.unit.handlers.conftest import API_KEYS, ID, OTHER, REGION, TABLE, call, lines, make_passive, pay
from tests.unit.handlers.database_server import Proxy, Server

Aws = Callable[[str], Any]


def test_a_payment_can_be_read_in_both_regions(aws: Aws, server: Server) -> None:
    """As it was decided, by its id in any case."""
    made = pay()
    make_passive(aws)
    service.cache_clear()
    found = call("GET", f"/payments/{ID.upper()}")
    assert (found.status, found.body) == (200, made.body)
    server.sql(
        "UPDATE payments SET status = 'declined', reason = 'daily_limit', region = 'us-west-2',"
        " recorded_at = '2026-01-02T03:04:05.678+01'"
    )
    assert call("GET", f"/payments/{ID}").body == {
        "payment_id": ID,
        "status": "declined",
        "reason": "daily_limit",
        "recorded_at": "2026-01-02T02:04:05.678000+00:00",
        "region": "us-west-2",
    }


@pytest.mark.usefixtures("aws")
def test_an_unknown_payment_is_not_found() -> None:
    """Before there is a table, and when there is one."""
    missing = (404, {"error": "there is no such payment"})
    for _ in range(2):
        found = call("GET", f"/payments/{OTHER}")
        assert (found.status, found.body) == missing
        pay()


@pytest.mark.usefixtures("aws")
def test_other_failures_of_the_database_are_not_hidden(server: Server) -> None:
    """They are faults of ours."""
    server.sql("CREATE TABLE payments (n int)")
    with pytest.raises(Exception, match=r"42501|42703"):
        call("GET", f"/payments/{ID}")


def test_a_session_can_be_read_in_both_regions(aws: Aws) -> None:
    """As far as it has got."""
    made = pay()
    make_passive(aws)
    service.cache_clear()
    found = call("GET", "/sessions/session-1")
    assert found.status == 200
    assert found.body == {
        "session_id": "session-1",
        "last_payment_id": ID,
        "last_status": "captured",
        "updated_at": made.body["recorded_at"],
        "region": REGION,
    }
    missing = call("GET", "/sessions/session-2")
    assert (missing.status, missing.body) == (404, {"error": "there is no such session"})


@pytest.mark.usefixtures("aws")
def test_a_question_for_what_is_no_id_is_refused(server: Server) -> None:
    """Without asking anybody."""
    for path, reason in (("/payments/7", "payment_id is no UUID"), ("/sessions/a.b", "session_id is invalid")):
        found = call("GET", path)
        assert (found.status, found.body) == (400, {"error": reason})
    assert server.sessions() == []


@pytest.mark.usefixtures("aws")
def test_an_invalid_payment_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With the status of its fault; nothing is counted but the time."""
    assert (pay(amount="0").status, pay(amount="0").body) == (400, {"error": "amount is nothing"})
    assert call("POST", "/payments", body="x" * 9000).status == 413
    assert [one["Name"] for one in lines(capsys)[-1]["_aws"]["CloudWatchMetrics"][0]["Metrics"]] == ["ProcessingTime"]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("key", [None, "", "key", "key-one,key-two"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/payments"), ("GET", f"/payments/{ID}"), ("GET", "/sessions/s")]
)
def test_everything_needs_a_key(method: str, path: str, key: str | None) -> None:
    """One of those that there are."""
    found = call(method, path, key=key, body="{}")
    assert (found.status, found.body) == (401, {"error": "the key is missing or unknown"})
    assert found.headers == {"www-authenticate": "ApiKey"}


@pytest.mark.usefixtures("aws")
def test_a_request_without_headers_has_no_key() -> None:
    """It is refused like others without one."""
    event = {"rawPath": "/sessions/s", "requestContext": {"http": {"method": "GET"}}}
    assert lambda_handler(event, SimpleNamespace(aws_request_id="request-1"))["statusCode"] == 401


@pytest.mark.usefixtures("aws")
def test_the_second_key_is_as_good() -> None:
    """Both are admitted while callers change theirs."""
    assert call("GET", "/sessions/session-2", key="key-two").status == 404


def test_while_a_part_is_away_callers_are_told_to_come_back(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever part it is."""
    aws("dynamodb").delete_table(TableName=TABLE)
    found = call("GET", "/sessions/session-1")
    assert (found.status, found.body, found.headers) == (503, {"error": "try again later"}, {"retry-after": "5"})
    line = lines(capsys)[0]
    assert (line["level"], line["message"]) == ("ERROR", "a part is not available")
    assert line["reason"] == "ResourceNotFoundException"
    service.cache_clear()
    aws("ssm").delete_parameter(Name=API_KEYS)
    assert call("GET", f"/payments/{ID}").status == 503


@pytest.mark.usefixtures("aws")
def test_while_the_database_is_away_nothing_is_read(proxy: Proxy) -> None:
    """After three attempts."""
    proxy.refusals = 3
    assert call("GET", f"/payments/{ID}").status == 503
    assert proxy.connections == 3


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("path", ["/", "/health", "/payment", "/sessions", "/payments"])
def test_other_paths_are_not_found(path: str) -> None:
    """Whatever the method, and without a key; health is another function's."""
    wrong = f"{path}x" if path == "/payments" else path
    for method in ("GET", "POST"):
        found = call(method, wrong, key=None)
        assert (found.status, found.body) == (404, {"error": "there is no such path"})


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/payments", "POST"), (f"/payments/{ID}", "GET"), ("/sessions/s", "GET")],
)
def test_other_methods_are_refused(path: str, allowed: str) -> None:
    """And the one that is allowed is named."""
    for method in {"GET", "POST", "DELETE"} - {allowed}:
        found = call(method, path)
        assert (found.status, found.body) == (405, {"error": f"{allowed} alone is allowed"})
        assert found.headers == {"allow": allowed}


@pytest.mark.usefixtures("aws")
def test_a_stage_with_a_name_is_no_part_of_the_path() -> None:
    """It comes before the path."""
    assert call("GET", "/sessions/session-2", stage="live").body == {"error": "there is no such session"}
