"""Records S3 replication events: one structured log line each, from which CloudWatch also extracts metrics.

Each line is in CloudWatch's embedded metric format, so that logging and counting are one act that needs no permission
but to write the log. S3 and SQS deliver at least once. An event that this process has seen already is skipped; across
processes the `event_id` of the line tells repetitions apart, and the metric carries the time of the event, so that a
repetition lands in the same minute.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

EVENT_PREFIX = "Replication:"
SEEN_LIMIT = 10_000
"""Event ids remembered by one process: 64 bytes each, so under a few megabytes."""

_seen: OrderedDict[str, None] = OrderedDict()


class MalformedMessageError(ValueError):
    """A message is not an S3 notification; it goes back to the queue and at last to the dead-letter queue."""


def handle(event: Mapping[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Record the events of a batch of SQS messages.

    Args:
        event: what Lambda passes for an SQS source, with `Records`.

    Returns:
        The partial batch response: ids of the messages that could not be recorded, which SQS delivers again.
    """
    failures = []
    for message in event["Records"]:
        try:
            _record_message(message["body"])
        except MalformedMessageError as error:
            failures.append({"itemIdentifier": message["messageId"]})
            _write({"level": "ERROR", "message": str(error), "message_id": message["messageId"]})
    return {"batchItemFailures": failures}


def _record_message(body: str) -> None:
    """Record every replication event of one message.

    All of its events are read before the first is recorded, so that a message fails as a whole or not at all.
    """
    lines = []
    for record in _records(body):
        name = _text(record, "eventName")
        if name.removeprefix("s3:").startswith(EVENT_PREFIX):
            lines.append(_line(record, name.removeprefix("s3:").removeprefix(EVENT_PREFIX)))
        else:
            _write({"level": "WARNING", "message": "not a replication event, left out", "event_name": name})
    for line in lines:
        if _first_time(line["event_id"]):
            _write(line)


def _records(body: str) -> list[Mapping[str, Any]]:
    """The S3 records of a message; none for the test message that S3 sends when a notification is set up."""
    try:
        notification = json.loads(body)
    except ValueError as error:
        raise MalformedMessageError(f"body is not JSON: {error}") from error
    if not isinstance(notification, dict):
        raise MalformedMessageError("body is not a JSON object")
    if notification.get("Event") == "s3:TestEvent":
        _write({"level": "INFO", "message": "test event received", "bucket": str(notification.get("Bucket"))})
        return []
    records = notification.get("Records")
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise MalformedMessageError("body has no list of Records")
    return records


def _line(record: Mapping[str, Any], operation: str) -> dict[str, Any]:
    """The log line of one replication event, with its metric `operation`."""
    bucket = _text(record, "s3", "bucket", "name")
    key = unquote_plus(_text(record, "s3", "object", "key"))
    details = record.get("replicationEventData")
    details = details if isinstance(details, dict) else {}
    destination = str(details.get("destinationBucket", "unknown")).removeprefix("arn:aws:s3:::")
    return {
        "_aws": {
            "Timestamp": _milliseconds(_text(record, "eventTime")),
            "CloudWatchMetrics": [
                {
                    "Namespace": os.environ["METRIC_NAMESPACE"],
                    "Dimensions": [["SourceBucket", "DestinationBucket"]],
                    "Metrics": [{"Name": operation, "Unit": "Count"}],
                }
            ],
        },
        operation: 1,
        "SourceBucket": bucket,
        "DestinationBucket": destination,
        "level": "ERROR" if operation == "OperationFailedReplication" else "INFO",
        "message": f"replication event {operation}",
        "event_id": _event_id(record),
        "event_name": operation,
        "event_time": record["eventTime"],
        "object_key": key,
        "version_id": record["s3"]["object"].get("versionId"),
        "rule_id": details.get("replicationRuleId"),
        "s3_operation": details.get("s3Operation"),
        "failure_reason": details.get("failureReason"),
        "threshold_minutes": details.get("threshold"),
        "replication_minutes": details.get("replicationTime"),
    }


def _event_id(record: Mapping[str, Any]) -> str:
    """An id that is the same each time that the same event is delivered: the hash of the whole record."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _first_time(event_id: str) -> bool:
    """Whether this process sees the event for the first time, as far back as it remembers."""
    if event_id in _seen:
        return False
    _seen[event_id] = None
    if len(_seen) > SEEN_LIMIT:
        _seen.popitem(last=False)
    return True


def _text(record: Mapping[str, Any], *path: str) -> str:
    """The text at a path of keys.

    Raises:
        MalformedMessageError: there is none.
    """
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        raise MalformedMessageError("record has no " + ".".join(path))
    return value


def _milliseconds(timestamp: str) -> int:
    """Milliseconds since the epoch of an ISO 8601 time."""
    try:
        return int(datetime.fromisoformat(timestamp).timestamp() * 1000)
    except ValueError as error:
        raise MalformedMessageError(f"eventTime is not an ISO 8601 time: {timestamp!r}") from error


def _write(line: Mapping[str, Any]) -> None:
    """Write one line of JSON to the function's log."""
    print(json.dumps(line, separators=(",", ":")), flush=True)
