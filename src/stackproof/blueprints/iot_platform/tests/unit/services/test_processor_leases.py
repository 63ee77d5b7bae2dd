"""Which task reads which shard."""

from __future__ import annotations

import threading

import pytest

from processor.database import Database, DatabaseUnavailableError
from processor.leases import Leases
from processor.stream import Shard
from tests.unit.services.conftest import STREAM
from tests.unit.services.servers import DatabaseServer


def shard(shard_id: str, *parents: str, first: str = "7", is_open: bool = True) -> Shard:
    """A shard of the stream."""
    return Shard(shard_id, parents, first, is_open)


SHARDS = [shard("shard-1"), shard("shard-2")]


@pytest.fixture
def first(database: Database) -> Leases:
    """A task."""
    return Leases(database, STREAM, "task-1", 30)


@pytest.fixture
def second(another_database: Database) -> Leases:
    """Another task."""
    return Leases(another_database, STREAM, "task-2", 30)


def end_leases(server: DatabaseServer) -> None:
    """Let the time of all leases pass."""
    server.sql("UPDATE shard_leases SET expires_at = now() - interval '1 second'")


def owners(server: DatabaseServer) -> dict[str, str | None]:
    """Who has which shard."""
    return dict(server.sql("SELECT shard_id, owner FROM shard_leases"))


def test_a_task_alone_takes_everything(first: Leases, server: DatabaseServer) -> None:
    """A task alone takes everything."""
    first.register(SHARDS)
    assert first.share() == {"shard-1": None, "shard-2": None}
    assert owners(server) == {"shard-1": "task-1", "shard-2": "task-1"}
    (row,) = server.sql(
        "SELECT min(expires_at) > now() + interval '25 seconds' AND max(expires_at) <= now() + interval '30 seconds' "
        "FROM shard_leases"
    )
    assert row == (True,)


def test_a_stream_without_shards(first: Leases) -> None:
    """A stream without shards."""
    first.register([])
    assert first.share() == {}


def test_shards_that_are_known_stay_as_they_are(first: Leases, server: DatabaseServer) -> None:
    """Shards that are known stay as they are."""
    first.register(SHARDS)
    server.sql("UPDATE shard_leases SET checkpoint = '17' WHERE shard_id = 'shard-2'")
    first.register(SHARDS)
    assert first.share() == {"shard-1": None, "shard-2": "17"}


def test_a_second_task_waits_for_its_part(first: Leases, second: Leases, server: DatabaseServer) -> None:
    """A second task waits for its part."""
    first.register(SHARDS)
    first.share()
    assert second.share() == {}
    assert first.share() == {"shard-1": None}
    assert second.share() == {"shard-2": None}
    assert first.share() == {"shard-1": None}
    assert owners(server) == {"shard-1": "task-1", "shard-2": "task-2"}


def test_more_tasks_than_shards_stand_by(first: Leases, second: Leases) -> None:
    """More tasks than shards stand by."""
    first.register(SHARDS[:1])
    assert list(first.share()) == ["shard-1"]
    assert second.share() == {}
    assert list(first.share()) == ["shard-1"]


def test_a_task_that_has_its_part_leaves_what_is_free(first: Leases, second: Leases, server: DatabaseServer) -> None:
    """A task that has its part leaves what is free."""
    first.register([shard(f"shard-{number}") for number in range(1, 6)])
    first.share()
    second.share()
    assert list(first.share()) == ["shard-1", "shard-2", "shard-3"]
    assert list(first.share()) == ["shard-1", "shard-2", "shard-3"]
    server.sql("UPDATE shard_leases SET owner = NULL WHERE shard_id IN ('shard-1', 'shard-2')")
    server.sql("UPDATE shard_leases SET owner = 'task-2' WHERE shard_id = 'shard-5'")
    assert list(second.share()) == ["shard-1", "shard-2", "shard-5"]


def test_an_odd_shard_stays_where_it_is(first: Leases, second: Leases) -> None:
    """An odd shard stays where it is."""
    first.register([*SHARDS, shard("shard-3")])
    first.share()
    second.share()
    assert list(first.share()) == ["shard-1", "shard-2"]
    assert list(second.share()) == ["shard-3"]


