"""Health: the function that is asked for it, its probes, and what they take to be up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest

import health
from payments_core.health import DatabaseProbe, ReadOnlyError, check
from payments_core.probes import probes
from tests.unit.handlers.conftest import (
    ACTIVE_REGION,
    REGION,
    SECRET,
    TABLE,
    Answer,
    answer_of,
    lines,
    make_passive,
)
from tests.unit.handlers.database_server import Proxy, Server

Aws = Callable[[str], Any]


def ask() -> Answer:
    """The answer of the health function. Nobody needs a key to ask."""
    return answer_of(health.lambda_handler, {"rawPath": "/health"})


@pytest.mark.usefixtures("aws")
def test_an_active_region_whose_parts_answer_is_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    """Each part says how long it took; the answer is counted apart from payments."""
    found = ask()
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
    took = metrics.pop("ProcessingTime")
    assert isinstance(took, int)
    assert max(times) <= took < 1500
    assert metrics.pop("_aws")["CloudWatchMetrics"] == [
        {
            "Namespace": "Payments/unit",
            "Dimensions": [["Service"]],
            "Metrics": [
                {"Name": "UnhealthyChecks", "Unit": "Count"},
                {"Name": "ProcessingTime", "Unit": "Milliseconds"},
            ],
        }
    ]
    assert metrics == {
        "Service": "health",
        "UnhealthyChecks": 0,
        "request_id": "request-1",
        "trace_id": "1-67891233-abcdef012345678912345678",
    }


def test_a_passive_region_is_healthy_when_it_can_read(aws: Aws, server: Server) -> None:
    """Its database takes no writes, and need not."""
    make_passive(aws)
    server.make_read_only()
    found = ask()
    assert (found.status, found.body["role"], found.body["status"]) == (200, "passive", "healthy")


def test_a_region_asks_the_host_of_its_role(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer when it is active, the reader when it is passive."""
    monkeypatch.setenv("DATABASE_READER_HOST", "localhost")  # Not in the certificate.
    assert ask().status == 200
    probes.cache_clear()
    make_passive(aws)
    assert ask().body["checks"]["database"]["status"] == "down"
    probes.cache_clear()
    monkeypatch.setenv("DATABASE_READER_HOST", "127.0.0.1")
    monkeypatch.setenv("DATABASE_WRITER_HOST", "localhost")
    assert ask().status == 200


@pytest.mark.usefixtures("aws")
def test_an_active_region_that_cannot_write_is_unhealthy(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Its database has not been promoted, or no longer is the writer."""
    server.make_read_only()
    found = ask()
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
    found = ask()
    assert found.status == 503
    assert found.body["checks"]["database"]["reason"] == "DatabaseUnavailableError"
    assert found.body["checks"]["table"]["status"] == "up"
    assert proxy.connections == 1


def test_all_parts_can_be_down(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """The secret's absence is the database's failure."""
    aws("secretsmanager").delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    aws("dynamodb").delete_table(TableName=TABLE)
    found = ask()
    assert [part["status"] for part in found.body["checks"].values()] == ["down", "down"]
    assert found.body["checks"]["table"]["reason"] == "ResourceNotFoundException"
    assert lines(capsys)[-1]["UnhealthyChecks"] == 2


def test_a_region_that_does_not_know_its_role_says_so(aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    """It can read all the same."""
    aws("ssm").delete_parameter(Name=ACTIVE_REGION)
    found = ask()
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

    monkeypatch.setattr(probes().active_region, "is_own", hang)
    started = time.monotonic()
    found = ask()
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
    """One to the host of the region's role."""
    ask()
    ask()
    assert proxy.connections == 1


@pytest.mark.usefixtures("aws")
def test_a_late_probe_does_not_share_its_connection(server: Server) -> None:
    """The next one gets another."""
    databases = []

    def connect() -> Any:
        databases.append(probes().writer._connect())
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


@pytest.mark.usefixtures("aws")
def test_the_probes_ask_where_they_are_told(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer by one name, the reader by another; with one attempt, and without making tables."""
    monkeypatch.setenv("DATABASE_WRITER_HOST", "writer")
    monkeypatch.setenv("DATABASE_READER_HOST", "reader")
    made = probes()
    for probe, host in ((made.writer, "writer"), (made.reader, "reader")):
        connects = probe._connect()
        assert (connects._host, connects._schema) == (host, "")
        assert (connects._attempts, connects._limit_seconds) == (1, 1.5)
        assert str(connects._port) == environment["DATABASE_PORT"]
        assert connects._name == environment["DATABASE_NAME"]


@pytest.mark.usefixtures("aws")
def test_the_probes_do_not_wait_for_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """One try of a second each: the whole answer has a second and a half."""
    made: dict[str, Any] = {}
    monkeypatch.setattr(boto3, "client", lambda name, config: made.setdefault(name, config))
    probes()
    assert set(made) == {"secretsmanager", "ssm", "dynamodb"}
    for config in made.values():
        assert (config.connect_timeout, config.read_timeout) == (1, 1)
        assert config.retries == {"mode": "standard", "total_max_attempts": 1}


def test_the_table_is_asked_for_an_item_that_it_need_not_have(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """To find nothing is an answer."""
    asked: list[dict[str, Any]] = []
    client = probes().table._client
    find = client.get_item

    def look(**request: Any) -> Any:
        asked.append(request)
        return find(**request)

    monkeypatch.setattr(client, "get_item", look)
    assert ask().status == 200
    assert asked == [{"TableName": TABLE, "Key": {"id": {"S": "health-check"}}}]
    assert aws("dynamodb").scan(TableName=TABLE)["Items"] == []
