"""Writes readings, rejected records and the checkpoint in one transaction, which the lease's owner alone can commit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from processor.database import Database
from processor.leases import LeaseLostError, Leases
from processor.readings import Reading
from processor.stream import Record

KEPT_BYTES = 65536
"""How much of a rejected record is kept; its size and hash tell about the rest."""

CONTRADICTION = "contradicts an earlier reading with its reading_id"


@dataclass(frozen=True)
class Entry:
    """A record with what it holds: a reading, or the reason why it is none."""

    record: Record
    content: Reading | str


@dataclass
class Outcome:
    """What became of entries.

    Attributes:
        accepted: readings that the database has now, those that it had before among them.
        stored: how many of them are new.
        rejected: how many records were put aside.
    """

    accepted: list[Reading] = field(default_factory=list)
    stored: int = 0
    rejected: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        """What became of both."""
        return Outcome(self.accepted + other.accepted, self.stored + other.stored, self.rejected + other.rejected)


class Store:
    """Writes what was read from the stream."""

    def __init__(self, database: Database, leases: Leases) -> None:
        """Take the database and the task's leases."""
        self._database = database
        self._leases = leases

    def write(self, shard_id: str, entries: Sequence[Entry]) -> Outcome:
        """Write entries and set the checkpoint to the last of them.

        Where the database refuses what is in an entry, the entries are written in halves until the one is found; it is
        put aside like a record that is no reading, so that it stops nothing.

        Raises:
            LeaseLostError: the shard is another task's.
            DatabaseUnavailableError: nothing is known to be written, and the last checkpoint tells where to go on.
        """
        try:
            with self._database.transaction() as cursor:
                self._set_checkpoint(cursor, shard_id, entries[-1].record.sequence_number)
                return self._write(cursor, shard_id, entries)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            if len(entries) == 1:
                reason = f"refused by the database: {error.sqlstate}"
                return self.write(shard_id, [Entry(entries[0].record, reason)])
        half = len(entries) // 2
        return self.write(shard_id, entries[:half]) + self.write(shard_id, entries[half:])

    def finish(self, shard_id: str) -> None:
        """Note that a shard has no more records, which lets the shards that were made from it begin.

        Raises:
            LeaseLostError: the shard is another task's.
            DatabaseUnavailableError: nothing is known to be written.
        """
        with self._database.transaction() as cursor:
            self._update_lease(cursor, shard_id, "finished = true, owner = NULL, expires_at = NULL", [])

    def _set_checkpoint(self, cursor: psycopg.Cursor[Any], shard_id: str, sequence_number: str) -> None:
        """Move the checkpoint and renew the lease; its row stays locked, so that nobody takes it over meanwhile."""
        self._update_lease(
            cursor,
            shard_id,
            "checkpoint = %s, expires_at = now() + make_interval(secs => %s)",
            [sequence_number, self._leases.seconds],
        )

    def _update_lease(self, cursor: psycopg.Cursor[Any], shard_id: str, change: Any, values: list[Any]) -> None:
        """Change the row of a shard if it is still the task's own."""
        cursor.execute(
            f"UPDATE shard_leases SET {change} WHERE stream = %s AND shard_id = %s AND owner = %s",
            [*values, self._leases.stream, shard_id, self._leases.worker],
        )
        if cursor.rowcount != 1:
            raise LeaseLostError(shard_id)

    def _write(self, cursor: psycopg.Cursor[Any], shard_id: str, entries: Sequence[Entry]) -> Outcome:
        """Write readings, then put aside what is none or contradicts one."""
        readings = [entry.content for entry in entries if isinstance(entry.content, Reading)]
        stored = _insert(cursor, readings) if readings else 0
        # With none repeated there is nothing to compare.
        known = _known(cursor, readings) if stored < len(readings) else None
        outcome = Outcome(stored=stored)
        rejected = []
        for entry in entries:
            if not isinstance(entry.content, Reading):
                rejected.append((entry.record, entry.content))
            elif known is None or entry.content in known:
                outcome.accepted.append(entry.content)
            else:
                rejected.append((entry.record, CONTRADICTION))
        self._put_aside(cursor, shard_id, rejected)
        outcome.rejected = len(rejected)
        return outcome

    def _put_aside(self, cursor: psycopg.Cursor[Any], shard_id: str, rejected: list[tuple[Record, str]]) -> None:
        """Keep records with the reasons why they are no readings; each once."""
        cursor.executemany(
            "INSERT INTO rejected_records "
            "(stream, shard_id, sequence_number, reason, size_bytes, sha256, beginning) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (
                    self._leases.stream,
                    shard_id,
                    record.sequence_number,
                    reason,
                    len(record.data),
                    hashlib.sha256(record.data).digest(),
                    record.data[:KEPT_BYTES],
                )
                for record, reason in rejected
            ],
        )


def _insert(cursor: psycopg.Cursor[Any], readings: Sequence[Reading]) -> int:
    """Insert readings that are not there yet, all in one statement; returns how many were new."""
    cursor.execute(
        "INSERT INTO readings (reading_id, device_id, measured_at, metric, value, unit) "
        "SELECT * FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::text[], %s::float8[], %s::text[]) "
        "ON CONFLICT (reading_id) DO NOTHING",
        [
            [reading.reading_id for reading in readings],
            [reading.device_id for reading in readings],
            [reading.measured_at for reading in readings],
            [reading.metric for reading in readings],
            [reading.value for reading in readings],
            [reading.unit for reading in readings],
        ],
    )
    return cursor.rowcount


def _known(cursor: psycopg.Cursor[Any], readings: Sequence[Reading]) -> set[Reading]:
    """What the database has under the ids of readings."""
    cursor.execute(
        "SELECT reading_id, device_id, measured_at, metric, value, unit FROM readings WHERE reading_id = ANY(%s)",
        [[reading.reading_id for reading in readings]],
    )
    return {Reading(*row) for row in cursor}
