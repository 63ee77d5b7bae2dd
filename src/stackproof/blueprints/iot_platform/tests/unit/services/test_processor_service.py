"""The whole service: a stream, a database, a cache and tasks that are started and stopped."""

from __future__ import annotations

import base64
import importlib
import io
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
import redis

from processor import logs, service
from processor.configuration import Configuration
from processor.stream import Page, Shard, Stream
from processor.worker import Worker
from tests.unit.services.conftest import SECRET, STREAM, reading, record_of
from tests.unit.services.servers import DatabaseServer

FIRST = "shardId-000000000000"


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    """Leave logging and signals as they were."""
    root = logging.getLogger()
    handlers, level, own = root.handlers[:], root.level, logs.logger.level
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.logger.setLevel(own)
    for number, handler in signals.items():
        signal.signal(number, handler)


@pytest.fixture
def platform(
    kinesis: Any,
    cache: redis.Redis,
    server: DatabaseServer,
    client: Callable[[str], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """Everything that the service needs; returns the client of the stream."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    client("secretsmanager").create_secret(
        Name=SECRET, SecretString=json.dumps({"username": server.user, "password": server.password})
    )
    begin_with(monkeypatch, "1")
    cache.acl_setuser("user-iot-unit", enabled=True, nopass=True, keys=["*"], categories=["+@all"])
    return kinesis


@pytest.fixture
def start(configuration: Configuration) -> Iterator[Callable[[str], Task]]:
    """Starts tasks, which end with the test."""
    tasks: list[Task] = []

    def started(name: str) -> Task:
        tasks.append(Task(configuration, name))
        return tasks[-1]

    yield started
    for task in tasks:
        task.stop()


class Task:
    """A task that runs in a thread."""

    def __init__(self, configuration: Configuration, name: str) -> None:
        """Start it."""
        self.stopping = threading.Event()
        self.exit_codes: list[int] = []
        quick = replace(configuration, health_port=0, lease_seconds=1, poll_seconds=0)
        self._thread = threading.Thread(
            target=lambda: self.exit_codes.append(service.run(quick, name, self.stopping)), daemon=True
        )
        self._thread.start()

    def stop(self) -> int:
        """Stop it; returns its exit code."""
        self.stopping.set()
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.exit_codes[0]


def put(kinesis: Any, *data: bytes) -> None:
    """Put records into the stream, over all shards."""
    kinesis.put_records(
        StreamName=STREAM,
        Records=[{"Data": one, "PartitionKey": f"device {number}"} for number, one in enumerate(data)],
    )


def eventually(server: DatabaseServer, statement: str, expected: Any) -> None:
    """Wait until the database answers as expected."""
    deadline = time.monotonic() + 20
    while (found := server.sql(statement)[0][0]) != expected:
        assert time.monotonic() < deadline, f"{statement}: {found}"
        time.sleep(0.05)


original_read, original_shards = Stream.read, Stream.shards


def read_to_the_end(stream: Stream, iterator: str, limit: int) -> Page:
    """Read as Kinesis does where a shard was split: moto goes on to give iterators at its end."""
    page = original_read(stream, iterator, limit)
    _, shard_id, _ = base64.b64decode(iterator).decode().split(":")
    shards = stream._client.list_shards(StreamName=STREAM)["Shards"]
    closed = {shard["ShardId"] for shard in shards if "EndingSequenceNumber" in shard["SequenceNumberRange"]}
    return replace(page, next_iterator=None) if shard_id in closed and not page.records else page


def begin_with(monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """List shards as Kinesis does, which begin with one number for ever: moto tells that of their first record."""

    def shards(stream: Stream) -> list[Shard]:
        return [replace(shard, first=first) for shard in original_shards(stream)]

    monkeypatch.setattr(Stream, "shards", shards)


def test_readings_come_from_the_stream_into_database_and_cache(
    platform: Any,
    start: Callable[[str], Task],
    server: DatabaseServer,
    cache: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Readings come from the stream into database and cache."""
    monkeypatch.setattr(Stream, "read", read_to_the_end)
    server.drop()
    first = start("task-1")
    put(platform, *(record_of(reading(number)) for number in range(1, 21)), b"not a reading")
    eventually(server, "SELECT to_regclass('readings') IS NOT NULL", True)
    eventually(server, "SELECT count(*) FROM readings", 20)
    eventually(server, "SELECT count(*) FROM rejected_records", 1)
    second = start("task-2")
    eventually(server, "SELECT count(DISTINCT owner) FROM shard_leases", 2)
    server.end_sessions()
    put(platform, *(record_of(reading(number)) for number in range(11, 41)))
    eventually(server, "SELECT count(*) FROM readings", 40)
    platform.split_shard(StreamName=STREAM, ShardToSplit=FIRST, NewStartingHashKey="5")
    eventually(server, f"SELECT finished FROM shard_leases WHERE shard_id = '{FIRST}'", True)
    eventually(server, "SELECT count(*) FROM shard_leases WHERE owner IS NOT NULL", 3)
    assert (first.stop(), second.stop()) == (0, 0)
    assert server.sql("SELECT count(*) FROM shard_leases WHERE owner IS NOT NULL") == [(0,)]
    assert server.sql("SELECT count(*) FROM workers") == [(0,)]
    latest = cache.hget("latest:pump-7", "temperature")
    assert json.loads(str(latest).partition(" ")[2])["value"] == reading(40).value


def test_a_task_that_starts_again_goes_on_where_it_was(
    platform: Any, start: Callable[[str], Task], server: DatabaseServer
) -> None:
    """A task that starts again goes on where it was."""
    server.drop()
    put(platform, record_of(reading(1)))
    task = start("task-1")
    eventually(server, "SELECT to_regclass('readings') IS NOT NULL", True)
    eventually(server, "SELECT count(*) FROM readings", 1)
    assert task.stop() == 0
    server.sql("DELETE FROM readings")
    put(platform, record_of(reading(2)))
    task = start("task-1")
    eventually(server, "SELECT count(*) FROM readings", 1)
    assert task.stop() == 0
    assert server.sql("SELECT value FROM readings") == [(reading(2).value,)]


def test_a_stream_that_was_made_anew_is_read_from_its_beginning(
    platform: Any, start: Callable[[str], Task], server: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of its shards, those too whose ids were read to their end."""
    monkeypatch.setattr(Stream, "read", read_to_the_end)
    server.drop()
    put(platform, *(record_of(reading(number)) for number in range(1, 11)))
    platform.split_shard(StreamName=STREAM, ShardToSplit=FIRST, NewStartingHashKey="5")
    task = start("task-1")
    eventually(server, "SELECT to_regclass('shard_leases') IS NOT NULL", True)
    eventually(server, "SELECT count(*) FROM shard_leases WHERE finished", 1)
    eventually(server, "SELECT count(*) FROM readings", 10)
    assert task.stop() == 0
    platform.delete_stream(StreamName=STREAM)
    platform.create_stream(StreamName=STREAM, ShardCount=2)
    begin_with(monkeypatch, "2")
    put(platform, *(record_of(reading(number)) for number in range(11, 31)))
    task = start("task-1")
    eventually(server, "SELECT count(*) FROM readings", 30)
    assert task.stop() == 0


def run_quick(configuration: Configuration, monkeypatch: pytest.MonkeyPatch, work: Callable[[Worker], None]) -> int:
    """Run the service with other work to do; returns its exit code."""
    monkeypatch.setattr(Worker, "run", work)
    return service.run(replace(configuration, health_port=0), "task-1", threading.Event())


@pytest.mark.usefixtures("platform")
def test_parts_are_put_together_as_the_configuration_says(
    configuration: Configuration,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    log: pytest.LogCaptureFixture,
) -> None:
    """Parts are put together as the configuration says."""
    found: list[Worker] = []
    made: list[str] = []
    client = boto3.Session.client

    def noted(session: boto3.Session, name: str, **options: Any) -> Any:
        made.append(name)
        assert session.region_name == "ap-southeast-1"
        assert options == {"config": service.CLIENTS}
        return client(session, name, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(boto3.Session, "client", noted)
    configuration = replace(configuration, metric_namespace="IotPlatform/unit")
    assert run_quick(configuration, monkeypatch, lambda worker: found.append(worker)) == 0
    (worker,) = found
    assert made == ["secretsmanager", "kinesis"]
    assert worker._stream.name == STREAM
    assert worker._leases.stream == STREAM
    assert (worker._leases.worker, worker._leases.seconds) == ("task-1", 30)
    assert (worker._batch_size, worker._poll_seconds) == (500, 1)
    assert worker._latest._ttl_seconds == 604800
    assert worker._latest._backoff._first == 1.0
    assert worker._latest._backoff._most == 30.0
    token = worker._latest._client.connection_pool.connection_kwargs["credential_provider"]
    assert token.get_credentials()[0] == "user-iot-unit"
    assert token.get_credentials()[1].startswith("cache-iot-unit/?Action=connect&User=user-iot-unit&")
    assert "ap-southeast-1" in token.get_credentials()[1]
    worker._metrics.flush()
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "IotPlatform/unit"
    assert [(record.levelname, record.message) for record in log.records] == [("INFO", "started"), ("INFO", "stopped")]
    assert log.records[0].__dict__["stream"] == STREAM


def test_a_line_of_metrics_is_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of metrics is written at once."""
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written))
    service._write_line("{}")
    assert written.getvalue() == b"{}\n"


def test_clients_wait_little_and_leave_trying_again_to_the_loop() -> None:
    """Clients wait little and leave trying again to the loop."""
    clients: Any = service.CLIENTS
    assert clients.connect_timeout == 3
    assert clients.read_timeout == 10
    assert clients.retries == {"mode": "standard", "total_max_attempts": 2}


@pytest.mark.usefixtures("platform")
def test_an_error_of_ours_ends_the_task(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    """An error of ours ends the task."""

    def fails(_worker: Worker) -> None:
        raise RuntimeError("device pump-7")

    ended: list[str] = []
    for part in ("Health", "LatestReadings", "Database"):
        monkeypatch.setattr(getattr(service, part), "close", lambda _self, name=part: ended.append(name))
    assert run_quick(configuration, monkeypatch, fails) == 1
    assert ended == ["Health", "LatestReadings", "Database"]
    assert [(record.levelname, record.message) for record in log.records[1:]] == [("CRITICAL", "stopped by an error")]
    told: Any = log.records[1].exc_info
    assert told[0] is RuntimeError


@pytest.mark.usefixtures("platform")
def test_the_loop_says_that_it_turns(configuration: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop says that it turns."""
    beaten: list[bool] = []

    def turns(worker: Worker) -> None:
        health: Any = worker._beat
        health.__self__._beaten -= 1000
        beaten.append(health.__self__.alive)
        worker._beat()
        beaten.append(health.__self__.alive)

    assert run_quick(configuration, monkeypatch, turns) == 0
    assert beaten == [False, True]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_stop_the_service(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Signals stop the service."""
    given: list[Any] = []

    def run(configuration: Configuration, name: str, stopping: threading.Event) -> int:
        given.extend((configuration, name, stopping.is_set()))
        os.kill(os.getpid(), number)
        given.append(stopping.wait(5))
        return 0

    monkeypatch.setattr(service, "run", run)
    monkeypatch.setattr("socket.gethostname", lambda: "host")
    assert service.main(environment | {"LOG_LEVEL": "ERROR"}) == 0
    configuration, name, before, after = given
    assert configuration.stream_name == STREAM
    assert name.startswith("host-")
    assert len(name) == len("host-") + 8
    assert (before, after) == (False, True)
    assert logs.logger.level == logging.ERROR
    formatter: Any = logging.getLogger().handlers[0].formatter
    assert formatter._worker == name


def test_an_environment_that_is_not_enough_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An environment that is not enough is told in one line."""
    assert service.main({}) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: invalid environment: STREAM_NAME is missing; ")
    assert error.count("\n") == 1


def test_there_is_a_command() -> None:
    """There is a command."""
    assert importlib.import_module("processor.__main__").main is service.main
