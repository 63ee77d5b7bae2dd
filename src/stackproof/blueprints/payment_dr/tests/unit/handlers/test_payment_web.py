"""Requests that are no payments: health, reading, and what is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from payment import lambda_handler
from payments_core.health import DatabaseProbe, ReadOnlyError, check
from payments_core.service import service
from tests.unit.handlers.conftest import (
    ACTIVE_REGION,
    API_KEYS,
    ID,
    OTHER,
    OTHER_REGION,
    REGION,
    SECRET,
    TABLE,
    call,
    lines,
    pay,
)
from tests.unit.handlers.database_server import Proxy, Server

Aws = Callable[[str], Any]


def make_passive(aws: Aws) -> None:
    """Have the other region be the active one."""
    aws("ssm").put_parameter(Name=ACTIVE_REGION, Value=OTHER_REGION, Overwrite=True)


@pytest.mark.usefixtures("aws")
def test_an_active_region_whose_parts_answer_is_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody needs a key to ask; each part says how long it took."""
    found = call("GET", "/health", key=None)
    assert found.status == 200
    times = [part.pop("milliseconds") for part in found.body["checks"].values()]
    assert all(isinstance(one, int) and 0 <= one < 1500 for one in times)
    assert found.body == {
        "status": "healthy",
        "region": REGION,
        "role": "active",
        "checks": {"database": {"status": "up"}, "table": {"status": "up"}},
    }
    (metrics,) = lines(capsys)
    assert metrics["UnhealthyChecks"] == 0


def test_a_passive_region_is_healthy_when_it_can_read(aws: Aws, server: Server) -> None:
    """Its database takes no writes, and need not."""
    make_passive(aws)
    server.make_read_only()
    found = call("GET", "/health")
    assert (found.status, found.body["role"], found.body["status"]) == (200, "passive", "healthy")


