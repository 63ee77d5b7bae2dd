"""The changes that reach over to the other region."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from failover_common import InvalidOperationError, LockLostError
from tests.unit.automation.world import ACTIVE, DATABASE, EAST, WEST, World, cluster_arn

EAST_ACTIVE = {ACTIVE: EAST, DATABASE: "primary.example"}
WEST_ACTIVE = {ACTIVE: WEST, DATABASE: "secondary.example"}
CHANGES = {
    DATABASE: {"from": "primary.example", "to": "secondary.example"},
    ACTIVE: {"from": EAST, "to": WEST},
}


def change(world: World, operation: str, region: str = WEST, owner: str = "me") -> Any:
    """What a change of a region comes to."""
    return world.step(region, "change", operation=operation, owner=owner)


def writes(world: World) -> list[tuple[str, str, str]]:
    """The writes of parameters."""
    return [call for call in world.calls if call[1] == "put_parameter"]


def test_a_switchover_is_asked_of_the_region_of_the_writer(world: World) -> None:
    """RDS takes it there alone."""
    assert change(world, "switchover") == {"started": True, "reason": "accepted"}
    assert world.database.requests == [
        (
            "switchover",
            EAST,
            {"GlobalClusterIdentifier": "globaldb", "TargetDbClusterIdentifier": cluster_arn(WEST)},
        )
    ]


@pytest.mark.parametrize("code", ["InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault"])
def test_a_switchover_that_is_under_way_is_no_error(world: World, code: str) -> None:
    """The first request may have arrived although its answer was lost."""
    world.refuses["rds", EAST] = code
    assert change(world, "switchover") == {"started": False, "reason": code}


def test_another_refusal_of_a_switchover_is_one(world: World) -> None:
    """A missing permission is not waited for."""
    world.refuses["rds", EAST] = "AccessDenied"
    with pytest.raises(ClientError, match="AccessDenied"):
        change(world, "switchover")


def test_parameters_are_switched_in_both_regions_by_the_holder_of_the_lock(world: World) -> None:
    """The answer tells what they were before."""
    world.hold(WEST, "me", world.now() + 60)
    assert change(world, "parameters") == {"own": CHANGES, "peer": {"reached": True, "changes": CHANGES}}
    assert world.parameters(WEST) == world.parameters(EAST) == WEST_ACTIVE


def test_this_regions_parameters_come_first_and_the_active_region_last(world: World) -> None:
    """Nobody meets the new region with old endpoints."""
    world.hold(WEST, "me", world.now() + 60)
    change(world, "parameters")
    names = [(region, given["Name"]) for region, operation, given in world.sent if operation == "put_parameter"]
    assert names == [(WEST, DATABASE), (WEST, ACTIVE), (EAST, DATABASE), (EAST, ACTIVE)]
    assert {given["Type"] for _, operation, given in world.sent if operation == "put_parameter"} == {"String"}


def test_the_lock_is_looked_up_as_it_is_now(world: World) -> None:
    """Another run may have taken it a moment ago, and a lock counts to its very end."""
    now = world.now()
    world.patch.setattr(time, "time", lambda: now)
    world.hold(WEST, "me", now)
    change(world, "parameters")
    (looked,) = [given for _, operation, given in world.sent if operation == "get_item"]
    assert looked["ConsistentRead"] is True


def test_only_values_that_differ_are_written(world: World) -> None:
    """A repetition costs nothing and makes no new version."""
    world.hold(WEST, "me", world.now() + 60)
    change(world, "parameters")
    world.calls.clear()
    assert change(world, "parameters") == {"own": {}, "peer": {"reached": True, "changes": {}}}
    assert writes(world) == []


@pytest.mark.parametrize(("owner", "left"), [("other", 60), ("me", -2), (None, 0)])
def test_whoever_does_not_hold_the_lock_switches_nothing(world: World, owner: str | None, left: int) -> None:
    """Neither another's lock nor an old one of one's own is enough."""
    if owner:
        world.hold(WEST, owner, world.now() + left)
    with pytest.raises(LockLostError) as refused:
        change(world, "parameters")
    assert str(refused.value) == "us-west-2: me does not hold the lock"
    assert world.parameters(WEST) == EAST_ACTIVE
    assert writes(world) == []


def test_a_lock_that_was_given_back_is_held_by_nobody(world: World) -> None:
    """Its item is still there, without an owner."""
    world.step(WEST, "lock", operation="acquire", owner="me", mode="failover")
    world.step(WEST, "lock", operation="release", owner="me", mode="failover")
    with pytest.raises(LockLostError):
        change(world, "parameters")


def test_the_other_regions_parameters_wait_when_it_is_down(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The failover is not held up by the region that it is about."""
    world.hold(WEST, "me", world.now() + 60)
    world.down.add(EAST)
    assert change(world, "parameters") == {
        "own": CHANGES,
        "peer": {"reached": False, "error": "EndpointConnectionError"},
    }
    assert world.parameters(EAST) == EAST_ACTIVE
    warning, _done = capsys.readouterr().out.splitlines()
    assert json.loads(warning) == {
        "level": "WARNING",
        "message": "the parameters of a region cannot be reached",
        "region": EAST,
        "error": "EndpointConnectionError",
    }


