"""The function that records replication events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import replication_events


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts as a new process of the function would."""
    monkeypatch.setenv("METRIC_NAMESPACE", "Documents/Replication")
    replication_events._seen.clear()
    yield
    replication_events._seen.clear()


def record(event: str = "OperationFailedReplication", key: str = "a/b.txt", **changes: Any) -> dict[str, Any]:
    """One S3 record, as S3 documents replication events."""
    return {
        "eventVersion": "2.2",
        "eventSource": "aws:s3",
        "eventTime": "2026-01-02T03:04:05.678Z",
        "eventName": f"s3:Replication:{event}",
        "s3": {
            "bucket": {"name": "bucket-documents-primary-unit", "arn": "arn:aws:s3:::bucket-documents-primary-unit"},
            "object": {"key": key, "versionId": "v1", "sequencer": "0"},
        },
        "replicationEventData": {
            "replicationRuleId": "rule-documents-replication-unit",
            "destinationBucket": "arn:aws:s3:::bucket-documents-replica-unit",
            "s3Operation": "OBJECT_PUT",
            "requestTime": "2026-01-02T03:04:00.000Z",
            "failureReason": "DstBucketNotFound",
            "threshold": "15",
            "replicationTime": "1",
        },
        **changes,
    }


def message(message_id: str, *records: Any) -> dict[str, Any]:
    """An SQS message with S3 records."""
    return {"messageId": message_id, "body": json.dumps({"Records": list(records)})}


def run(capsys: pytest.CaptureFixture[str], *messages: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    """Handle messages; gives the ids that failed and the lines that were logged."""
    response = replication_events.handle({"Records": list(messages)}, None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]], lines


def test_an_event_becomes_a_line_with_a_metric(capsys: pytest.CaptureFixture[str]) -> None:
    """The line tells what, where and why, and holds the metric in the embedded format."""
    failed, (line,) = run(capsys, message("1", record()))
    assert failed == []
    assert line.pop("event_id")
    assert line == {
        "_aws": {
            "Timestamp": 1767323045678,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Documents/Replication",
                    "Dimensions": [["SourceBucket", "DestinationBucket"]],
                    "Metrics": [{"Name": "OperationFailedReplication", "Unit": "Count"}],
                }
            ],
        },
        "OperationFailedReplication": 1,
        "SourceBucket": "bucket-documents-primary-unit",
        "DestinationBucket": "bucket-documents-replica-unit",
        "level": "ERROR",
        "message": "replication event OperationFailedReplication",
        "event_name": "OperationFailedReplication",
        "event_time": "2026-01-02T03:04:05.678Z",
        "object_key": "a/b.txt",
        "version_id": "v1",
        "rule_id": "rule-documents-replication-unit",
        "s3_operation": "OBJECT_PUT",
        "failure_reason": "DstBucketNotFound",
        "threshold_minutes": "15",
        "replication_minutes": "1",
    }


@pytest.mark.parametrize(
    "event", ["OperationMissedThreshold", "OperationReplicatedAfterThreshold", "OperationNotTracked"]
)
def test_late_and_untracked_operations_are_counted_but_are_no_errors(
    event: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind of event is a metric of its own; the name comes with or without its prefix."""
    _, (line,) = run(capsys, message("1", record(event, eventName=f"Replication:{event}")))
    assert (line[event], line["level"]) == (1, "INFO")


def test_keys_are_decoded(capsys: pytest.CaptureFixture[str]) -> None:
    """S3 encodes object keys as in the query of a URL."""
    _, (line,) = run(capsys, message("1", record(key="caf%C3%A9+menu.txt")))
    assert line["object_key"] == "caf\u00e9 menu.txt"


def test_an_event_without_details_is_recorded_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """What S3 leaves out is unknown, not an error."""
    _, (line,) = run(capsys, message("1", record(replicationEventData=None)))
    assert (line["DestinationBucket"], line["failure_reason"]) == ("unknown", None)


def test_the_test_event_of_s3_is_taken_note_of(capsys: pytest.CaptureFixture[str]) -> None:
    """S3 sends one when the notification is set up; it is not a failure."""
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "bucket-documents-primary-unit"})
    failed, lines = run(capsys, {"messageId": "1", "body": body})
    assert failed == []
    assert lines == [{"level": "INFO", "message": "test event received", "bucket": "bucket-documents-primary-unit"}]


def test_other_events_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may widen the notification; those events are no replication events."""
    failed, lines = run(capsys, message("1", record(eventName="ObjectCreated:Put")))
    assert failed == []
    assert lines == [
        {
            "level": "WARNING",
            "message": "not a replication event, left out",
            "event_name": "ObjectCreated:Put",
        }
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "body is not JSON"),
        ("[]", "body is not a JSON object"),
        ("{}", "body has no list of Records"),
        ('{"Records": [1]}', "body has no list of Records"),
        ('{"Records": [{}]}', "record has no eventName"),
        (json.dumps({"Records": [record(s3={"bucket": {"name": "b"}})]}), "record has no s3.object.key"),
        (json.dumps({"Records": [record(s3="text")]}), "record has no s3.bucket.name"),
        (json.dumps({"Records": [record(s3={"bucket": {"name": 7}})]}), "record has no s3.bucket.name"),
        (json.dumps({"Records": [record(s3={"bucket": {"name": ""}})]}), "record has no s3.bucket.name"),
        (json.dumps({"Records": [record(eventTime="yesterday")]}), "eventTime is not an ISO 8601 time"),
    ],
)
def test_a_malformed_message_fails_alone(body: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It goes back to the queue; the good message beside it is done."""
    failed, lines = run(capsys, {"messageId": "bad", "body": body}, message("good", record()))
    assert failed == ["bad"]
    assert [line["level"] for line in lines] == ["ERROR", "ERROR"]
    assert lines[0]["message_id"] == "bad"
    assert lines[0]["message"].startswith(reason)
    assert lines[1]["event_name"] == "OperationFailedReplication"


def test_a_message_fails_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """No event of it is recorded before all could be read, so that its return counts none twice."""
    failed, lines = run(capsys, message("1", record(), {"eventName": "s3:Replication:OperationNotTracked"}))
    assert failed == ["1"]
    assert ["event_id" in line for line in lines] == [False]


def test_an_event_that_is_delivered_twice_is_recorded_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Within a batch and from batch to batch of one process."""
    _, first = run(capsys, message("1", record()), message("2", record()))
    _, second = run(capsys, message("3", record()), message("4", record(key="other")))
    assert [line["object_key"] for line in first] == ["a/b.txt"]
    assert [line["object_key"] for line in second] == ["other"]


def test_the_order_of_keys_makes_no_other_event(capsys: pytest.CaptureFixture[str]) -> None:
    """What delivers an event again may write it otherwise."""
    one = record()
    other = dict(reversed(one.items()))
    assert json.dumps(one) != json.dumps(other)
    _, lines = run(capsys, message("1", one), message("2", other))
    assert len(lines) == 1


def test_the_memory_for_repetitions_is_bounded(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest is forgotten first."""
    monkeypatch.setattr(replication_events, "SEEN_LIMIT", 2)
    run(capsys, message("1", *(record(key=key) for key in "abc")))
    assert len(replication_events._seen) == 2
    _, lines = run(capsys, message("2", record(key="a"), record(key="c")))
    assert [line["object_key"] for line in lines] == ["a"]