def test_a_region_asks_the_host_of_its_role(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer when it is active, the reader when it is passive."""
    monkeypatch.setenv("DATABASE_READER_HOST", "localhost")  # Not in the certificate.
    assert call("GET", "/health").status == 200
    service.cache_clear()
    make_passive(aws)
    assert call("GET", "/health").body["checks"]["database"]["status"] == "down"
    service.cache_clear()
    monkeypatch.setenv("DATABASE_READER_HOST", "127.0.0.1")
    monkeypatch.setenv("DATABASE_WRITER_HOST", "localhost")
    assert call("GET", "/health").status == 200


@pytest.mark.usefixtures("aws")
def test_an_active_region_that_cannot_write_is_unhealthy(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Its database has not been promoted, or no longer is the writer."""
    server.make_read_only()
    found = call("GET", "/health")
    assert (found.status, found.body["status"]) == (503, "unhealthy")
    assert found.body["checks"]["database"]["reason"] == "ReadOnlyError"
    assert found.body["checks"]["table"]["status"] == "up"
    line, metrics = lines(capsys)
    assert (line["level"], line["message"], line["role"]) == ("ERROR", "unhealthy", "active")
    assert line["checks"] == found.body["checks"]
    assert metrics["UnhealthyChecks"] == 1


@pytest.mark.usefixtures("aws")
def test_a_database_that_is_away_is_told(proxy: Proxy) -> None:
    """After one attempt; the table is up all the same."""
    proxy.refusals = 1
    found = call("GET", "/health")
    assert found.status == 503
    assert found.body["checks"]["database"]["reason"] == "DatabaseUnavailableError"
    assert found.body["checks"]["table"]["status"] == "up"
    assert proxy.connections == 1


def test_all_parts_can_be_down(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """The secret's absence is the database's failure."""
    aws("secretsmanager").delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    aws("dynamodb").delete_table(TableName=TABLE)
    found = call("GET", "/health")
    assert [part["status"] for part in found.body["checks"].values()] == ["down", "down"]
    assert found.body["checks"]["table"]["reason"] == "ResourceNotFoundException"
    assert lines(capsys)[-1]["UnhealthyChecks"] == 2


def test_a_region_that_does_not_know_its_role_says_so(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """It can read all the same."""
    aws("ssm").delete_parameter(Name=ACTIVE_REGION)
    found = call("GET", "/health")
    assert (found.status, found.body["role"]) == (200, "unknown")
    line = lines(capsys)[0]
    assert (line["level"], line["message"]) == ("ERROR", "the active region is not known")
    assert line["reason"] == "ParameterNotFound"


@pytest.mark.usefixtures("aws")
def test_an_answer_comes_in_time_when_a_part_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before Route 53 gives up after two seconds; the role is asked for within the limit too."""
    released = threading.Event()

    def hang() -> None:
        released.wait(10)
        raise TimeoutError

    monkeypatch.setattr(service().probed_region, "is_own", hang)
    started = time.monotonic()
    found = call("GET", "/health")
    assert time.monotonic() - started < 2
    assert (found.status, found.body["role"]) == (503, "unknown")
    assert found.body["checks"]["database"] == {"status": "down", "milliseconds": 1500, "reason": "timed out"}
    assert found.body["checks"]["table"]["status"] == "up"
    released.set()


def test_tests_run_at_once_and_late_ones_are_given_up() -> None:
    """A late one is down; the others have their own result."""

    def late() -> None:
        time.sleep(0.5)

    def good() -> None:
        time.sleep(0.01)

    started = time.monotonic()
    results = check({"late": late, "later": late, "good": good}, limit_seconds=0.2)
    assert time.monotonic() - started < 0.45
    assert results["late"] == {"status": "down", "milliseconds": 200, "reason": "timed out"}
    assert results["later"] == results["late"]
    assert results["good"]["status"] == "up"
    milliseconds = results["good"]["milliseconds"]
    assert isinstance(milliseconds, int)
    assert 10 <= milliseconds < 200


def test_how_long_a_failure_took_is_told() -> None:
    """In milliseconds."""

    def bad() -> None:
        time.sleep(0.02)
        raise KeyError("text")

    result = check({"bad": bad})["bad"]
    milliseconds = result.pop("milliseconds")
    assert isinstance(milliseconds, int)
    assert 20 <= milliseconds < 1500
    assert result == {"status": "down", "reason": "KeyError"}


@pytest.mark.usefixtures("aws")
def test_probes_keep_their_connection(proxy: Proxy) -> None:
    """Apart from the ones that payments are decided and read with."""
    call("GET", "/health")
    call("GET", "/health")
    assert proxy.connections == 1
    call("GET", f"/payments/{ID}")
    assert proxy.connections == 2


@pytest.mark.usefixtures("aws")
def test_a_late_probe_does_not_share_its_connection(server: Server) -> None:
    """The next one gets another."""
    databases = []

    def connect() -> Any:
        databases.append(service().probe_writer._connect())
        return databases[-1]

    probe = DatabaseProbe(connect)
    probe.can_read()
    probe.can_write()
    assert len(databases) == 1
    taken, probe._idle = probe._idle, None
    probe.can_write()
    assert len(databases) == 2
    assert taken is databases[0]
    server.make_read_only()
    probe._idle = None
    with pytest.raises(ReadOnlyError, match=r"^the database is read-only$"):
        probe.can_write()
    probe.can_read()


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
def test_everything_but_health_needs_a_key(method: str, path: str, key: str | None) -> None:
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
@pytest.mark.parametrize("path", ["/", "/healthy", "/payment", "/sessions", "/Health", "/payments"])
def test_other_paths_are_not_found(path: str) -> None:
    """Whatever the method, and without a key."""
    wrong = f"{path}x" if path == "/payments" else path
    for method in ("GET", "POST"):
        found = call(method, wrong, key=None)
        assert (found.status, found.body) == (404, {"error": "there is no such path"})


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/payments", "POST"), (f"/payments/{ID}", "GET"), ("/sessions/s", "GET"), ("/health", "GET")],
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
    assert call("GET", "/health", stage="live").status == 200
    assert call("GET", "/sessions/session-2", stage="live").body == {"error": "there is no such session"}
