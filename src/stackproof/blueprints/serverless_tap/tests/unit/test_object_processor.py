"""The processor as a whole, with AWS as moto plays it."""

from __future__ import annotations

import hashlib
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError

import object_processor
import tap_aws
from object_event import UnusableRecordError, parse
from object_metadata import measure
from object_processor import RecordsFailedError
from tests.unit.conftest import BUCKET, S3
from tests.unit.events import TEXT, Context, dead_letters, lines, record, rows

pytestmark = pytest.mark.usefixtures("aws")

ID = f"0{'1' * 11}-{'a' * 20}"
KEY = f"documents/{ID}/content"


def put(content: bytes = TEXT, content_type: str = "text/plain", key: str = KEY) -> str:
    """Write a content and return its version."""
    answer = S3.put_object(Bucket=BUCKET, Key=key, Body=content, ContentType=content_type)
    return str(answer["VersionId"])


def handle(*records: Any) -> dict[str, int]:
    """Process an event of these records."""
    return object_processor.handle({"Records": list(records)}, Context())


def refuse(code: str) -> ClientError:
    """An error as AWS raises it."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


def test_what_is_found_in_a_content_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """In a row of the document, with the version and its place among the key's events."""
    version = put()
    assert handle(record(KEY, version)) == {"written": 1}
    found = {"size": len(TEXT), "sha256": hashlib.sha256(TEXT).hexdigest(), "lines": 3}
    assert rows() == [
        {
            "id": ID,
            "timestamp": "2026-11-28T05:00:00.123Z",
            "kind": "stored",
            "version_id": version,
            "sequencer": "00A1" + "0" * 60,
            **found,
        }
    ]
    written, processed = lines(capsys.readouterr().out)
    same = {"trace_id": "1-abc", "environment": "unit", "function": "processor", "request_id": "request-1"}
    milliseconds = written.pop("milliseconds")
    assert isinstance(milliseconds, int)
    assert 0 <= milliseconds < 10_000
    about = {"document_id": ID, "version_id": version}
    assert written == {"level": "INFO", "message": "written", **same, **about, **found}
    assert processed == {"level": "INFO", "message": "processed", **same, "written": 1}


def test_an_event_that_is_delivered_twice_changes_nothing() -> None:
    """Not even within one invocation."""
    event = record(KEY, put())
    assert handle(event, event) == {"written": 1, "known": 1}
    before = rows()
    assert handle(event) == {"known": 1}
    assert rows() == before


def test_of_two_events_of_one_moment_the_later_stays_in_whatever_order_they_come() -> None:
    """The sequencer tells which that is, compared as numbers written from the left."""
    first, second = record(KEY, put(b"1"), "00A"), record(KEY, put(b"22"), "00B1")
    assert handle(first) == {"written": 1}
    assert handle(second) == {"written": 1}
    assert handle(first) == {"known": 1}
    assert [row["size"] for row in rows()] == [2]


def test_events_of_different_moments_have_rows_of_their_own() -> None:
    """The history of the document."""
    later = record(KEY, put(b"22"), "00B", eventTime="2026-11-28T06:00:00.123+01:00")
    later["eventTime"] = "2026-11-28T07:00:00.123+01:00"
    assert handle(later, record(KEY, put(b"1"))) == {"written": 2}
    assert [row["timestamp"] for row in rows()] == ["2026-11-28T05:00:00.123Z", "2026-11-28T06:00:00.123Z"]


def test_the_version_of_the_event_is_read_and_no_other() -> None:
    """Though the key has a newer one by then."""
    version = put(b"first")
    put(b"the second")
    handle(record(KEY, version))
    assert [row["size"] for row in rows()] == [5]


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "AccessDenied"])
def test_a_version_that_is_not_found_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    """S3 may not know of it yet; to those that may not list the bucket it says "forbidden"."""
    event = record(KEY, put())
    with monkeypatch.context() as patched:
        patched.setattr(tap_aws.s3, "get_object", Mock(side_effect=refuse(code)))
        with pytest.raises(RecordsFailedError, match=r"^1 of 1 records failed$"):
            handle(event)
    assert rows() == []
    failed, processed = lines(capsys.readouterr().out)
    assert (failed["level"], failed["message"], code in failed["detail"]) == ("ERROR", "record failed", True)
    assert processed["failed"] == 1
    assert handle(event) == {"written": 1}


@pytest.mark.parametrize("broken", ["get_object", "put_item"])
def test_records_that_fail_are_tried_again_after_all_others_were_processed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    """Lambda gets the failure; a second try finds the others done."""
    other = KEY.replace("a" * 20, "b" * 20)
    records = [record(KEY, put()), record(other, put(key=other))]
    owner: Any = tap_aws.s3 if broken == "get_object" else tap_aws.table
    real = getattr(owner, broken)

    def failing(**given: Any) -> Any:
        if ID in (given.get("Key", "").split("/")[1:2] or [given.get("Item", {}).get("id")]):
            raise refuse("AccessDenied")
        return real(**given)

    with monkeypatch.context() as patched:
        patched.setattr(owner, broken, failing)
        with pytest.raises(RecordsFailedError, match=r"^1 of 2 records failed$"):
            handle(*records)
    assert [row["id"] for row in rows()] == [other.split("/")[1]]
    failed = lines(capsys.readouterr().out)[0]
    assert (failed["level"], failed["message"], failed["error"]) == ("ERROR", "record failed", "ClientError")
    assert "AccessDenied" in failed["detail"]
    assert handle(*records) == {"written": 1, "known": 1}
    assert dead_letters() == []


