"""The processor: for each content that arrives in the bucket, it writes into the table what it found in it.

S3 delivers events at least once and in any order. A row is written once for each version: the sequencer says which of
two events of the same millisecond is the later, and the same event a second time changes nothing. A record that will
never be of use becomes a dead letter at once. When others fail, the invocation fails after all of them were tried, so
that Lambda tries the event again and in the end makes it a dead letter.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError

import tap_dead_letters
from object_event import ObjectCreated, UnusableRecordError, parse
from object_metadata import measure
from tap_aws import BUCKET, code_of, s3, table
from tap_log import Log

CHUNK_BYTES = 1024 * 1024
"""How much of a content is in memory at a time."""


class Context(Protocol):
    """What Lambda tells of an invocation."""

    aws_request_id: str


class RecordsFailedError(Exception):
    """Records of an event failed and may succeed later."""


def handle(event: Mapping[str, Any], context: Context) -> dict[str, int]:
    """Process the records of one event.

    Args:
        event: what S3 passes on, with `Records`.
        context: the invocation.

    Returns:
        How many records ended in which way.

    Raises:
        RecordsFailedError: at least one record failed in a way that may pass.
    """
    log = Log(function="processor", request_id=context.aws_request_id)
    records = event.get("Records")
    outcomes = [_tried(record, log) for record in (records if isinstance(records, list) else [event])]
    counts = {outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)}
    log.info("processed", **counts)
    if "failed" in counts:
        raise RecordsFailedError(f"{counts['failed']} of {len(outcomes)} records failed")
    return counts


def _tried(record: Any, log: Log) -> str:
    """How one record ends: `written`, `known`, `dead` or `failed`."""
    try:
        return _kept_or_processed(record, log)
    except Exception as error:
        log.error("record failed", error=type(error).__name__, detail=str(error))
        return "failed"


def _kept_or_processed(record: Any, log: Log) -> str:
    """Process a record, or keep it as a dead letter in the form of an event that holds it alone."""
    try:
        created = parse(record, BUCKET)
    except UnusableRecordError as error:
        log.error("record is of no use", reason=str(error))
        tap_dead_letters.send("processor", str(error), {"Records": [record]})
        return "dead"
    return _processed(created, log)


def _processed(created: ObjectCreated, log: Log) -> str:
    """Read a content and write what was found in it."""
    started = time.monotonic()
    about = {"document_id": created.document_id, "version_id": created.version_id}
    # A version that S3 does not find yet may be found by the next try; one that is gone becomes a dead letter at last.
    answer = s3.get_object(Bucket=BUCKET, Key=created.key, VersionId=created.version_id)
    found = measure(answer["Body"].iter_chunks(CHUNK_BYTES), answer["ContentType"])
    outcome = _written(created, found)
    log.info(outcome, **about, **found, milliseconds=round((time.monotonic() - started) * 1000))
    return outcome


def _written(created: ObjectCreated, found: Mapping[str, str | int]) -> str:
    """Write the row of a version, unless it or a later one of the same moment is there."""
    try:
        table.put_item(
            Item={
                "id": created.document_id,
                "timestamp": created.event_time,
                "kind": "stored",
                "version_id": created.version_id,
                "sequencer": created.sequencer,
                **found,
            },
            ConditionExpression="attribute_not_exists(id) OR sequencer < :sequencer",
            ExpressionAttributeValues={":sequencer": created.sequencer},
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return "known"
    return "written"
