"""The lock of a failover."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from failover_common import InvalidOperationError, LockHeldError, LockLostError, PeerUnreachableError
from tests.unit.automation.world import EAST, WEST, World


def text(seconds: int) -> str:
    """A time as the lock tells it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def lock(world: World, operation: str, owner: str = "me", mode: str = "failover") -> Any:
    """What an operation on the lock answers, asked in the secondary."""
    return world.step(WEST, "lock", operation=operation, owner=owner, mode=mode)


def test_it_is_taken_in_both_regions_with_owner_mode_and_expiry(world: World) -> None:
    """So that neither region promotes beside the other."""
    before = world.now()
    answer = lock(world, "acquire")
    after = world.now()
    for region in (EAST, WEST):
        item = world.lock(region)
        assert (item["lock_id"], item["owner"], item["mode"]) == ("failover", "me", "failover")
        assert before + 1800 <= int(item["expires_at"]) <= after + 1800
        assert int(item["expires_at"]) - int(item["acquired_at"]) == 1800
    assert answer == {"own": "locked", "peer": "locked", "expires_at": text(int(world.lock(WEST)["expires_at"]))}


def test_the_same_run_may_take_it_twice(world: World) -> None:
    """A step that is tried again does not lock itself out."""
    lock(world, "acquire")
    assert lock(world, "acquire")["own"] == "locked"


def test_another_run_is_told_who_holds_it_and_until_when(world: World) -> None:
    """And leaves nothing behind."""
    until = world.now() + 60
    world.hold(WEST, "first", until)
    with pytest.raises(LockHeldError) as refused:
        lock(world, "acquire")
    assert str(refused.value) == f"us-west-2: held by first until {text(until)}"
    assert world.lock(WEST)["owner"] == "first"
    assert world.lock(EAST) == {}


def test_one_that_is_held_in_the_other_region_is_not_taken_in_this_one(world: World) -> None:
    """The one of this region is given back."""
    world.hold(EAST, "first", world.now() + 60)
    with pytest.raises(LockHeldError, match="us-east-1: held by first"):
        lock(world, "acquire")
    assert "owner" not in world.lock(WEST)
    assert world.lock(EAST)["owner"] == "first"


def test_one_that_ended_is_free(world: World) -> None:
    """A dead run locks nobody out for long."""
    for region in (EAST, WEST):
        world.hold(region, "dead", world.now() - 2)
    assert lock(world, "acquire")["peer"] == "locked"
    assert world.lock(EAST)["owner"] == world.lock(WEST)["owner"] == "me"


def test_a_failover_does_without_the_other_region(world: World) -> None:
    """Its loss is the reason for it."""
    world.down.add(EAST)
    assert lock(world, "acquire")["peer"] == "unreachable: EndpointConnectionError"
    assert world.lock(WEST)["owner"] == "me"


def test_a_switchover_does_not(world: World) -> None:
    """It needs both regions anyway."""
    world.refuses["dynamodb", EAST] = "InternalServerError"
    with pytest.raises(PeerUnreachableError) as refused:
        lock(world, "acquire", mode="switchover")
    assert str(refused.value) == "us-east-1: InternalServerError"
    assert "owner" not in world.lock(WEST)


def test_a_fault_of_this_region_is_no_held_lock(world: World) -> None:
    """It is an error, and the workflow tries again."""
    world.refuses["dynamodb", WEST] = "InternalServerError"
    with pytest.raises(Exception, match="InternalServerError"):
        lock(world, "acquire")


def test_it_is_renewed_by_its_run(world: World) -> None:
    """For its full time; the other region's is taken when it was missing."""
    world.hold(WEST, "me", world.now() + 5)
    answer = lock(world, "renew")
    assert int(world.lock(WEST)["expires_at"]) >= world.now() + 1799
    assert answer == {"own": "locked", "peer": "locked", "expires_at": text(int(world.lock(WEST)["expires_at"]))}
    assert world.lock(EAST)["owner"] == "me"


@pytest.mark.parametrize(("owner", "left"), [("other", 60), ("me", -2), ("other", -2)])
def test_it_is_not_renewed_when_it_is_another_runs_or_over(world: World, owner: str, left: int) -> None:
    """Somebody else may be at work."""
    world.hold(WEST, owner, world.now() + left)
    with pytest.raises(LockLostError, match=f"us-west-2: held by {owner}"):
        lock(world, "renew")
    assert world.lock(EAST) == {}


