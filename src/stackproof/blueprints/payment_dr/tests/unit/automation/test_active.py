"""`GET /active`."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import pytest

import failover_active
from tests.unit.automation.world import ACTIVE, EAST, WEST, World


def test_the_region_that_the_parameter_names_and_that_has_the_writer_is_active(world: World) -> None:
    """The answer is never kept on its way."""
    answer = world.step(EAST, "active")
    assert answer == {
        "statusCode": 200,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": '{"region": "us-east-1", "active": true}',
    }


def test_a_region_that_the_parameter_does_not_name_is_not(world: World) -> None:
    """Having the writer alone is not enough: the endpoints are not switched yet."""
    world.database.writer = WEST
    answer = world.step(WEST, "active")
    assert answer["statusCode"] == 503
    assert json.loads(answer["body"]) == {"region": WEST, "active": False}


@pytest.mark.parametrize("writer", [WEST, None])
def test_a_region_without_the_writer_is_not_whatever_its_parameter_says(world: World, writer: str | None) -> None:
    """It was down while the other one took over."""
    world.database.writer = writer
    assert world.step(EAST, "active")["statusCode"] == 503


def test_the_parameter_decides_alone_when_the_database_does_not_tell(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of the control plane stops no payments."""
    world.refuses["rds", EAST] = "ThrottlingException"
    assert world.step(EAST, "active")["statusCode"] == 200
    warning = '{"level":"WARNING","message":"writer cannot be read","error":"ThrottlingException"}\n'
    assert capsys.readouterr().out == warning
    world.refuses["rds", WEST] = "ThrottlingException"
    assert world.step(WEST, "active")["statusCode"] == 503


def test_a_region_that_never_read_its_parameter_is_not_active(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The other region then stays in service."""
    world.refuses["ssm", EAST] = "InternalServerError"
    assert world.step(EAST, "active")["statusCode"] == 503
    warning = '{"level":"WARNING","message":"parameter cannot be read","error":"InternalServerError"}\n'
    assert capsys.readouterr().out == warning


class Asking:
    """Asks a region again and again within one process, at times of one's choice."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stop the clock."""
        self.world = world
        self.time = 1000.0
        monkeypatch.setattr(time, "time", lambda: self.time)

    def status(self, seconds: str = "15") -> int:
        """The status that the region answers with."""
        with self.world.within(EAST) as _:
            os.environ["CACHE_SECONDS"] = seconds
            return int(failover_active.handle({}, None)["statusCode"])

    def looks(self) -> list[Any]:
        """How often the parameter was really read."""
        return [call for call in self.world.calls if call[0] == "ssm"]


@pytest.fixture
def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """One process that is asked again and again."""
    return Asking(world, monkeypatch)


def test_an_answer_is_kept_for_a_while(asking: Asking, world: World) -> None:
    """Checkers ask about every second."""
    assert asking.status() == 200
    world.cloud.put_parameter(EAST, ACTIVE, WEST)
    asking.time += 14.9
    assert asking.status() == 200
    assert len(asking.looks()) == 1
    asking.time += 0.1
    assert asking.status() == 503
    assert len(asking.looks()) == 2


def test_the_last_answer_stands_while_there_is_no_new_one(asking: Asking, world: World) -> None:
    """And it is not asked for more often than otherwise."""
    assert asking.status() == 200
    world.down.add(EAST)
    asking.time += 20
    assert asking.status() == 200
    asking.time += 14
    assert asking.status() == 200
    assert len(asking.looks()) == 2
    world.down.clear()
    world.database.writer = WEST
    asking.time += 2
    assert asking.status() == 503