def test_a_record_that_is_of_no_use_is_a_dead_letter_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """In the form of an event, and the others are processed."""
    useless = record("other/key", "v")
    assert handle(useless, record(KEY, put())) == {"dead": 1, "written": 1}
    letter = {"source": "processor", "reason": "its key is of no document", "body": {"Records": [useless]}}
    assert dead_letters() == [letter]
    line = lines(capsys.readouterr().out)[0]
    assert (line["level"], line["message"]) == ("ERROR", "record is of no use")
    assert line["reason"] == "its key is of no document"


@pytest.mark.parametrize("event", [{}, {"Records": "none"}, {"Event": "s3:TestEvent"}])
def test_an_event_without_records_is_a_dead_letter_as_a_whole(event: dict[str, Any]) -> None:
    """Nobody knows what it is."""
    assert object_processor.handle(event, Context()) == {"dead": 1}
    assert [letter["body"] for letter in dead_letters()] == [{"Records": [event]}]


def test_a_dead_letter_that_cannot_be_sent_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than lost."""

    def refused(**_: object) -> None:
        raise refuse("AccessDenied")

    monkeypatch.setattr(tap_aws.sqs, "send_message", refused)
    with pytest.raises(RecordsFailedError):
        handle(record("other/key", "v"))


def test_no_record_is_no_failure() -> None:
    """And nothing to do."""
    assert handle() == {}


def changed(path: str, value: Any) -> dict[str, Any]:
    """A record with another value at a path."""
    made = record(KEY, "v")
    *steps, last = path.split(".")
    inner: Any = made
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return made


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("text", "it is no object"),
        (changed("eventName", "ObjectRemoved:Delete"), "it is of no object that was created"),
        (changed("eventName", None), "it has no eventName"),
        (changed("s3.bucket.name", "other"), "it is of another bucket"),
        (changed("s3", "text"), "it has no s3.bucket.name"),
        (changed("s3.object", {}), "it has no s3.object.key"),
        (changed("s3.object.key", ""), "it has no s3.object.key"),
        (changed("s3.object.key", f"{KEY}/more"), "its key is of no document"),
        (changed("s3.object.key", f"x{KEY}"), "its key is of no document"),
        (changed("s3.object.versionId", None), "it has no s3.object.versionId"),
        (changed("s3.object.sequencer", None), "it has no s3.object.sequencer"),
        (changed("s3.object.sequencer", "xyz"), "its sequencer is no hexadecimal number"),
        (changed("s3.object.sequencer", "0" * 65), "its sequencer is no hexadecimal number"),
        (changed("eventTime", "yesterday"), "its eventTime is no time"),
        (changed("eventTime", "2026-11-28T05:00:00"), "its eventTime has no zone"),
    ],
)
def test_what_makes_a_record_useless(bad: Any, reason: str) -> None:
    """Each with its reason."""
    with pytest.raises(UnusableRecordError) as caught:
        parse(bad, BUCKET)
    assert str(caught.value) == reason


def test_keys_come_encoded_and_names_of_events_in_two_forms() -> None:
    """As S3 and as EventBridge's forwarders write them."""
    made = changed("s3.object.key", KEY.replace("-", "%2D"))
    made["eventName"] = "s3:ObjectCreated:CompleteMultipartUpload"
    created = parse(made, BUCKET)
    assert (created.key, created.document_id, created.version_id) == (KEY, ID, "v")
    assert parse(changed("s3.object.sequencer", "0a"), BUCKET).sequencer == "0A" + "0" * 62


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b"", "text/plain", {"lines": 0}),
        (b"one", "text/plain", {"lines": 1}),
        (b"one\n", "text/csv", {"lines": 1}),
        (b"one\ntwo", "text/plain", {"lines": 2}),
        (b"\n\n", "text/plain", {"lines": 2}),
        (b"one\ntwo", "application/json", {}),
        (b"%PDF-1.7", "text/plain", {"detected_type": "application/pdf"}),
        (b"\x89PNG\r\n\x1a\n1234", "image/png", {"detected_type": "image/png"}),
        (b"GIF89a", "image/gif", {"detected_type": "image/gif"}),
        (b"MZ\x00", "image/png", {"detected_type": "application/vnd.microsoft.portable-executable"}),
        (b"1%PDF-", "application/pdf", {}),
    ],
)
def test_a_content_is_measured_in_pieces_of_any_size(content: bytes, content_type: str, expected: Any) -> None:
    """One byte at a time, or all at once, or with empty pieces."""
    wanted = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **expected}
    single = [content[index : index + 1] for index in range(len(content))]
    for chunks in ([content], single, [b"", *single, b""]):
        assert measure(chunks, content_type) == wanted