def test_a_lock_that_nobody_holds_is_not_renewed(world: World) -> None:
    """It was given back by force."""
    with pytest.raises(LockLostError) as refused:
        lock(world, "renew")
    assert str(refused.value) == "us-west-2: nobody holds it any more"


def test_it_is_not_renewed_when_the_other_region_is_another_runs(world: World) -> None:
    """Both have to be this run's."""
    world.hold(WEST, "me", world.now() + 60)
    world.hold(EAST, "other", world.now() + 60)
    with pytest.raises(LockLostError, match="us-east-1: held by other"):
        lock(world, "renew")


def test_it_is_renewed_without_the_other_region_in_a_failover(world: World) -> None:
    """As it was taken."""
    world.hold(WEST, "me", world.now() + 60)
    world.down.add(EAST)
    assert lock(world, "renew")["peer"] == "unreachable: EndpointConnectionError"


def test_it_is_given_back_in_both_regions(world: World) -> None:
    """Nothing of the run stays."""
    lock(world, "acquire")
    assert lock(world, "release") == {"own": "released", "peer": "released"}
    assert world.lock(EAST) == world.lock(WEST) == {"lock_id": "failover"}


def test_another_runs_lock_is_not_given_back(world: World) -> None:
    """A late run does not free its successor's."""
    world.hold(WEST, "other", world.now() + 60)
    assert lock(world, "release") == {"own": "not held", "peer": "not held"}
    assert world.lock(WEST)["owner"] == "other"


def test_giving_back_never_fails(world: World) -> None:
    """The outcome of the run counts, and locks end by themselves."""
    lock(world, "acquire")
    world.down.add(EAST)
    world.refuses["dynamodb", WEST] = "ThrottlingException"
    assert lock(world, "release") == {
        "own": "unreachable: ThrottlingException",
        "peer": "unreachable: EndpointConnectionError",
    }


def test_looking_at_it_tells_of_both_regions_and_changes_nothing(world: World) -> None:
    """That is all that a test run may do."""
    until = world.now() + 60
    world.hold(WEST, "first", until)
    before = world.lock(WEST)
    assert lock(world, "peek") == {"own": f"held by first until {text(until)}", "peer": "free"}
    assert world.lock(WEST) == before
    assert world.lock(EAST) == {}
    world.hold(EAST, "second", until)
    assert lock(world, "peek")["peer"] == f"held by second until {text(until)}"


def test_a_lock_is_held_to_its_very_end(world: World) -> None:
    """In its last second too."""
    now = world.now()
    world.patch.setattr(time, "time", lambda: now)
    world.hold(WEST, "first", now)
    assert lock(world, "peek")["own"] == f"held by first until {text(now)}"
    with pytest.raises(LockHeldError):
        lock(world, "acquire")
    world.hold(WEST, "me", now)
    assert lock(world, "renew")["own"] == "locked"


def test_looking_at_it_finds_one_free_that_was_given_back_or_that_ended(world: World) -> None:
    """An item alone is no lock."""
    world.hold(WEST, "dead", world.now() - 2)
    world.step(EAST, "lock", operation="acquire", owner="me", mode="failover")
    world.step(EAST, "lock", operation="release", owner="me", mode="failover")
    world.hold(WEST, "dead", world.now() - 2)
    assert lock(world, "peek") == {"own": "free", "peer": "free"}


def test_looking_at_it_tells_of_a_region_that_does_not_answer(world: World) -> None:
    """A test run is to find that."""
    world.down.add(EAST)
    assert lock(world, "peek")["peer"] == "unreachable: EndpointConnectionError"


def test_looks_are_of_the_present_state(world: World) -> None:
    """An eventually consistent read may miss a lock that was just taken."""
    lock(world, "peek")
    assert [given["ConsistentRead"] for _, operation, given in world.sent if operation == "get_item"] == [True, True]


def test_an_operation_that_there_is_not_is_refused(world: World) -> None:
    """A misspelled one does not pass silently."""
    with pytest.raises(InvalidOperationError) as refused:
        lock(world, "steal")
    assert str(refused.value) == "no operation 'steal'"


def test_each_operation_is_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON each."""
    lock(world, "peek")
    assert capsys.readouterr().out == (
        '{"level":"INFO","message":"lock: peek","owner":"me","mode":"failover","result":{"own":"free","peer":"free"}}\n'
    )
