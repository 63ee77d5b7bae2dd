"""What is written, and what comes of it when it comes twice, contradicts, or is somebody else's to write."""

from __future__ import annotations

import hashlib
from typing import Any

import psycopg
import pytest

from processor.database import Database, DatabaseUnavailableError
from processor.leases import LeaseLostError, Leases
from processor.readings import Reading
from processor.store import CONTRADICTION, KEPT_BYTES, Entry, Outcome, Store
from processor.stream import Record, Shard
from tests.unit.services.conftest import STREAM, reading
from tests.unit.services.servers import DatabaseServer

SHARD = "shard-1"


@pytest.fixture
def leases(database: Database) -> Leases:
    """A task with one shard of two."""
    made = Leases(database, STREAM, "task-1", 30)
    made.register([Shard(SHARD, (), "7", True), Shard("shard-2", (), "7", True)])
    made.share()
    return made


@pytest.fixture
def store(database: Database, leases: Leases) -> Store:
    """What writes for it."""
    return Store(database, leases)


def entries(*contents: Reading | str, first: int = 1) -> list[Entry]:
    """Entries, numbered."""
    return [
        Entry(Record(str(number), f"data {number}".encode()), content)
        for number, content in enumerate(contents, start=first)
    ]


def stored(server: DatabaseServer) -> list[Reading]:
    """The readings in the database."""
    return [
        Reading(*row)
        for row in server.sql(
            "SELECT reading_id, device_id, measured_at, metric, value, unit FROM readings ORDER BY reading_id"
        )
    ]


def rejected(server: DatabaseServer) -> list[tuple[Any, ...]]:
    """The records that were put aside."""
    return server.sql("SELECT shard_id, sequence_number, reason FROM rejected_records ORDER BY sequence_number")


def lease(server: DatabaseServer, shard_id: str = SHARD) -> tuple[Any, ...]:
    """Checkpoint, whether it is finished, and owner."""
    (row,) = server.sql(
        "SELECT checkpoint, finished, owner FROM shard_leases WHERE shard_id = %s AND stream = %s", shard_id, STREAM
    )
    return row


def test_readings_are_stored_with_the_checkpoint(store: Store, server: DatabaseServer) -> None:
    """Readings are stored with the checkpoint."""
    readings = [reading(1), reading(2, unit="", value=-0.1, device_id="ward:9", metric="p")]
    assert store.write(SHARD, entries(*readings)) == Outcome(readings, 2, 0)
    assert stored(server) == readings
    assert rejected(server) == []
    assert lease(server) == ("2", False, "task-1")
    assert lease(server, "shard-2") == (None, False, "task-1")


def test_writing_renews_the_lease(store: Store, server: DatabaseServer) -> None:
    """Writing renews the lease."""
    server.sql("UPDATE shard_leases SET expires_at = now()")
    store.write(SHARD, entries(reading()))
    found = server.sql(
        "SELECT shard_id FROM shard_leases "
        "WHERE expires_at BETWEEN now() + interval '25 seconds' AND now() + interval '30 seconds'"
    )
    assert found == [(SHARD,)]


def test_readings_that_come_again_are_kept_once(store: Store, server: DatabaseServer) -> None:
    """Readings that come again are kept once."""
    store.write(SHARD, entries(reading(1), reading(2)))
    again = [reading(2), reading(3), reading(3)]
    assert store.write(SHARD, entries(*again, first=2)) == Outcome(again, 1, 0)
    assert stored(server) == [reading(1), reading(2), reading(3)]
    assert lease(server)[0] == "4"


@pytest.mark.parametrize(
    "change",
    [
        {"device_id": "pump-8"},
        {"measured_at": reading(2).measured_at},
        {"metric": "pressure"},
        {"value": 0.0},
        {"unit": "K"},
    ],
)
def test_a_reading_that_contradicts_is_put_aside(store: Store, server: DatabaseServer, change: dict[str, Any]) -> None:
    """A reading that contradicts is put aside."""
    store.write(SHARD, entries(reading(1)))
    outcome = store.write(SHARD, entries(reading(3), reading(1, **change), first=2))
    assert outcome == Outcome([reading(3)], 1, 1)
    assert stored(server) == [reading(1), reading(3)]
    assert rejected(server) == [(SHARD, "3", CONTRADICTION)]


def test_of_two_that_contradict_in_one_batch_the_first_is_kept(store: Store, server: DatabaseServer) -> None:
    """Of two that contradict in one batch the first is kept."""
    assert store.write(SHARD, entries(reading(1), reading(1, value=7.0))) == Outcome([reading(1)], 1, 1)
    assert stored(server) == [reading(1)]
    assert rejected(server) == [(SHARD, "2", CONTRADICTION)]


