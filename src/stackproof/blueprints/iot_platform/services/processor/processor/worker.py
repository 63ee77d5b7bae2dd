"""The loop: shares the shards with other tasks, and reads those that are its own one after the other.

What is read is written before the checkpoint moves, and in the same transaction. A task that ends, loses a shard or
its connection forgets what it had in hand: whoever reads the shard next goes on after the last checkpoint.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from processor.backoff import Backoff
from processor.cache import LatestReadings
from processor.database import DatabaseUnavailableError
from processor.leases import LeaseLostError, Leases
from processor.logs import logger
from processor.metrics import Metrics
from processor.readings import InvalidReadingError, parse
from processor.store import Entry, Store
from processor.stream import (
    CheckpointRefusedError,
    IteratorExpiredError,
    Page,
    Record,
    Shard,
    ShardGoneError,
    Stream,
    StreamError,
    ThrottledError,
)

FASTEST_SECONDS = 0.25
"""A shard takes five requests a second of all its readers together."""


@dataclass
class HeldShard:
    """A shard that is the task's own.

    Attributes:
        shard_id: its id.
        checkpoint: the last sequence number that is done with, or None at the beginning.
        backoff: how to wait after failures.
        due: when to read next, by the worker's clock.
        iterator: where to go on, or None to ask for it.
    """

    shard_id: str
    checkpoint: str | None
    backoff: Backoff
    due: float
    iterator: str | None = None


class Worker:
    """One task's work."""

    def __init__(
        self,
        *,
        stream: Stream,
        leases: Leases,
        store: Store,
        latest: LatestReadings,
        metrics: Metrics,
        stopping: threading.Event,
        batch_size: int,
        poll_seconds: float,
        beat: Callable[[], object],
        make_backoff: Callable[[float, float], Backoff] = Backoff,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wire the parts.

        Args:
            stream: what is read.
            leases: shards are shared by.
            store: takes what is read.
            latest: takes the latest readings.
            metrics: takes numbers.
            stopping: is set when the task has to end.
            batch_size: most records of one request.
            poll_seconds: pause at the end of a shard.
            beat: is called after each turn.
            make_backoff: makes waiting times of the first and the longest one.
            clock: seconds that only grow.
        """
        self._stream = stream
        self._leases = leases
        self._store = store
        self._latest = latest
        self._metrics = metrics
        self._stopping = stopping
        self._batch_size = batch_size
        self._poll_seconds = poll_seconds
        self._beat = beat
        self._make_backoff = make_backoff
        self._clock = clock
        self._database_backoff = make_backoff(1.0, 30.0)
        self._held: dict[str, HeldShard] = {}
        self._share_due = clock()

    @property
    def held(self) -> list[str]:
        """The shards that are the task's own now."""
        return sorted(self._held)

    def run(self) -> None:
        """Work until it is time to stop; what is in hand is finished and the leases are given back."""
        while not self._stopping.is_set():
            seconds = self.turn()
            self._beat()
            self._stopping.wait(seconds)
        self._end()

    def turn(self) -> float:
        """Share, read and write whatever is due; returns the seconds until something is due again."""
        try:
            if self._clock() >= self._share_due:
                self._share()
            for shard in list(self._held.values()):
                if self._stopping.is_set():
                    break
                if self._clock() >= shard.due:
                    self._advance(shard)
        except DatabaseUnavailableError as error:
            self._metrics.count("DatabaseFailures")
            logger.error("database failed", extra={"error": str(error)})
            self._held.clear()
            self._share_due = self._clock() + self._database_backoff.failed()
        else:
            self._database_backoff.succeeded()
        if self._latest.flush():
            self._metrics.count("CacheFailures")
        self._metrics.peak("ShardsHeld", len(self._held))
        self._metrics.flush_when_due()
        due = min([self._share_due, *(shard.due for shard in self._held.values())])
        return max(0.0, due - self._clock())

    def _share(self) -> None:
        """Bring the shards up to date, and which of them are the task's own."""
        shards = self._shards()
        if shards is not None:
            self._leases.register(shards)
        own = self._leases.share()
        for shard_id in self._held.keys() - own.keys():
            del self._held[shard_id]
            logger.info("shard given up", extra={"shard_id": shard_id})
        for shard_id in own.keys() - self._held.keys():
            self._held[shard_id] = HeldShard(shard_id, own[shard_id], self._make_backoff(1.0, 30.0), due=self._clock())
            logger.info("shard taken", extra={"shard_id": shard_id})
        if shards is not None:
            self._metrics.peak("ShardsUnread", self._leases.unread(shards))
        # Three times in a lease, so that one which fails loses nothing.
        self._share_due = self._clock() + self._leases.seconds / 3

    def _shards(self) -> list[Shard] | None:
        """The stream's shards, or None where they cannot be listed; those that are known can be read meanwhile."""
        try:
            return self._stream.shards()
        except StreamError as error:
            self._stream_failed(error, None)
            return None

    def _advance(self, shard: HeldShard) -> None:
        """Read and write the next records of a shard."""
        try:
            page = self._read(shard)
            if page is None:
                shard.due = self._clock() + FASTEST_SECONDS
            else:
                self._finish(shard, page)
        except StreamError as error:
            self._stream_failed(error, shard.shard_id)
            shard.due = self._clock() + shard.backoff.failed()
        except LeaseLostError:
            logger.warning("shard lost to another task", extra={"shard_id": shard.shard_id})
            del self._held[shard.shard_id]

    def _read(self, shard: HeldShard) -> Page | None:
        """The next records of a shard, or None where it has to be asked again from another place."""
        try:
            if shard.iterator is None:
                shard.iterator = self._stream.iterator(shard.shard_id, shard.checkpoint)
            return self._stream.read(shard.iterator, self._batch_size)
        except IteratorExpiredError:
            shard.iterator = None
        except CheckpointRefusedError:
            # Readings that come twice are kept once, so that the beginning is always a safe place.
            logger.error("checkpoint refused, reading from the beginning", extra={"shard_id": shard.shard_id})
            shard.checkpoint = None
        except ShardGoneError:
            logger.error("shard gone before it was read to its end", extra={"shard_id": shard.shard_id})
            return Page([], None, 0)
        return None

    def _finish(self, shard: HeldShard, page: Page) -> None:
        """Write the records of a page and go on after them."""
        shard.backoff.succeeded()
        if page.records:
            self._write(shard, page)
        self._metrics.peak("IteratorAge", page.behind_milliseconds)
        if page.next_iterator is None:
            self._store.finish(shard.shard_id)
            logger.info("shard finished", extra={"shard_id": shard.shard_id})
            del self._held[shard.shard_id]
            # Its children can be read now.
            self._share_due = self._clock()
            return
        shard.iterator = page.next_iterator
        pause = FASTEST_SECONDS if page.behind_milliseconds > 0 else self._poll_seconds
        shard.due = self._clock() + pause

    def _write(self, shard: HeldShard, page: Page) -> None:
        """Write the records of a page."""
        now = datetime.now(UTC)
        entries = [_entry(record, now) for record in page.records]
        started = self._clock()
        outcome = self._store.write(shard.shard_id, entries)
        self._metrics.peak("WriteTime", round((self._clock() - started) * 1000, 3))
        shard.checkpoint = page.records[-1].sequence_number
        repeated = len(outcome.accepted) - outcome.stored
        self._latest.remember(outcome.accepted)
        self._metrics.count("ReadingsStored", outcome.stored)
        self._metrics.count("ReadingsRepeated", repeated)
        self._metrics.count("ReadingsRejected", outcome.rejected)
        counts = {"stored": outcome.stored, "repeated": repeated, "rejected": outcome.rejected}
        log = logger.warning if outcome.rejected else logger.debug
        log("records written", extra={"shard_id": shard.shard_id, **counts})

    def _stream_failed(self, error: StreamError, shard_id: str | None) -> None:
        """Note that the stream failed, or that it asks for a pause."""
        throttled = isinstance(error, ThrottledError)
        self._metrics.count("StreamThrottled" if throttled else "StreamFailures")
        logger.warning("stream failed", extra={"shard_id": shard_id, "error": str(error)})

    def _end(self) -> None:
        """Give everything back; what fails now is mended by other tasks when the leases end."""
        self._held.clear()
        try:
            self._leases.release()
        except DatabaseUnavailableError as error:
            logger.warning("leases not given back", extra={"error": str(error)})
        self._latest.flush()
        self._metrics.flush()


def _entry(record: Record, now: datetime) -> Entry:
    """A record with its reading, or with the reason why it is none."""
    try:
        return Entry(record, parse(record.data, now))
    except InvalidReadingError as error:
        return Entry(record, str(error))