def test_this_regions_parameters_do_not(world: World) -> None:
    """Without them the failover is not done, and the workflow tries again."""
    world.hold(WEST, "me", world.now() + 60)
    world.refuses["ssm", WEST] = "InternalServerError"
    with pytest.raises(ClientError, match="InternalServerError"):
        change(world, "parameters")


def test_a_plan_tells_what_would_change_and_changes_nothing(world: World) -> None:
    """It also tells what cannot be reached, which a test run is to find."""
    reached = {"reached": True, "changes": CHANGES}
    assert change(world, "plan") == {"own": reached, "peer": reached}
    assert writes(world) == []
    world.refuses["ssm", EAST] = "AccessDeniedException"
    assert change(world, "plan") == {"own": reached, "peer": {"reached": False, "error": "AccessDeniedException"}}


def test_the_active_region_puts_the_other_ones_parameters_right(world: World) -> None:
    """The other one was down during the failover."""
    world.database.writer = WEST
    for name, value in WEST_ACTIVE.items():
        world.cloud.put_parameter(WEST, name, value)
    assert change(world, "reconcile") == {
        "reconciled": True,
        "own": {},
        "peer": {"reached": True, "changes": CHANGES},
    }
    assert world.parameters(EAST) == WEST_ACTIVE


def test_it_waits_for_a_region_that_is_still_down(world: World) -> None:
    """Without an error: that would alarm every five minutes."""
    world.down.add(WEST)
    assert change(world, "reconcile", EAST) == {
        "reconciled": True,
        "own": {},
        "peer": {"reached": False, "error": "EndpointConnectionError"},
    }


def test_a_region_that_is_not_active_puts_nothing_right(world: World) -> None:
    """Otherwise both would write over each other."""
    world.database.writer = WEST
    assert change(world, "reconcile") == {"reconciled": False, "reason": "this region is not active"}
    assert writes(world) == []


def test_nothing_is_put_right_during_a_run(world: World) -> None:
    """The run does that itself."""
    world.hold(EAST, "a run", world.now() + 60)
    assert change(world, "reconcile", EAST) == {"reconciled": False, "reason": "a run is under way"}


def test_something_is_put_right_after_a_run_that_died(world: World) -> None:
    """Its lock ended."""
    world.hold(EAST, "a run", world.now() - 2)
    assert change(world, "reconcile", EAST)["reconciled"] is True


@pytest.mark.parametrize("writer", [WEST, None])
def test_a_region_without_the_writer_puts_nothing_right(
    world: World, writer: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own parameters are the old ones."""
    world.database.writer = writer
    assert change(world, "reconcile", EAST) == {"reconciled": False, "reason": "this region has no writer"}
    assert writes(world) == []
    assert '"level":"WARNING","message":"this region is called active and has no writer"' in capsys.readouterr().out


def test_an_operation_that_there_is_not_is_refused(world: World) -> None:
    """A misspelled one does not pass silently."""
    with pytest.raises(InvalidOperationError) as refused:
        change(world, "destroy")
    assert str(refused.value) == "no operation 'destroy'"


def test_each_operation_is_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON each."""
    change(world, "switchover")
    expected = '{"level":"INFO","message":"change: switchover","result":{"started":true,"reason":"accepted"}}\n'
    assert capsys.readouterr().out == expected