def test_what_is_no_reading_is_put_aside_with_its_reason(store: Store, server: DatabaseServer) -> None:
    """What is no reading is put aside with its reason."""
    long = Record("9", b"x" * (KEPT_BYTES + 1))
    outcome = store.write(SHARD, [*entries("not JSON", reading(1)), Entry(long, "unknown fields")])
    assert outcome == Outcome([reading(1)], 1, 2)
    rows = server.sql(
        "SELECT stream, shard_id, sequence_number, reason, size_bytes, sha256, beginning FROM rejected_records "
        "ORDER BY sequence_number"
    )
    assert rows == [
        (STREAM, SHARD, "1", "not JSON", 6, hashlib.sha256(b"data 1").digest(), b"data 1"),
        (STREAM, SHARD, "9", "unknown fields", 65537, hashlib.sha256(long.data).digest(), b"x" * 65536),
    ]
    assert lease(server)[0] == "9"


def test_records_without_any_reading_move_the_checkpoint(store: Store, server: DatabaseServer) -> None:
    """Records without any reading move the checkpoint."""
    assert store.write(SHARD, entries("not JSON")) == Outcome([], 0, 1)
    assert lease(server)[0] == "1"


def test_what_was_put_aside_is_put_aside_once(store: Store, server: DatabaseServer) -> None:
    """What was put aside is put aside once."""
    store.write(SHARD, entries("not JSON"))
    assert store.write(SHARD, entries("not JSON")).rejected == 1
    assert len(rejected(server)) == 1


def test_what_the_database_refuses_stops_nothing(store: Store, server: DatabaseServer) -> None:
    """What the database refuses stops nothing."""
    server.sql("ALTER TABLE readings ADD CONSTRAINT cool CHECK (value < 100)")
    contents: list[Reading | str] = [
        reading(1),
        reading(2, value=500.0),
        "not JSON",
        reading(4),
        reading(5, value=100.0),
    ]
    outcome = store.write(SHARD, entries(*contents))
    server.sql("ALTER TABLE readings DROP CONSTRAINT cool")
    assert outcome == Outcome([reading(1), reading(4)], 2, 3)
    assert stored(server) == [reading(1), reading(4)]
    assert rejected(server) == [
        (SHARD, "2", "refused by the database: 23514"),
        (SHARD, "3", "not JSON"),
        (SHARD, "5", "refused by the database: 23514"),
    ]
    assert lease(server)[0] == "5"


def test_what_cannot_be_sent_stops_nothing(store: Store, server: DatabaseServer) -> None:
    """What cannot be sent stops nothing."""
    outcome = store.write(SHARD, entries(reading(1, unit="\x00"), reading(2)))
    assert outcome == Outcome([reading(2)], 1, 1)
    assert rejected(server) == [(SHARD, "1", "refused by the database: None")]


@pytest.mark.parametrize("owner", ["task-2", None])
def test_without_the_lease_nothing_is_written(store: Store, server: DatabaseServer, owner: str | None) -> None:
    """Without the lease nothing is written."""
    server.sql("UPDATE shard_leases SET owner = %s WHERE shard_id = 'shard-1'", owner)
    with pytest.raises(LeaseLostError) as raised:
        store.write(SHARD, entries(reading(), "not JSON"))
    assert str(raised.value) == SHARD
    with pytest.raises(LeaseLostError):
        store.finish(SHARD)
    assert stored(server) == []
    assert rejected(server) == []
    assert lease(server) == (None, False, owner)


def test_a_shard_of_another_stream_is_another_one(store: Store, server: DatabaseServer) -> None:
    """A shard of another stream is another one."""
    server.sql("UPDATE shard_leases SET stream = 'stream-other'")
    with pytest.raises(LeaseLostError):
        store.write(SHARD, entries(reading()))


def test_a_finished_shard_is_nobodys(store: Store, server: DatabaseServer) -> None:
    """A finished shard is nobodys."""
    store.write(SHARD, entries(reading()))
    store.finish(SHARD)
    assert lease(server) == ("1", True, None)
    assert server.sql("SELECT expires_at FROM shard_leases WHERE shard_id = 'shard-1'") == [(None,)]
    assert lease(server, "shard-2") == (None, False, "task-1")


def test_a_database_that_goes_away_leaves_nothing_half_done(
    store: Store, server: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that goes away leaves nothing half done."""
    put_aside = Store._put_aside

    def interrupted(self: Store, *arguments: Any) -> None:
        put_aside(self, *arguments)
        server.end_sessions()

    monkeypatch.setattr(Store, "_put_aside", interrupted)
    with pytest.raises(DatabaseUnavailableError):
        store.write(SHARD, entries(reading(), "not JSON"))
    assert (stored(server), rejected(server), lease(server)[0]) == ([], [], None)
    monkeypatch.undo()
    assert store.write(SHARD, entries(reading(), "not JSON")).stored == 1


def test_errors_of_ours_are_not_taken_for_bad_records(store: Store, server: DatabaseServer) -> None:
    """Errors of ours are not taken for bad records."""
    server.sql("ALTER TABLE readings RENAME TO readings_2")
    try:
        with pytest.raises(psycopg.errors.UndefinedTable):
            store.write(SHARD, entries(reading()))
    finally:
        server.sql("ALTER TABLE readings_2 RENAME TO readings")
    assert rejected(server) == []


def test_the_sum_of_outcomes() -> None:
    """The sum of oUTComes."""
    total = Outcome([reading(1)], 1, 2) + Outcome([reading(2)], 3, 4)
    assert total == Outcome([reading(1), reading(2)], 4, 6)
