"""Requests of the load balancer: health, and the status of a transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.handlers.conftest import ID, SECRET, TABLE, Context, lines, message
from tests.unit.handlers.database_server import Proxy, Server
from transaction_processor import lambda_handler
from transactions_core.health import DatabaseProbe, check
from transactions_core.service import service

Aws = Callable[[str], Any]


def get(path: str, method: str = "GET") -> tuple[int, Any]:
    """Status and body of the answer to a request."""
    event = {"requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": method, "path": path}
    answer = lambda_handler(event, Context())
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["content-type"] == "application/json"
    assert answer["headers"]["cache-control"] == "no-store"
    return answer["statusCode"], json.loads(answer["body"])


def raw(path: str, method: str = "GET") -> dict[str, Any]:
    """The whole answer to a request."""
    return lambda_handler({"requestContext": {"elb": {}}, "httpMethod": method, "path": path}, Context())


@pytest.mark.usefixtures("aws")
def test_a_region_whose_parts_answer_is_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    """Each part says how long it took."""
    status, body = get("/health")
    assert status == 200
    times = [part.pop("milliseconds") for part in body["checks"].values()]
    assert all(isinstance(one, int) and 0 <= one < 1500 for one in times)
    assert body == {
        "status": "healthy",
        "region": "us-east-1",
        "checks": {"database": {"status": "up"}, "sessions": {"status": "up"}},
    }
    (metrics,) = lines(capsys)
    assert metrics["_aws"]["CloudWatchMetrics"] == [
        {
            "Namespace": "Transactions/unit",
            "Dimensions": [["Service"]],
            "Metrics": [{"Name": "UnhealthyChecks", "Unit": "Count"}],
        }
    ]
    assert (metrics["Service"], metrics["UnhealthyChecks"]) == ("transaction-processor", 0)


@pytest.mark.usefixtures("aws")
def test_a_database_that_is_away_is_told(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> None:
    """After one attempt; the table is up all the same."""
    proxy.refusals = 1
    status, body = get("/health")
    assert (status, body["status"]) == (503, "unhealthy")
    assert body["checks"]["database"]["status"] == "down"
    assert body["checks"]["database"]["reason"] == "DatabaseUnavailableError"
    assert body["checks"]["sessions"]["status"] == "up"
    assert proxy.connections == 1
    line, metrics = lines(capsys)
    assert (line["level"], line["message"], line["checks"]) == ("ERROR", "unhealthy", body["checks"])
    assert metrics["UnhealthyChecks"] == 1


def test_a_table_that_is_away_is_told(aws: Aws) -> None:
    """The database is up all the same."""
    aws("dynamodb").delete_table(TableName=TABLE)
    status, body = get("/health")
    assert status == 503
    assert body["checks"]["database"]["status"] == "up"
    assert body["checks"]["sessions"]["status"] == "down"
    assert body["checks"]["sessions"]["reason"] == "ResourceNotFoundException"


def test_a_secret_that_is_away_is_the_databases_failure(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """Both parts can be down at once."""
    aws("secretsmanager").delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    aws("dynamodb").delete_table(TableName=TABLE)
    _, body = get("/health")
    assert [part["status"] for part in body["checks"].values()] == ["down", "down"]
    assert lines(capsys)[-1]["UnhealthyChecks"] == 2


@pytest.mark.usefixtures("aws")
def test_an_answer_comes_in_time_from_a_database_that_hangs(proxy: Proxy) -> None:
    """Before Route 53 gives up after two seconds."""
    proxy.silent = True
    started = time.monotonic()
    status, body = get("/health")
    assert time.monotonic() - started < 2
    assert status == 503
    assert body["checks"]["database"]["status"] == "down"
    proxy.reset()
    proxy.break_connections()
    assert get("/health")[0] == 200


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
def test_probes_keep_their_connection(server: Server, proxy: Proxy) -> None:
    """Apart from the one that transactions are read with."""
    get("/health")
    first = server.settled(1)
    get("/health")
    assert server.sessions() == first
    get(f"/transactions/{ID}")
    assert proxy.connections == 2
    assert server.settled(1) == first


@pytest.mark.usefixtures("aws")
def test_a_late_probe_does_not_share_its_connection() -> None:
    """The next one gets another."""
    databases = []

    def connect() -> Any:
        databases.append(service().probe_database._connect())
        return databases[-1]

    probe = DatabaseProbe(connect)
    probe()
    probe()
    assert len(databases) == 1
    taken, probe._idle = probe._idle, None
    probe()
    assert len(databases) == 2
    assert taken is databases[0]


@pytest.mark.usefixtures("aws")
def test_the_status_of_a_transaction_is_told(server: Server) -> None:
    """By its id in any case, without amounts or accounts."""
    lambda_handler({"Records": [message()]}, Context())
    server.sql("UPDATE transactions SET recorded_at = '2026-01-02T03:04:05.678+01', region = 'us-east-2'")
    status, body = get(f"/transactions/{ID.upper()}")
    assert status == 200
    assert body == {
        "transaction_id": ID,
        "status": "recorded",
        "recorded_at": "2026-01-02T02:04:05.678000+00:00",
        "region": "us-east-2",
    }


@pytest.mark.usefixtures("aws")
def test_an_unknown_transaction_is_not_found() -> None:
    """Before there is a table, and when there is one."""
    missing = (404, {"error": "no such transaction has been recorded"})
    assert get(f"/transactions/{ID}") == missing
    lambda_handler({"Records": [message()]}, Context())
    assert get(f"/transactions/{ID.replace('0', '1')}") == missing


@pytest.mark.usefixtures("aws")
def test_a_question_for_what_is_no_id_is_refused(server: Server) -> None:
    """Without asking the database."""
    assert get("/transactions/7") == (400, {"error": "transaction_id is no UUID"})
    assert server.sessions() == []


@pytest.mark.usefixtures("aws")
def test_other_failures_of_the_database_are_not_hidden(server: Server) -> None:
    """They are faults of ours."""
    server.sql("CREATE TABLE transactions (n int)")
    with pytest.raises(Exception, match=r"42501|42703"):
        get(f"/transactions/{ID}")


@pytest.mark.usefixtures("aws")
def test_while_the_database_is_away_callers_are_told_to_come_back(
    proxy: Proxy, capsys: pytest.CaptureFixture[str]
) -> None:
    """And when."""
    proxy.refusals = 4
    answer = raw(f"/transactions/{ID}")
    assert answer["statusCode"] == 503
    assert answer["headers"] == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "retry-after": "5",
    }
    assert json.loads(answer["body"]) == {"error": "the database is not available"}
    (line,) = lines(capsys)
    assert (line["level"], line["message"]) == ("ERROR", "the database is not available")
    assert line["reason"] not in ("", "None")


@pytest.mark.parametrize("path", ["/", "/healthy", "/transactions", "/Health"])
@pytest.mark.usefixtures("aws")
def test_other_paths_are_not_found(path: str) -> None:
    """Whatever the method."""
    assert get(path) == (404, {"error": "there is no such path"})
    assert get(path, "POST")[0] == 404


@pytest.mark.parametrize("path", ["/health", f"/transactions/{ID}"])
@pytest.mark.usefixtures("aws")
def test_other_methods_are_refused(path: str) -> None:
    """And the one that is allowed is named."""
    answer = raw(path, "POST")
    assert answer["statusCode"] == 405
    assert answer["headers"] == {"content-type": "application/json", "cache-control": "no-store", "allow": "GET"}
    assert json.loads(answer["body"]) == {"error": "GET alone is allowed"}


@pytest.mark.usefixtures("aws")
def test_every_status_has_its_description(proxy: Proxy) -> None:
    """A load balancer wants code and words."""
    found = {
        raw("/health")["statusDescription"],
        raw("/")["statusDescription"],
        raw("/health", "PUT")["statusDescription"],
        raw("/transactions/7")["statusDescription"],
    }
    proxy.refusals = 9
    found.add(raw(f"/transactions/{ID}")["statusDescription"])
    assert found == {"200 OK", "404 Not Found", "405 Method Not Allowed", "400 Bad Request", "503 Service Unavailable"}
