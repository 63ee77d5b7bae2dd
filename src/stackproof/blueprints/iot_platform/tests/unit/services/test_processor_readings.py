"""What is a reading and what is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from processor.readings import EARLIEST, InvalidReadingError, Reading, parse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "reading_id": "0B0F4F1E-5d0c-4f39-8f0e-2f6f3f1f7a11",
    "device_id": "ward-3.pump:7_A-1",
    "measured_at": "2026-03-01T19:59:58.25+08:00",
    "metric": "flow_rate_2",
    "value": 21.5,
    "unit": "mL/min",
}


def data(**changes: Any) -> bytes:
    """A record's data; a change to None takes the field away."""
    fields = {**GOOD, **changes}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def test_a_record_holds_a_reading() -> None:
    """A record holds a reading."""
    assert parse(data(), NOW) == Reading(
        reading_id=UUID("0b0f4f1e-5d0c-4f39-8f0e-2f6f3f1f7a11"),
        device_id="ward-3.pump:7_A-1",
        measured_at=datetime(2026, 3, 1, 11, 59, 58, 250000, tzinfo=UTC),
        metric="flow_rate_2",
        value=21.5,
        unit="mL/min",
    )


def test_times_are_told_in_utc_and_in_microseconds() -> None:
    """Times are told in UTC and in microseconds."""
    found = parse(data(measured_at="2026-03-01T20:00:00.000001+08:00"), NOW)
    assert found.measured_at.tzinfo is UTC
    assert found.microseconds == 1_772_366_400_000_001


def test_the_unit_may_be_missing_or_empty() -> None:
    """The unit may be missing or empty."""
    assert parse(data(unit=None), NOW).unit == ""
    assert parse(data(unit=""), NOW).unit == ""
    assert parse(data(unit="°C"), NOW).unit == "°C"


def test_whole_numbers_are_numbers() -> None:
    """Whole numbers are numbers."""
    found = parse(data(value=-3), NOW).value
    assert found == -3.0
    assert isinstance(found, float)


@pytest.mark.parametrize("length", [1, 128])
def test_devices_have_names_of_up_to_128_characters(length: int) -> None:
    """Devices have names of up to 128 characters."""
    assert len(parse(data(device_id="d" * length), NOW).device_id) == length


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=10)])
def test_clocks_may_be_ten_minutes_ahead(ahead: timedelta) -> None:
    """Clocks may be ten minutes ahead."""
    assert parse(data(measured_at=(NOW + ahead).isoformat()), NOW).measured_at == NOW + ahead


def test_the_earliest_time_is_that_of_the_year_2000() -> None:
    """The earliest time is that of the year 2000."""
    assert parse(data(measured_at="2000-01-01T00:00:00Z"), NOW).measured_at == EARLIEST


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (data().replace(b"21.5", b"NaN"), "not JSON"),
        (data().replace(b"21.5", b"-Infinity"), "not JSON"),
        (b"[]", "not an object"),
        (b'"text"', "not an object"),
        (data(device_id=None, value=None), "missing: device_id, value"),
        (data(reading_id=None, measured_at=None, metric=None), "missing: measured_at, metric, reading_id"),
        (data(patient="Jane"), "unknown fields"),
        (data(reading_id=7), "invalid: reading_id"),
        (data(reading_id="{0b0f4f1e-5d0c-4f39-8f0e-2f6f3f1f7a11}"), "invalid: reading_id"),
        (data(device_id=""), "invalid: device_id"),
        (data(device_id="d" * 129), "invalid: device_id"),
        (data(device_id="a b"), "invalid: device_id"),
        (data(device_id="a\n"), "invalid: device_id"),
        (data(device_id=["a"]), "invalid: device_id"),
        (data(metric="Temperature"), "invalid: metric"),
        (data(metric="m" * 65), "invalid: metric"),
        (data(unit=3), "invalid: unit"),
        (data(unit="u" * 17), "invalid: unit"),
        (data(unit="\x00"), "invalid: unit"),
        (data(measured_at=1772366400), "invalid: measured_at"),
        (data(measured_at="yesterday"), "invalid: measured_at"),
        (data(measured_at="2026-03-01T12:00:00"), "invalid: measured_at"),
        (data(measured_at="0001-01-01T00:00:00+23:59"), "invalid: measured_at"),
        (data(measured_at="1999-12-31T23:59:59Z"), "measured_at is before 2000"),
        (data(measured_at="2026-03-01T12:10:01Z"), "measured_at is in the future"),
        (data(value="21.5"), "invalid: value"),
        (data(value=True), "invalid: value"),
        (data(value=10**400), "invalid: value"),
        (data().replace(b"21.5", b"1e999"), "invalid: value"),
    ],
)
def test_anything_else_is_refused_with_a_reason_that_quotes_nothing(record: bytes, reason: str) -> None:
    """Anything else is refused with a reason that quotes nothing."""
    with pytest.raises(InvalidReadingError) as refused:
        parse(record, NOW)
    assert str(refused.value) == reason


def test_other_offsets_are_the_same_moment() -> None:
    """Other offsets are the same moment."""
    there = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone(timezone(timedelta(hours=-3, minutes=-30)))
    assert parse(data(measured_at=there.isoformat()), NOW).measured_at == NOW