def test_the_shards_of_a_silent_task_are_taken_over(first: Leases, second: Leases, server: DatabaseServer) -> None:
    """The shards of a silent task are taken over."""
    first.register(SHARDS)
    first.share()
    end_leases(server)
    server.sql("UPDATE workers SET seen_at = now() - interval '29 seconds'")
    assert list(second.share()) == ["shard-1"]
    server.sql("UPDATE workers SET seen_at = now() - interval '31 seconds' WHERE worker = 'task-1'")
    assert list(second.share()) == ["shard-1", "shard-2"]
    assert server.sql("SELECT worker FROM workers") == [("task-2",)]


def test_a_lease_that_nobody_took_is_renewed(first: Leases, server: DatabaseServer) -> None:
    """A lease that nobody took is renewed."""
    first.register(SHARDS)
    first.share()
    end_leases(server)
    assert list(first.share()) == ["shard-1", "shard-2"]
    assert server.sql("SELECT count(*) FROM shard_leases WHERE expires_at > now()") == [(2,)]


def test_a_task_that_is_heard_of_stays(first: Leases, server: DatabaseServer) -> None:
    """A task that is heard of stays."""
    first.register(SHARDS)
    first.share()
    server.sql("UPDATE workers SET seen_at = now() - interval '29 seconds'")
    first.share()
    assert server.sql("SELECT count(*) FROM workers WHERE seen_at > now() - interval '9 seconds'") == [(1,)]


def test_what_is_given_back_is_free_at_once(first: Leases, second: Leases, server: DatabaseServer) -> None:
    """What is given back is free at once."""
    first.register(SHARDS)
    first.share()
    first.release()
    assert owners(server) == {"shard-1": None, "shard-2": None}
    assert server.sql("SELECT count(*) FROM workers") == [(0,)]
    assert server.sql("SELECT count(*) FROM shard_leases WHERE expires_at IS NULL") == [(2,)]
    assert list(second.share()) == ["shard-1", "shard-2"]


def test_giving_back_takes_nothing_from_others(first: Leases, second: Leases, server: DatabaseServer) -> None:
    """Giving back takes nothing from others."""
    first.register(SHARDS)
    first.share()
    second.share()
    first.share()
    second.share()
    first.release()
    assert owners(server) == {"shard-1": None, "shard-2": "task-2"}
    assert server.sql("SELECT worker FROM workers") == [("task-2",)]


def test_children_wait_for_all_their_parents(first: Leases, server: DatabaseServer) -> None:
    """Children wait for all their parents."""
    merged = shard("shard-3", "shard-1", "shard-2")
    first.register([*SHARDS, merged])
    assert list(first.share()) == ["shard-1", "shard-2"]
    server.sql("UPDATE shard_leases SET finished = true WHERE shard_id = 'shard-1'")
    assert list(first.share()) == ["shard-2"]
    server.sql("UPDATE shard_leases SET finished = true WHERE shard_id = 'shard-2'")
    assert list(first.share()) == ["shard-3"]


def test_children_whose_parents_are_past_wait_for_nobody(first: Leases) -> None:
    """Children whose parents are past wait for nobody."""
    first.register([shard("shard-3", "shard-1")])
    assert list(first.share()) == ["shard-3"]


def test_finished_shards_are_forgotten_when_the_stream_has_them_no_more(first: Leases, server: DatabaseServer) -> None:
    """Finished shards are forgotten when the stream has them no more."""
    first.register(SHARDS)
    server.sql("UPDATE shard_leases SET finished = true WHERE shard_id = 'shard-1'")
    first.register(SHARDS)
    assert len(owners(server)) == 2
    first.register(SHARDS[1:])
    assert list(owners(server)) == ["shard-2"]
    # One that is not finished is left to its owner, who finds out.
    first.register([])
    assert list(owners(server)) == ["shard-2"]


def test_streams_have_nothing_to_do_with_each_other(
    first: Leases, another_database: Database, server: DatabaseServer
) -> None:
    """Streams have nothing to do with each other."""
    other = Leases(another_database, "stream-other", "task-1", 30)
    first.register(SHARDS)
    other.register([SHARDS[0], shard("shard-9", "shard-1")])
    assert list(other.share()) == ["shard-1"]
    assert list(first.share()) == ["shard-1", "shard-2"]
    server.sql("UPDATE shard_leases SET finished = true WHERE stream = 'stream-other' AND shard_id = 'shard-1'")
    first.register([])
    assert server.sql("SELECT count(*) FROM shard_leases") == [(4,)]
    assert list(other.share()) == ["shard-9"]
    server.sql("UPDATE workers SET seen_at = now() - interval '31 seconds'")
    first.share()
    assert server.sql("SELECT count(*) FROM workers") == [(2,)]
    first.release()
    assert server.sql("SELECT shard_id, stream FROM shard_leases WHERE owner = 'task-1'") == [
        ("shard-9", "stream-other")
    ]
    assert server.sql("SELECT stream FROM workers") == [("stream-other",)]


