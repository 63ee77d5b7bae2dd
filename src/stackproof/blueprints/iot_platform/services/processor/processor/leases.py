"""Leases: which task reads which shard, kept beside the checkpoints in the database.

Leases end by the database's clock. Tasks share the shards out among themselves: each takes its part of those that are
free, and gives back what is more than its part. A shard waits until the shards that it was made from are finished, so
that readings of a device stay in order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from processor.database import Database
from processor.stream import Shard

_LOCK = 7_301_204_119_874_402_562
"""An advisory lock: tasks share out one after the other."""


class LeaseLostError(Exception):
    """The shard is another task's now; nothing was written."""


class Leases:
    """The leases of one task."""

    def __init__(self, database: Database, stream: str, worker: str, seconds: int) -> None:
        """Take the database, the stream's name, the task's own name and how long a lease lasts."""
        self._database = database
        self.stream = stream
        self.worker = worker
        self.seconds = seconds

    def register(self, shards: Sequence[Shard]) -> None:
        """Note the shards that the stream has, and forget finished ones that it has no more.

        A shard that begins with another number than the one that was noted is of a stream made anew under its name. It
        is nobody's and has all its records before it, however far the former one was read.
        """
        rows = [
            {"stream": self.stream, "shard_id": shard.shard_id, "parents": list(shard.parents), "first": shard.first}
            for shard in shards
        ]
        with self._database.transaction() as cursor:
            cursor.executemany(
                "INSERT INTO shard_leases (stream, shard_id, parents, first_sequence_number) "
                "VALUES (%(stream)s, %(shard_id)s, %(parents)s, %(first)s) ON CONFLICT DO NOTHING",
                rows,
            )
            cursor.executemany(
                "UPDATE shard_leases SET parents = %(parents)s, first_sequence_number = %(first)s, "
                "checkpoint = NULL, finished = false, owner = NULL, expires_at = NULL "
                "WHERE stream = %(stream)s AND shard_id = %(shard_id)s AND first_sequence_number <> %(first)s",
                rows,
            )
            # Rows of tasks that did not note it yet.
            cursor.executemany(
                "UPDATE shard_leases SET first_sequence_number = %(first)s "
                "WHERE stream = %(stream)s AND shard_id = %(shard_id)s AND first_sequence_number IS NULL",
                rows,
            )
            cursor.execute(
                "DELETE FROM shard_leases WHERE stream = %s AND finished AND NOT shard_id = ANY(%s)",
                [self.stream, [shard.shard_id for shard in shards]],
            )

    def share(self) -> dict[str, str | None]:
        """Renew, give back and take leases; returns the checkpoints of the shards that are the task's own."""
        with self._database.transaction() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute(
                "INSERT INTO workers (stream, worker, seen_at) VALUES (%s, %s, now()) "
                "ON CONFLICT (stream, worker) DO UPDATE SET seen_at = excluded.seen_at",
                [self.stream, self.worker],
            )
            cursor.execute(
                "DELETE FROM workers WHERE stream = %s AND seen_at < now() - make_interval(secs => %s)",
                [self.stream, self.seconds],
            )
            rows = cursor.execute(
                "SELECT shard_id, checkpoint, owner, owner IS NULL OR expires_at < now() FROM shard_leases AS lease "
                "WHERE stream = %(stream)s AND NOT finished AND NOT EXISTS "
                "(SELECT FROM shard_leases AS parent WHERE parent.stream = lease.stream "
                "AND parent.shard_id = ANY(lease.parents) AND NOT parent.finished) ORDER BY shard_id",
                {"stream": self.stream},
            ).fetchall()
            counted = cursor.execute("SELECT count(*) FROM workers WHERE stream = %s", [self.stream]).fetchall()
            part = math.ceil(len(rows) / counted[0][0])
            own = [shard_id for shard_id, _, owner, _ in rows if owner == self.worker]
            free = [shard_id for shard_id, _, owner, is_free in rows if is_free and owner != self.worker]
            kept = own[:part] + free[: max(0, part - len(own))]
            cursor.execute(
                "UPDATE shard_leases SET owner = NULL, expires_at = NULL "
                "WHERE stream = %s AND owner = %s AND NOT shard_id = ANY(%s)",
                [self.stream, self.worker, kept],
            )
            cursor.execute(
                "UPDATE shard_leases SET owner = %s, expires_at = now() + make_interval(secs => %s) "
                "WHERE stream = %s AND shard_id = ANY(%s)",
                [self.worker, self.seconds, self.stream, kept],
            )
        return {shard_id: checkpoint for shard_id, checkpoint, _, _ in rows if shard_id in kept}

    def unread(self, shards: Sequence[Shard]) -> int:
        """How many of the shards that take records have no lease, so that nobody reads them."""
        taking = [shard.shard_id for shard in shards if shard.is_open]
        with self._database.transaction() as cursor:
            leased = cursor.execute(
                "SELECT count(*) FROM shard_leases WHERE stream = %s AND shard_id = ANY(%s) AND expires_at > now()",
                [self.stream, taking],
            ).fetchall()
        return len(taking) - int(leased[0][0])

    def release(self) -> None:
        """Give everything back, so that other tasks need not wait until the leases end."""
        with self._database.transaction() as cursor:
            cursor.execute(
                "UPDATE shard_leases SET owner = NULL, expires_at = NULL WHERE stream = %s AND owner = %s",
                [self.stream, self.worker],
            )
            cursor.execute("DELETE FROM workers WHERE stream = %s AND worker = %s", [self.stream, self.worker])
