"""Events of S3, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from document_keys import id_of

_SEQUENCER = re.compile(r"[0-9A-Fa-f]{1,64}")
_SEQUENCER_DIGITS = 64


class UnusableRecordError(ValueError):
    """A record will never be of use, however often it comes; it becomes a dead letter at once."""


@dataclass(frozen=True)
class ObjectCreated:
    """An object that was created in the bucket.

    Attributes:
        document_id: the document whose content it is.
        key: its key.
        version_id: the version that was created.
        sequencer: grows with each event of the key; padded, so that texts compare as the numbers do.
        event_time: when it was created, as ISO 8601 with milliseconds.
    """

    document_id: str
    key: str
    version_id: str
    sequencer: str
    event_time: str


def parse(record: Mapping[str, Any], bucket: str) -> ObjectCreated:
    """Read one record of an event.

    Args:
        record: an element of the event's `Records`.
        bucket: the bucket that events are expected of.

    Raises:
        UnusableRecordError: the record is not of the creation of a document's content in the bucket.
    """
    if not isinstance(record, dict):
        raise UnusableRecordError("it is no object")
    if not _text(record, "eventName").removeprefix("s3:").startswith("ObjectCreated:"):
        raise UnusableRecordError("it is of no object that was created")
    if _text(record, "s3", "bucket", "name") != bucket:
        raise UnusableRecordError("it is of another bucket")
    key = unquote_plus(_text(record, "s3", "object", "key"))
    document_id = id_of(key)
    if document_id is None:
        raise UnusableRecordError("its key is of no document")
    sequencer = _text(record, "s3", "object", "sequencer")
    if not _SEQUENCER.fullmatch(sequencer):
        raise UnusableRecordError("its sequencer is no hexadecimal number")
    return ObjectCreated(
        document_id=document_id,
        key=key,
        version_id=_text(record, "s3", "object", "versionId"),
        sequencer=sequencer.upper().ljust(_SEQUENCER_DIGITS, "0"),
        event_time=_time(_text(record, "eventTime")),
    )


def _text(record: Mapping[str, Any], *path: str) -> str:
    """The text at a path of keys."""
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, str) or not value:
        raise UnusableRecordError("it has no " + ".".join(path))
    return value


def _time(text: str) -> str:
    """An ISO 8601 time in the form of the table's sort key."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableRecordError("its eventTime is no time") from error
    if moment.utcoffset() is None:
        raise UnusableRecordError("its eventTime has no zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