def test_shards_of_a_stream_that_was_made_anew_have_everything_before_them(
    first: Leases, another_database: Database, server: DatabaseServer
) -> None:
    """However far the former ones were read, and whosever they were."""
    other = Leases(another_database, "stream-other", "task-1", 30)
    for leases in (first, other):
        leases.register([*SHARDS, shard("shard-3", "shard-1")])
        leases.share()
    server.sql("UPDATE shard_leases SET checkpoint = '17', finished = shard_id = 'shard-1'")
    first.register([shard("shard-1", first="70"), SHARDS[1], shard("shard-3", "shard-2", first="70")])
    rows = "SELECT shard_id, parents, first_sequence_number, checkpoint, finished, owner, expires_at IS NULL "
    assert server.sql(f"{rows} FROM shard_leases WHERE stream = '{STREAM}' ORDER BY shard_id") == [
        ("shard-1", [], "70", None, False, None, True),
        ("shard-2", [], "7", "17", False, "task-1", False),
        ("shard-3", ["shard-2"], "70", None, False, None, True),
    ]
    assert server.sql(
        "SELECT DISTINCT first_sequence_number, checkpoint FROM shard_leases WHERE stream <> %s", STREAM
    ) == [("7", "17")]
    assert first.share() == {"shard-1": None, "shard-2": "17"}


def test_the_first_number_of_a_shard_is_noted_where_it_was_not(
    first: Leases, another_database: Database, server: DatabaseServer
) -> None:
    """Tasks of an earlier version did not; how far they read stays."""
    other = Leases(another_database, "stream-other", "task-1", 30)
    other.register(SHARDS)
    first.register(SHARDS)
    first.share()
    server.sql(
        "UPDATE shard_leases SET first_sequence_number = NULL, checkpoint = '17', finished = shard_id = 'shard-1'"
    )
    first.register([shard("shard-1", first="70")])
    rows = "SELECT stream = %s, shard_id, first_sequence_number, checkpoint, finished, owner FROM shard_leases"
    assert server.sql(f"{rows} ORDER BY stream, shard_id", STREAM) == [
        (True, "shard-1", "70", "17", True, "task-1"),
        (True, "shard-2", None, "17", False, "task-1"),
        (False, "shard-1", None, "17", True, None),
        (False, "shard-2", None, "17", False, None),
    ]


def test_shards_that_take_records_and_are_nobodys_are_unread(
    first: Leases, second: Leases, another_database: Database, server: DatabaseServer
) -> None:
    """Finished ones that are closed are not, whoever has the others."""
    shards = [*SHARDS, shard("shard-3"), shard("shard-4", is_open=False)]
    assert first.unread([]) == 0
    assert first.unread(shards) == 3
    first.register(shards)
    assert first.unread(shards) == 3
    first.share()
    assert (first.unread(shards), second.unread(shards)) == (0, 0)
    assert Leases(another_database, "stream-other", "task-1", 30).unread(shards) == 3
    server.sql("UPDATE shard_leases SET owner = NULL, expires_at = NULL, finished = true WHERE shard_id = 'shard-1'")
    assert second.unread(shards) == 1
    end_leases(server)
    assert second.unread(shards) == 3


def test_tasks_share_one_after_the_other(first: Leases, server: DatabaseServer) -> None:
    """Tasks share one after the other."""
    first.register(SHARDS)
    server.sql("SELECT pg_advisory_lock(7301204119874402562)")
    done: list[list[str]] = []
    thread = threading.Thread(target=lambda: done.append(list(first.share())))
    thread.start()
    thread.join(0.2)
    assert done == []
    server.sql("SELECT pg_advisory_unlock(7301204119874402562)")
    thread.join(20)
    assert done == [["shard-1", "shard-2"]]


def test_without_a_database_nothing_is_shared(first: Leases, server: DatabaseServer) -> None:
    """Without a database nothing is shared."""
    server.end_sessions()
    with pytest.raises(DatabaseUnavailableError):
        first.share()
