"""Readings that are put into the stream are processed; the service tells so in its log and by its metrics."""

from __future__ import annotations

import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.conftest import eventually

Client = Callable[[str], Any]
READINGS = 20


def record(device: str) -> dict[str, Any]:
    """A record of the stream with a reading of a device."""
    reading = {
        "reading_id": str(uuid.uuid4()),
        "device_id": device,
        "measured_at": datetime.now(UTC).isoformat(),
        "metric": "temperature",
        "value": 21.5,
        "unit": "Cel",
    }
    return {"Data": json.dumps(reading).encode(), "PartitionKey": device}


@pytest.fixture(scope="module")
def began(outputs: dict[str, str], client: Client, steady: Any) -> int:
    """When records were put into the stream, in milliseconds: readings, each of them twice, and one that is none."""
    assert steady["runningCount"] >= 1
    now = int(time.time() * 1000)
    devices = [f"integration-{uuid.uuid4().hex}" for _ in range(READINGS)]
    records = [record(device) for device in devices]
    answer = client("kinesis").put_records(
        StreamName=outputs["StreamName"],
        Records=[*records, *records, {"Data": b"not a reading", "PartitionKey": devices[0]}],
    )
    assert answer["FailedRecordCount"] == 0
    return now


def lines(outputs: dict[str, str], client: Client, since: int) -> Iterator[dict[str, Any]]:
    """What the service logged since then."""
    pages = (
        client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=outputs["ProcessorLogGroupName"], startTime=since)
    )
    for page in pages:
        for event in page["events"]:
            yield json.loads(event["message"])


def test_readings_are_stored_once_and_others_put_aside(outputs: dict[str, str], client: Client, began: int) -> None:
    """As the lines with the service's metrics add up to."""

    def counted() -> Counter[str] | None:
        """The sums, once they are enough."""
        sums: Counter[str] = Counter()
        for line in lines(outputs, client, began):
            sums.update({name: line[name] for name in line if name.startswith("Readings")})
        enough = sums["ReadingsStored"] >= READINGS and sums["ReadingsRepeated"] >= READINGS
        return sums if enough and sums["ReadingsRejected"] else None

    eventually(counted, "processing of all readings")


def test_metrics_reach_cloudwatch(outputs: dict[str, str], client: Client, began: int) -> None:
    """The embedded ones, under the namespace that the lines name."""

    def stored() -> float | None:
        """How many readings CloudWatch knows to be stored."""
        named = [line["_aws"] for line in lines(outputs, client, began) if "_aws" in line]
        if not named:
            return None
        points = client("cloudwatch").get_metric_statistics(
            Namespace=named[0]["CloudWatchMetrics"][0]["Namespace"],
            MetricName="ReadingsStored",
            Dimensions=[{"Name": "Service", "Value": "processor"}],
            StartTime=datetime.fromtimestamp(began / 1000, UTC) - timedelta(minutes=1),
            EndTime=datetime.now(UTC) + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        total: float = sum(point["Sum"] for point in points)
        return total or None

    assert eventually(stored, "a metric of stored readings") >= 1


def test_nothing_of_a_reading_is_logged(outputs: dict[str, str], client: Client, began: int) -> None:
    """Neither devices nor values."""
    eventually(lambda: next(lines(outputs, client, began), None), "a line of the log")
    assert not [line for line in lines(outputs, client, began) if "integration-" in json.dumps(line)]


@pytest.mark.usefixtures("steady")
def test_the_database_and_the_stream_work_without_failures(outputs: dict[str, str], client: Client) -> None:
    """In the last ten minutes."""
    since = int((time.time() - 600) * 1000)
    failures = ("database failed", "stopped by an error")
    assert not [line for line in lines(outputs, client, since) if line.get("message") in failures]
