"""The loop: what is read is written, what fails is tried again, and nothing is lost on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from processor.backoff import Backoff
from processor.database import DatabaseUnavailableError
from processor.leases import LeaseLostError
from processor.readings import Reading
from processor.store import Entry, Outcome
from processor.stream import (
    CheckpointRefusedError,
    IteratorExpiredError,
    Page,
    Record,
    Shard,
    ShardGoneError,
    StreamError,
    ThrottledError,
)
from processor.worker import FASTEST_SECONDS, Worker
from tests.unit.services.conftest import Clock, reading, record_of

ONE, TWO = "shard-1", "shard-2"


class FakeStream:
    """A stream whose pages a test lays out; an iterator is a shard and the position in it."""

    def __init__(self) -> None:
        """Have two shards without records."""
        self.pages: dict[str, list[Page | Exception]] = {ONE: [], TWO: []}
        self.listed: Exception | None = None
        self.iterators: list[Any] = []
        self.asked: list[tuple[str, str | None]] = []
        self.read_from: list[tuple[str, int]] = []

    def shards(self) -> list[Shard]:
        """The shards."""
        if self.listed is not None:
            raise self.listed
        return [Shard(shard_id, (), "7", True) for shard_id in self.pages]

    def iterator(self, shard_id: str, checkpoint: str | None) -> str:
        """An iterator."""
        self.asked.append((shard_id, checkpoint))
        if self.iterators and isinstance(error := self.iterators.pop(0), Exception):
            raise error
        return f"{shard_id} {checkpoint}"

    def read(self, iterator: str, limit: int) -> Page:
        """The next page."""
        self.read_from.append((iterator, limit))
        pages = self.pages[iterator.partition(" ")[0]]
        found = pages.pop(0) if pages else Page([], iterator, 0)
        if isinstance(found, Exception):
            raise found
        return found


class FakeLeases:
    """Leases that a test gives."""

    seconds = 30

    def __init__(self) -> None:
        """Own both shards."""
        self.own: dict[str, str | None] = {ONE: None, TWO: "9"}
        self.registered: list[list[str]] = []
        self.calls: list[str] = []
        self.shared = 0
        self.released = 0
        self.error: Exception | None = None

    def register(self, shards: Sequence[Shard]) -> None:
        """Note the shards."""
        self.calls.append("register")
        self.registered.append([shard.shard_id for shard in shards])

    def share(self) -> dict[str, str | None]:
        """What the task has."""
        self.calls.append("share")
        self.shared += 1
        if self.error is not None:
            raise self.error
        return dict(self.own)

    def unread(self, shards: Sequence[Shard]) -> int:
        """Three more than there are."""
        self.calls.append("unread")
        return len(shards) + 3

    def release(self) -> None:
        """Give everything back."""
        self.released += 1
        if self.error is not None:
            raise self.error


class FakeStore:
    """Keeps what is written."""

    def __init__(self) -> None:
        """Be empty."""
        self.written: list[tuple[str, list[Reading | str]]] = []
        self.finished: list[str] = []
        self.error: Exception | None = None
        self.while_writing: Callable[[], object] = lambda: None
        self.stored = 1

    def write(self, shard_id: str, entries: Sequence[Entry]) -> Outcome:
        """Take entries: the first is new, the others were there."""
        self.while_writing()
        if self.error is not None:
            raise self.error
        self.written.append((shard_id, [entry.content for entry in entries]))
        accepted = [entry.content for entry in entries if isinstance(entry.content, Reading)]
        return Outcome(accepted, min(self.stored, len(accepted)), len(entries) - len(accepted))

    def finish(self, shard_id: str) -> None:
        """Finish a shard."""
        if self.error is not None:
            raise self.error
        self.finished.append(shard_id)


class FakeLatest:
    """A cache."""

    def __init__(self) -> None:
        """Be empty."""
        self.remembered: list[Reading] = []
        self.flushed = 0
        self.fails = False

    def remember(self, readings: Sequence[Reading]) -> None:
        """Take readings."""
        self.remembered += readings

    def flush(self) -> bool:
        """Write."""
        self.flushed += 1
        return self.fails


class FakeMetrics:
    """Counts."""

    def __init__(self) -> None:
        """Have counted nothing."""
        self.counts: dict[str, int] = {}
        self.peaks: dict[str, list[float]] = {}
        self.asked = 0
        self.flushed = 0

    def count(self, name: str, number: int = 1) -> None:
        """Add."""
        self.counts[name] = self.counts.get(name, 0) + number

    def peak(self, name: str, value: float) -> None:
        """Note."""
        self.peaks.setdefault(name, []).append(value)

    def flush_when_due(self) -> None:
        """Note."""
        self.asked += 1

    def flush(self) -> None:
        """Note."""
        self.flushed += 1


class World:
    """A worker among fakes."""

    def __init__(self, clock: Clock) -> None:
        """Wire them."""
        self.clock = clock
        self.stream = FakeStream()
        self.leases = FakeLeases()
        self.store = FakeStore()
        self.latest = FakeLatest()
        self.metrics = FakeMetrics()
        self.stopping = threading.Event()
        self.beats = 0
        self.backoffs: list[tuple[float, float]] = []
        parts: dict[str, Any] = {
            "stream": self.stream,
            "leases": self.leases,
            "store": self.store,
            "latest": self.latest,
            "metrics": self.metrics,
        }
        self.worker = Worker(
            **parts,
            stopping=self.stopping,
            batch_size=7,
            poll_seconds=2,
            beat=self.beat,
            make_backoff=self.backoff,
            clock=clock,
        )

    def beat(self) -> None:
        """Count the turns."""
        self.beats += 1

    def backoff(self, first: float, most: float) -> Backoff:
        """Waits without chance."""
        self.backoffs.append((first, most))
        return Backoff(first, most, chance=lambda: 1.0)

    def turn(self, seconds: float = 0.0) -> float:
        """Let time pass, then do one turn."""
        self.clock.pass_by(seconds)
        return self.worker.turn()


@pytest.fixture
def world(clock: Clock) -> World:
    """A worker that has not begun."""
    return World(clock)


def page(*numbers: int, following: str | None = "next", behind: int = 0, shard: str = ONE) -> Page:
    """A page of readings."""
    records = [Record(str(number), record_of(reading(number))) for number in numbers]
    return Page(records, following and f"{shard} {following}", behind)


def messages(log: pytest.LogCaptureFixture) -> list[tuple[str, str, Any]]:
    """What was logged, with the shard or error."""
    return [
        (record.levelname, record.message, record.__dict__.get("shard_id", record.__dict__.get("error")))
        for record in log.records
    ]


def test_shards_are_taken_and_read_from_their_checkpoints(world: World, log: pytest.LogCaptureFixture) -> None:
    """Shards are taken and read from their checkpoints."""
    assert world.turn() == 2
    assert world.leases.registered == [[ONE, TWO]]
    assert world.worker.held == [ONE, TWO]
    assert sorted(world.stream.asked, key=str) == [(ONE, None), (TWO, "9")]
    assert sorted(world.stream.read_from) == [(f"{ONE} None", 7), (f"{TWO} 9", 7)]
    assert sorted(messages(log)) == [("INFO", "shard taken", ONE), ("INFO", "shard taken", TWO)]
    assert world.metrics.peaks == {"ShardsHeld": [2], "ShardsUnread": [5], "IteratorAge": [0, 0]}
    # Who reads what is known when the shards are shared out.
    assert world.leases.calls == ["register", "share", "unread"]
    assert world.metrics.asked == 1
    assert world.backoffs == [(1.0, 30.0)] * 3


def test_what_is_read_is_written_and_remembered(world: World, log: pytest.LogCaptureFixture) -> None:
    """What is read is written and remembered."""
    bad = Record("3", b"{")
    first = page(1, 2)
    world.stream.pages[ONE] = [Page([*first.records, bad], f"{ONE} next", 0)]
    world.store.while_writing = lambda: world.clock.pass_by(0.0125)
    world.turn()
    assert world.store.written == [(ONE, [reading(1), reading(2), "not JSON"])]
    assert world.latest.remembered == [reading(1), reading(2)]
    assert world.metrics.counts == {"ReadingsStored": 1, "ReadingsRepeated": 1, "ReadingsRejected": 1}
    assert world.metrics.peaks["WriteTime"] == [12.5]
    (record,) = [record for record in log.records if record.message == "records written"]
    assert record.levelname == "WARNING"
    assert (record.__dict__["stored"], record.__dict__["repeated"], record.__dict__["rejected"]) == (1, 1, 1)
    assert record.__dict__["shard_id"] == ONE


def test_what_came_of_a_batch_is_counted(world: World) -> None:
    """What came of a batch is counted."""
    bad = [Record(str(number), b"{") for number in range(10, 14)]
    world.stream.pages[ONE] = [Page([*page(1, 2, 3, 4, 5).records, *bad], f"{ONE} next", 0)]
    world.store.stored = 2
    world.store.while_writing = lambda: world.clock.pass_by(0.01234567)
    world.turn()
    assert world.metrics.counts == {"ReadingsStored": 2, "ReadingsRepeated": 3, "ReadingsRejected": 4}
    assert world.metrics.peaks["WriteTime"] == [12.346]


def test_good_batches_are_logged_for_those_who_want_it(world: World, log: pytest.LogCaptureFixture) -> None:
    """Good batches are logged for those who want it."""
    world.stream.pages[ONE] = [page(1)]
    world.turn()
    assert [record.levelname for record in log.records if record.message == "records written"] == ["DEBUG"]


def test_a_shard_is_read_on_where_the_page_ended(world: World) -> None:
    """A shard is read on where the page ended."""
    del world.stream.pages[TWO], world.leases.own[TWO]
    world.stream.pages[ONE] = [page(1, following="then"), page(2, following="later")]
    assert world.turn() == 2
    assert world.turn(1.9) == pytest.approx(0.1)
    assert world.turn(0.1) == 2
    world.turn(2)
    assert [iterator for iterator, _ in world.stream.read_from] == [f"{ONE} None", f"{ONE} then", f"{ONE} later"]
    assert world.stream.asked == [(ONE, None)]


def test_what_is_behind_is_read_as_fast_as_the_stream_allows(world: World) -> None:
    """What is behind is read as fast as the stream allows."""
    del world.leases.own[TWO]
    world.stream.pages[ONE] = [page(1, behind=1), page(2, behind=0)]
    assert world.turn() == FASTEST_SECONDS
    assert world.turn(FASTEST_SECONDS) == 2
    assert world.metrics.peaks["IteratorAge"] == [1, 0]
    assert FASTEST_SECONDS * 4 >= 1


def test_leases_are_renewed_three_times_in_their_time(world: World) -> None:
    """Leases are renewed three times in their time."""
    world.turn()
    world.turn(9.9)
    assert world.leases.shared == 1
    world.turn(0.1)
    assert world.leases.shared == 2


def test_without_shards_the_next_thing_is_to_share(world: World) -> None:
    """Without shards the next thing is to share."""
    world.leases.own = {}
    assert world.turn() == 10
    assert world.metrics.peaks == {"ShardsHeld": [0], "ShardsUnread": [5]}


def test_a_shard_that_is_another_tasks_now_is_given_up(world: World, log: pytest.LogCaptureFixture) -> None:
    """A shard that is another tasks now is given up."""
    world.turn()
    del world.leases.own[ONE]
    world.stream.read_from.clear()
    world.turn(10)
    assert world.worker.held == [TWO]
    assert [iterator for iterator, _ in world.stream.read_from] == [f"{TWO} 9"]
    assert messages(log)[-1] == ("INFO", "shard given up", ONE)


def test_shards_that_stay_are_read_on(world: World) -> None:
    """Shards that stay are read on."""
    world.stream.pages[ONE] = [page(1)]
    world.turn()
    world.turn(10)
    assert world.stream.asked == [(ONE, None), (TWO, "9")] or world.stream.asked == [(TWO, "9"), (ONE, None)]


def test_a_finished_shard_makes_room_for_its_children_at_once(world: World, log: pytest.LogCaptureFixture) -> None:
    """A finished shard makes room for its children at once."""
    del world.leases.own[TWO]
    world.stream.pages[ONE] = [page(1, following=None, behind=5)]
    assert world.turn() == 0
    assert world.store.written == [(ONE, [reading(1)])]
    assert world.store.finished == [ONE]
    assert world.worker.held == []
    assert messages(log)[-1] == ("INFO", "shard finished", ONE)
    assert world.metrics.peaks["IteratorAge"] == [5]
    world.leases.own = {"shard-3": None}
    world.stream.pages["shard-3"] = []
    world.turn()
    assert world.worker.held == ["shard-3"]


def test_an_iterator_that_expired_is_asked_for_again_after_the_checkpoint(world: World) -> None:
    """An iterator that expired is asked for again after the checkpoint."""
    del world.leases.own[TWO]
    world.stream.pages[ONE] = [page(1, 2), IteratorExpiredError("x"), page(3)]
    world.turn()
    assert world.turn(2) == FASTEST_SECONDS
    assert world.turn(FASTEST_SECONDS) == 2
    assert world.stream.asked == [(ONE, None), (ONE, "2")]
    assert world.store.written == [(ONE, [reading(1), reading(2)]), (ONE, [reading(3)])]
    assert world.metrics.counts.get("StreamFailures") is None


def test_a_checkpoint_of_another_stream_starts_at_the_beginning(world: World, log: pytest.LogCaptureFixture) -> None:
    """A checkpoint of another stream starts at the beginning."""
    world.leases.own = {TWO: "9"}
    world.stream.iterators = [CheckpointRefusedError("x")]
    assert world.turn() == FASTEST_SECONDS
    world.turn(FASTEST_SECONDS)
    assert world.stream.asked == [(TWO, "9"), (TWO, None)]
    assert messages(log)[-1] == ("ERROR", "checkpoint refused, reading from the beginning", TWO)


def test_a_shard_that_is_gone_is_finished(world: World, log: pytest.LogCaptureFixture) -> None:
    """A shard that is gone is finished."""
    world.leases.own = {TWO: "9"}
    world.stream.iterators = [ShardGoneError("x")]
    world.turn()
    assert world.store.finished == [TWO]
    assert world.store.written == []
    assert ("ERROR", "shard gone before it was read to its end", TWO) in messages(log)
    assert world.metrics.peaks["IteratorAge"] == [0]


@pytest.mark.parametrize(
    ("error", "metric"), [(ThrottledError("Slow"), "StreamThrottled"), (StreamError("Bad"), "StreamFailures")]
)
def test_a_stream_that_fails_is_given_time(
    world: World, error: Exception, metric: str, log: pytest.LogCaptureFixture
) -> None:
    """A stream that fails is given time."""
    world.leases.own = {ONE: None}
    world.stream.pages[ONE] = [error, error, page(1), error]
    assert [world.turn(), world.turn(1), world.turn(2), world.turn(2)] == [1, 2, 2, 1]
    assert world.metrics.counts[metric] == 3
    assert set(world.metrics.counts) - {"ReadingsStored", "ReadingsRepeated", "ReadingsRejected"} == {metric}
    assert world.store.written == [(ONE, [reading(1)])]
    failures = [record for record in log.records if record.message == "stream failed"]
    assert {(one.levelname, one.__dict__["shard_id"], one.__dict__["error"]) for one in failures} == {
        ("WARNING", ONE, str(error))
    }


def test_one_shard_that_fails_stops_no_other(world: World) -> None:
    """One shard that fails stops no other."""
    world.stream.pages = {ONE: [ThrottledError("x")], TWO: [page(2, shard=TWO)]}
    world.turn()
    assert world.store.written == [(TWO, [reading(2)])]


def test_known_shards_are_read_while_they_cannot_be_listed(world: World, log: pytest.LogCaptureFixture) -> None:
    """Known shards are read while they cannot be listed."""
    world.stream.listed = ThrottledError("LimitExceededException")
    world.turn()
    assert world.leases.registered == []
    assert world.worker.held == [ONE, TWO]
    assert world.metrics.counts == {"StreamThrottled": 1}
    assert "ShardsUnread" not in world.metrics.peaks
    record = log.records[0]
    assert (record.message, record.__dict__["shard_id"]) == ("stream failed", None)
    assert record.__dict__["error"] == "LimitExceededException"


@pytest.mark.parametrize("following", ["next", None])
def test_a_shard_lost_to_another_task_is_left(
    world: World, following: str | None, log: pytest.LogCaptureFixture
) -> None:
    """A shard lost to another task is left."""
    world.leases.own = {ONE: None}
    world.stream.pages[ONE] = [page(1, following=following)]
    world.store.error = LeaseLostError(ONE)
    assert world.turn() == 10
    assert world.worker.held == []
    assert world.latest.remembered == []
    assert messages(log)[-1] == ("WARNING", "shard lost to another task", ONE)


def test_a_database_that_fails_is_given_time_and_nothing_is_kept_in_hand(
    world: World, log: pytest.LogCaptureFixture
) -> None:
    """A database that fails is given time and nothing is kept in hand."""
    world.leases.own = {ONE: None}
    world.stream.pages[ONE] = [page(1)]
    world.store.error = DatabaseUnavailableError("OperationalError")
    assert world.turn() == 1
    assert world.worker.held == []
    assert messages(log)[-1] == ("ERROR", "database failed", "OperationalError")
    assert world.latest.flushed == 1
    world.leases.error = DatabaseUnavailableError("OperationalError")
    assert world.turn(1) == 2
    assert world.turn(2) == 4
    assert world.metrics.counts == {"DatabaseFailures": 3}
    world.leases.error = world.store.error = None
    world.leases.own = {ONE: "0"}
    world.stream.pages[ONE] = [page(1)]
    assert world.turn(4) == 2
    assert world.stream.asked[-1] == (ONE, "0")
    assert world.store.written == [(ONE, [reading(1)])]
    world.leases.error = DatabaseUnavailableError("x")
    assert world.turn(10) == 1


def test_a_turn_that_took_long_is_followed_by_the_next_at_once(world: World) -> None:
    """A turn that took long is followed by the next at once."""
    world.stream.pages[ONE] = [page(1, behind=3)]
    world.store.while_writing = lambda: world.clock.pass_by(60)
    assert world.turn() == 0


def test_a_cache_that_fails_is_counted(world: World) -> None:
    """A cache that fails is counted."""
    world.turn()
    assert world.metrics.counts == {}
    world.latest.fails = True
    world.turn()
    assert world.metrics.counts == {"CacheFailures": 1}


def test_a_signal_ends_the_turn_after_the_batch_in_hand(world: World) -> None:
    """A signal ends the turn after the batch in hand."""
    world.stream.pages = {ONE: [page(1)], TWO: [page(2, shard=TWO)]}
    world.store.while_writing = world.stopping.set
    assert world.turn() == 0
    assert world.latest.flushed == 1
    assert len(world.store.written) == 1
    assert len(world.latest.remembered) == 1


def test_at_the_end_everything_is_given_back(world: World) -> None:
    """At the end everything is given back."""
    turns: list[float] = []

    class Stopping(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            turns.append(timeout or 0.0)
            if len(turns) == 3:
                self.set()
            world.clock.pass_by(timeout or 0.0)
            return self.is_set()

    world.worker._stopping = Stopping()
    world.worker.run()
    assert turns == [2, 2, 2]
    assert world.beats == 3
    assert world.leases.released == 1
    assert world.worker.held == []
    assert world.latest.flushed == 4
    assert world.metrics.flushed == 1


def test_an_end_without_a_database_is_an_end(world: World, log: pytest.LogCaptureFixture) -> None:
    """An end without a database is an end."""
    world.stopping.set()
    world.leases.error = DatabaseUnavailableError("OperationalError")
    world.worker.run()
    assert world.beats == 0
    assert world.metrics.flushed == 1
    assert world.latest.flushed == 1
    assert messages(log) == [("WARNING", "leases not given back", "OperationalError")]
