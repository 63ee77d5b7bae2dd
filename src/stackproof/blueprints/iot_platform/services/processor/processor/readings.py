"""What a reading is, and what makes a record none.

A record is a JSON object: `reading_id` (UUID; two records with the same one are the same reading), `device_id`,
`measured_at` (ISO 8601 with offset), `metric`, `value` (a finite number) and, where there is one, `unit`.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

_REQUIRED = {"reading_id", "device_id", "measured_at", "metric", "value"}
_OPTIONAL = {"unit"}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DEVICE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_METRIC = re.compile(r"[a-z0-9_]{1,64}")
_UNIT = re.compile(r"[ -~°µ²³]{0,16}")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Clocks that were never set say that it is 1970 or 1980."""

MOST_AHEAD = timedelta(minutes=10)
"""A reading further in the future would keep newer ones out of the cache."""


class InvalidReadingError(ValueError):
    """A record is no reading; the message is the reason and holds nothing of the record."""


@dataclass(frozen=True)
class Reading:
    """One measurement of one device.

    Attributes:
        reading_id: the same for each copy of the same reading.
        device_id: who measured.
        measured_at: when, in UTC.
        metric: what was measured.
        value: the measured value.
        unit: its unit, or an empty text.
    """

    reading_id: uuid.UUID
    device_id: str
    measured_at: datetime
    metric: str
    value: float
    unit: str

    @property
    def microseconds(self) -> int:
        """When it was measured, in microseconds since 1970."""
        return (self.measured_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def parse(data: bytes, now: datetime) -> Reading:
    """The reading in a record.

    Args:
        data: the record's data.
        now: the time, against which measurements from the future are held.

    Raises:
        InvalidReadingError: the record is no reading.
    """
    fields = _fields(data)
    return Reading(
        reading_id=uuid.UUID(_text(fields, "reading_id", _UUID)),
        device_id=_text(fields, "device_id", _DEVICE),
        measured_at=_time(fields["measured_at"], now),
        metric=_text(fields, "metric", _METRIC),
        value=_number(fields["value"]),
        unit=_text({"unit": "", **fields}, "unit", _UNIT),
    )


def _fields(data: bytes) -> dict[str, Any]:
    """The fields of a record, none missing and none unknown."""
    try:
        fields = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidReadingError("not JSON") from None
    if not isinstance(fields, dict):
        raise InvalidReadingError("not an object")
    if missing := _REQUIRED - fields.keys():
        raise InvalidReadingError("missing: " + ", ".join(sorted(missing)))
    if fields.keys() - _REQUIRED - _OPTIONAL:
        raise InvalidReadingError("unknown fields")
    return fields


def _no_constant(_name: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError


def _text(fields: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    """A field that is a text of a certain form."""
    value = fields[name]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise InvalidReadingError(f"invalid: {name}")
    return value


def _time(value: Any, now: datetime) -> datetime:
    """A time with its offset, neither before clocks were set nor in the future."""
    try:
        time = datetime.fromisoformat(value).astimezone(UTC) if datetime.fromisoformat(value).tzinfo else None
    except (TypeError, ValueError, OverflowError):
        time = None
    if time is None:
        raise InvalidReadingError("invalid: measured_at")
    if time < EARLIEST:
        raise InvalidReadingError("measured_at is before 2000")
    if time > now + MOST_AHEAD:
        raise InvalidReadingError("measured_at is in the future")
    return time


def _number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidReadingError("invalid: value")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidReadingError("invalid: value")
    return number
