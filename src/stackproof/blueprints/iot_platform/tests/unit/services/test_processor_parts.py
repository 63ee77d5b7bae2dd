"""Waits, logs, metrics and health."""

from __future__ import annotations

import http.client
import io
import json
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from processor import logs
from processor.backoff import Backoff
from processor.health import STALE_SECONDS, Health, check
from processor.metrics import EVERY_SECONDS, Metrics
from tests.unit.services.conftest import Clock


def test_waits_double_up_to_a_limit() -> None:
    """Waits double up to a limit."""
    backoff = Backoff(1.0, 30.0, chance=lambda: 1.0)
    assert [backoff.failed() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_half_of_a_wait_is_left_to_chance() -> None:
    """Half of a wait is left to chance."""
    least, middle = Backoff(1.0, 30.0, chance=lambda: 0.0), Backoff(1.0, 30.0, chance=lambda: 0.5)
    assert [least.failed(), least.failed()] == [0.5, 1.0]
    assert middle.failed() == 0.75


def test_chance_is_chance() -> None:
    """Chance is chance."""
    waits = {Backoff(1.0, 30.0).failed() for _ in range(20)}
    assert len(waits) > 10
    assert all(0.5 <= wait < 1.0 for wait in waits)


def test_success_starts_anew() -> None:
    """Success starts anew."""
    backoff = Backoff(1.0, 30.0, chance=lambda: 1.0)
    backoff.failed()
    backoff.failed()
    backoff.succeeded()
    assert [backoff.failed(), backoff.failed()] == [1, 2]


def test_failures_without_end_overflow_nothing() -> None:
    """Failures without end overflow nothing."""
    backoff = Backoff(1e-9, 1e9, chance=lambda: 1.0)
    for _ in range(2000):
        wait = backoff.failed()
    assert wait == 1e-9 * 2.0**32


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written; logging is as it was afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logs.logger.level
    stream = io.StringIO()
    logs.set_up("task-1", logging.INFO, stream)
    yield stream
    root.handlers[:], level, own = before
    root.setLevel(level)
    logs.logger.setLevel(own)


def logged(lines: io.StringIO) -> list[dict[str, Any]]:
    """The lines as objects."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_an_object_with_its_own_fields(lines: io.StringIO) -> None:
    """A line is an object with its own fields."""
    logs.logger.info("records %s", "written", extra={"shard_id": "shard-1", "stored": 3, "at": b"x"})
    (line,) = logged(lines)
    time = line.pop("time")
    assert line == {
        "level": "INFO",
        "message": "records written",
        "worker": "task-1",
        "shard_id": "shard-1",
        "stored": 3,
        "at": "b'x'",
    }
    assert time[10] == "T"
    assert time.endswith("+00:00")
    assert len(time) == len("2026-03-01T12:00:00.000+00:00")


def test_an_error_is_told_by_its_places_and_not_by_its_text(lines: io.StringIO) -> None:
    """An error is told by its places and not by its text."""

    def fails() -> None:
        raise ValueError("device pump-7 measured 21.5")

    try:
        fails()
    except ValueError:
        logs.logger.critical("stopped", exc_info=True)
    (line,) = logged(lines)
    assert line["error"] == "ValueError"
    assert [place.rpartition(" ")[2] for place in line["trace"]] == [
        "test_an_error_is_told_by_its_places_and_not_by_its_text",
        "fails",
    ]
    assert all(f"{__file__}:" in place for place in line["trace"])
    assert "pump-7" not in lines.getvalue()


def test_without_an_error_there_is_nothing_to_tell(lines: io.StringIO) -> None:
    """Without an error there is nothing to tell."""
    logs.logger.critical("stopped", exc_info=True)
    assert "error" not in logged(lines)[0]


def test_levels(lines: io.StringIO) -> None:
    """Levels."""
    logs.logger.debug("too small")
    logging.getLogger("botocore").info("of a library, too small")
    logging.getLogger("botocore").warning("of a library")
    assert [line["message"] for line in logged(lines)] == ["of a library"]


def test_logs_go_to_standard_output(lines: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """Logs go to standard output."""
    logs.set_up("task-2", logging.DEBUG)
    logs.logger.debug("small")
    assert lines.getvalue() == ""
    out = capsys.readouterr().out
    assert json.loads(out)["worker"] == "task-2"


def metrics(clock: Clock) -> tuple[Metrics, list[dict[str, Any]]]:
    """Metrics and the lines that they write."""
    lines: list[dict[str, Any]] = []
    return Metrics("IotPlatform/unit", lambda line: lines.append(json.loads(line)), clock, lambda: 1772366400.5), lines


COUNTED = (
    "ReadingsStored",
    "ReadingsRepeated",
    "ReadingsRejected",
    "CacheFailures",
    "DatabaseFailures",
    "StreamFailures",
    "StreamThrottled",
)


def test_a_line_in_the_embedded_format(clock: Clock) -> None:
    """A line in the embedded format."""
    made, lines = metrics(clock)
    made.count("ReadingsStored", 5)
    made.count("ReadingsStored", 2)
    made.count("StreamThrottled")
    made.peak("IteratorAge", 20)
    made.peak("IteratorAge", 70)
    made.peak("IteratorAge", 30)
    made.peak("WriteTime", 1.5)
    made.peak("ShardsHeld", 0)
    made.peak("ShardsUnread", 2)
    made.flush()
    counts = dict.fromkeys(COUNTED, 0) | {"ReadingsStored": 7, "StreamThrottled": 1}
    assert lines == [
        {
            "_aws": {
                "Timestamp": 1772366400500,
                "CloudWatchMetrics": [
                    {
                        "Namespace": "IotPlatform/unit",
                        "Dimensions": [["Service"]],
                        "Metrics": [
                            *({"Name": name, "Unit": "Count"} for name in COUNTED),
                            {"Name": "IteratorAge", "Unit": "Milliseconds"},
                            {"Name": "WriteTime", "Unit": "Milliseconds"},
                            {"Name": "ShardsHeld", "Unit": "Count"},
                            {"Name": "ShardsUnread", "Unit": "Count"},
                        ],
                    }
                ],
            },
            "Service": "processor",
            **counts,
            "IteratorAge": 70,
            "WriteTime": 1.5,
            "ShardsHeld": 0,
            "ShardsUnread": 2,
        }
    ]


def test_each_line_starts_anew_with_noughts(clock: Clock) -> None:
    """Each line starts anew with noughts."""
    made, lines = metrics(clock)
    made.count("ReadingsStored")
    made.peak("IteratorAge", 20)
    made.flush()
    made.flush()
    assert lines[1]["ReadingsStored"] == 0
    assert "IteratorAge" not in lines[1]
    assert len(lines[1]["_aws"]["CloudWatchMetrics"][0]["Metrics"]) == len(COUNTED)


def test_there_is_a_line_a_minute(clock: Clock) -> None:
    """There is a line a minute."""
    made, lines = metrics(clock)
    written = []
    for _ in range(25):
        clock.pass_by(10)
        made.flush_when_due()
        written.append(len(lines))
    assert EVERY_SECONDS == 60
    assert written == [n * 10 // 60 for n in range(1, 26)]


def test_time_is_that_of_the_machine() -> None:
    """Time is that of the machine."""
    lines: list[str] = []
    made = Metrics("N", lines.append)
    made.flush_when_due()
    assert lines == []
    made.flush()
    assert json.loads(lines[0])["_aws"]["Timestamp"] > 1_700_000_000_000


def test_only_metrics_that_are_known_are_counted(clock: Clock) -> None:
    """Only metrics that are known are counted."""
    made, _ = metrics(clock)
    with pytest.raises(KeyError):
        made.count("Other")


@pytest.fixture
def health(clock: Clock) -> Iterator[Health]:
    """A service that says whether it is alive."""
    made = Health(0, clock)
    yield made
    made.close()


def ask(health: Health, path: str = "/health") -> tuple[int, str | None, bytes]:
    """Status, type and body of an answer, whose length is told."""
    connection = http.client.HTTPConnection("127.0.0.1", health.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.headers["Content-Length"] == str(len(body))
    return answer.status, answer.headers["Content-Type"], body


def test_a_loop_that_turns_is_alive(health: Health, clock: Clock) -> None:
    """A loop that turns is alive."""
    assert ask(health) == (200, "text/plain", b"alive\n")
    clock.pass_by(STALE_SECONDS - 1)
    assert health.alive
    assert check({"HEALTH_PORT": str(health.port)}) == 0
    clock.pass_by(1)
    assert ask(health) == (503, "text/plain", b"stuck\n")
    assert check({"HEALTH_PORT": str(health.port)}) == 1
    health.beat()
    assert check({"HEALTH_PORT": str(health.port)}) == 0


def test_there_is_nothing_else(health: Health) -> None:
    """There is nothing else."""
    assert ask(health, "/")[0] == 404


def test_checks_leave_nothing_in_the_log(health: Health, capsys: pytest.CaptureFixture[str]) -> None:
    """Checks leave nothing in the log."""
    ask(health)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_nobody_else_is_listened_to(health: Health) -> None:
    """Nobody else is listened to."""
    assert health._server.server_address[0] == "127.0.0.1"


def test_a_service_that_has_ended_is_not_alive(clock: Clock) -> None:
    """A service that has ended is not alive."""
    made = Health(0, clock)
    made.close()
    assert check({"HEALTH_PORT": str(made.port)}) == 1
    with socket.create_server(("127.0.0.1", made.port)):
        """The port is free again."""


def test_what_answers_nonsense_is_not_alive() -> None:
    """What answers nonsense is not alive."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(1000)
                client.sendall(b"nonsense\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        assert check({"HEALTH_PORT": str(listener.getsockname()[1])}) == 1


def test_the_usual_port_is_8080(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual port is 8080."""
    asked: list[tuple[Any, ...]] = []

    class Connection:
        def __init__(self, *arguments: Any, timeout: float) -> None:
            asked.append((*arguments, timeout))

        def request(self, method: str, path: str) -> None:
            asked.append((method, path))
            raise ConnectionRefusedError

        def close(self) -> None:
            asked.append(("closed",))

    monkeypatch.setattr(http.client, "HTTPConnection", Connection)
    assert check({}) == 1
    assert asked == [("127.0.0.1", 8080, 3.0), ("GET", "/health"), ("closed",)]
