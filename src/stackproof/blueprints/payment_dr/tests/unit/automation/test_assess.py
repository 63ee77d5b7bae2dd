"""The judgement."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import failover_assess
from failover_assess import Database, Peer, decide
from failover_common import InvalidOperationError
from tests.unit.automation.world import ACTIVE, EAST, WEST, World

SUCCESS, FAILURE = "Success: HTTP Status Code 200, OK", "Failure: Connection timed out"
PRIMARY_WRITES = Database("available", "peer", "", "available")
HEALTHY, UNHEALTHY, DISPUTED = (Peer(verdict, 0, "") for verdict in ("healthy", "unhealthy", "disputed"))


def assess(world: World, region: str = WEST, mode: str = "failover", *, force: bool = False) -> Any:
    """What the assessment of a region says."""
    return world.step(region, "assess", operation="assess", mode=mode, force=force)


def database(**different: str) -> Database:
    """A database in good order but for these differences."""
    values = {"status": "available", "writer": "peer", "moving_to": "", "own_status": "available", **different}
    return Database(**values)


@pytest.mark.parametrize(
    ("state", "peer", "lag", "active", "mode", "force", "decision", "reason"),
    [
        (
            database(moving_to="peer"),
            UNHEALTHY,
            0.0,
            EAST,
            "failover",
            True,
            "refuse",
            "the other region is being promoted",
        ),
        (
            database(moving_to="own"),
            HEALTHY,
            0.0,
            EAST,
            "failover",
            False,
            "wait",
            "this region is being promoted already",
        ),
        (database(writer="own"), HEALTHY, 0.0, WEST, "failover", False, "done", "this region is active already"),
        (
            database(writer="own"),
            HEALTHY,
            0.0,
            EAST,
            "failover",
            False,
            "switch",
            "this region has the writer already, the parameters name another region",
        ),
        (
            database(own_status="modifying"),
            UNHEALTHY,
            0.0,
            EAST,
            "failover",
            True,
            "refuse",
            "the cluster of this region is modifying, it cannot be promoted",
        ),
        (database(), UNHEALTHY, None, EAST, "failover", False, "promote", "the other region is unhealthy"),
        (database(status="x"), UNHEALTHY, 900.0, EAST, "failover", False, "promote", "the other region is unhealthy"),
        (database(writer=""), UNHEALTHY, None, EAST, "failover", False, "promote", "the other region is unhealthy"),
        (
            database(),
            HEALTHY,
            0.0,
            EAST,
            "failover",
            False,
            "refuse",
            "the other region is healthy; a failover needs force, a switchover loses nothing",
        ),
        (
            database(),
            DISPUTED,
            0.0,
            EAST,
            "failover",
            False,
            "refuse",
            "the other region is disputed; a failover needs force, a switchover loses nothing",
        ),
        (
            database(),
            DISPUTED,
            0.0,
            EAST,
            "failover",
            True,
            "promote",
            "forced by the operator although the other region is disputed",
        ),
        (database(), HEALTHY, 60.0, EAST, "switchover", False, "promote", "both regions are in order"),
        (database(), DISPUTED, 0.5, EAST, "switchover", False, "promote", "both regions are in order"),
        (database(), HEALTHY, 61.5, EAST, "switchover", False, "refuse", "the replication lag is 61.5 s, over 60 s"),
        (database(), HEALTHY, None, EAST, "switchover", False, "refuse", "the replication lag is unknown, over 60 s"),
        (database(), HEALTHY, 61.5, EAST, "switchover", True, "promote", "both regions are in order"),
        (database(), HEALTHY, None, EAST, "switchover", True, "promote", "both regions are in order"),
        (
            database(status="modifying"),
            HEALTHY,
            0.0,
            EAST,
            "switchover",
            True,
            "refuse",
            "the global database is modifying",
        ),
        (
            database(),
            UNHEALTHY,
            0.0,
            EAST,
            "switchover",
            True,
            "refuse",
            "the other region is unhealthy; a switchover needs both, a failover does not",
        ),
    ],
)
def test_decisions(
    monkeypatch: pytest.MonkeyPatch,
    state: Database,
    peer: Peer,
    lag: float | None,
    active: str,
    mode: str,
    force: bool,
    decision: str,
    reason: str,
) -> None:
    """Every way through the decision, each with the reason that people are told."""
    monkeypatch.setenv("AWS_REGION", WEST)
    assert decide(state, peer, lag, active, mode, force=force) == (decision, reason)


def test_an_assessment_tells_everything_that_it_rests_on(world: World) -> None:
    """So that people can follow it afterwards."""
    assert assess(world) == {
        "decision": "refuse",
        "reason": "the other region is healthy; a failover needs force, a switchover loses nothing",
        "active_region": EAST,
        "database": {"status": "available", "writer": "peer", "moving_to": "", "own_status": "available"},
        "peer": {"verdict": "healthy", "probes_passed": 3, "observers": "healthy"},
        "replication_lag_seconds": 0.25,
    }


def test_mode_and_force_are_those_of_the_request(world: World) -> None:
    """Nothing else decides over loss of data."""
    assert assess(world, mode="switchover")["decision"] == "promote"
    assert assess(world, force=True)["decision"] == "promote"
    world.lag = [(1, 100_000.0)]
    assert assess(world, mode="switchover")["decision"] == "refuse"
    assert assess(world, mode="switchover", force=True)["decision"] == "promote"


def test_the_active_region_is_that_of_the_parameter_of_this_region(world: World) -> None:
    """With the writer it decides whether anything is left to do."""
    assert assess(world, EAST)["decision"] == "done"
    world.cloud.put_parameter(EAST, ACTIVE, WEST)
    assert assess(world, EAST)["decision"] == "switch"


@pytest.mark.parametrize(
    ("status", "reports", "verdict", "observers"),
    [
        (200, [SUCCESS] * 16, "healthy", "healthy"),
        (200, [FAILURE] * 16, "disputed", "unhealthy"),
        (503, [SUCCESS] * 16, "disputed", "healthy"),
        (503, [FAILURE] * 16, "unhealthy", "unhealthy"),
        (503, [SUCCESS] * 18 + [FAILURE] * 82, "unhealthy", "unhealthy"),
        (503, [SUCCESS] * 19 + [FAILURE] * 81, "disputed", "healthy"),
        (503, [], "unhealthy", "unknown: no observation"),
        (200, [], "healthy", "unknown: no observation"),
    ],
)
def test_the_other_region_is_down_when_probes_fail_and_route_53_does_not_contradict(
    world: World, status: int, reports: list[str], verdict: str, observers: str
) -> None:
    """More than 18 % of the checkers make it healthy, as for Route 53 itself."""
    world.health[EAST] = status
    world.reports = reports
    peer = assess(world)["peer"]
    assert (peer["verdict"], peer["observers"]) == (verdict, observers)


def test_route_53_is_asked_about_the_other_region(world: World) -> None:
    """By the id of its health check."""
    assess(world)
    assert ("route53", {"HealthCheckId": "check-us-east-1"}) in world.asked


def test_a_route_53_that_does_not_answer_contradicts_nothing(world: World) -> None:
    """Its control plane lives in the region that may be the one that is down."""
    world.down.add(EAST)
    assert assess(world)["peer"] == {
        "verdict": "unhealthy",
        "probes_passed": 0,
        "observers": "unknown: EndpointConnectionError",
    }


@pytest.mark.parametrize(("good", "verdict"), [(0, "unhealthy"), (1, "unhealthy"), (2, "healthy"), (3, "healthy")])
def test_most_of_three_probes_decide(world: World, monkeypatch: pytest.MonkeyPatch, good: int, verdict: str) -> None:
    """With pauses between them, and none before the first."""
    answers = iter([200] * good + [503] * (3 - good))
    urls: list[str] = []

    def answer(url: str) -> int:
        """Answer as the script says."""
        urls.append(url)
        return next(answers)

    monkeypatch.setattr(failover_assess, "_status", answer)
    world.reports = []
    peer = assess(world)["peer"]
    assert (peer["probes_passed"], peer["verdict"]) == (good, verdict)
    assert urls == ["https://us-east-1/health"] * 3
    assert world.slept == [2, 2]


def test_an_answer_that_is_neither_good_nor_an_error_is_not_good(world: World) -> None:
    """Healthy is status 200 and nothing else."""
    world.health[EAST] = 204
    assert assess(world)["peer"]["probes_passed"] == 0


def test_a_region_that_has_too_many_requests_is_not_down(world: World) -> None:
    """Whoever asks its health too often: no data is to be lost for that."""
    world.health[EAST] = 429
    world.reports = [FAILURE] * 16
    assert assess(world)["peer"] == {"verdict": "disputed", "probes_passed": 3, "observers": "unhealthy"}
    assert assess(world)["decision"] == "refuse"
    assert world.step(WEST, "assess", operation="watch")["active_peer_unhealthy"] == 0


@pytest.mark.parametrize("status", [400, 403, 404, 428, 430, 500, 503])
def test_no_other_refusal_is_a_sign_of_life(world: World, status: int) -> None:
    """A region whose health is not to be had cannot be relied on."""
    world.health[EAST] = status
    assert assess(world)["peer"]["probes_passed"] == 0


def test_a_region_that_has_too_many_requests_does_not_serve(world: World) -> None:
    """To serve is to answer 200."""
    world.database.writer = WEST
    world.health[WEST] = 429
    world.cloud.put_parameter(WEST, ACTIVE, WEST)
    answer = world.step(WEST, "assess", operation="traffic", checks=0)
    assert (answer["serving"], answer["answers"]) == (False, {"OWN_ACTIVE_URL": True, "OWN_HEALTH_URL": False})


def test_the_database_is_described_from_the_view_of_this_region(world: World) -> None:
    """Own and peer are other clusters in the other region."""
    world.database.own_status[WEST] = "modifying"
    world.database.status = "failing-over"
    seen = assess(world)["database"]
    assert seen == {"status": "failing-over", "writer": "peer", "moving_to": "", "own_status": "modifying"}
    world.database.writer, world.database.moving_to, world.database.looks_left = None, EAST, 9
    assert assess(world)["database"]["writer"] == ""
    assert assess(world)["database"]["moving_to"] == "peer"
    assert assess(world, EAST)["database"]["moving_to"] == "own"


def test_a_database_whose_failover_is_not_spoken_of_is_not_moving(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RDS leaves the state out when there is none."""
    looked = world.database.look

    def look() -> dict[str, Any]:
        """What a description says without that state."""
        found = looked()
        del found["GlobalClusters"][0]["FailoverState"]
        return found

    monkeypatch.setattr(world.database, "look", look)
    assert assess(world)["database"]["moving_to"] == ""


@pytest.mark.parametrize(
    ("writer", "moving_to", "own_status", "promoted"),
    [
        (WEST, None, "available", True),
        (EAST, None, "available", False),
        (WEST, WEST, "available", False),
        (WEST, None, "promoting", False),
    ],
)
def test_a_promotion_is_done_when_the_cluster_writes_and_can_be_used(
    world: World, writer: str, moving_to: str | None, own_status: str, promoted: bool
) -> None:
    """All three conditions are needed."""
    world.database.writer, world.database.moving_to, world.database.looks_left = writer, moving_to, 9
    world.database.own_status[WEST] = own_status
    answer = world.step(WEST, "assess", operation="promotion", checks=4)
    assert (answer["promoted"], answer["checks"]) == (promoted, 5)
    assert answer["database"]["own_status"] == own_status


@pytest.mark.parametrize(
    ("named", "health", "active", "serving"),
    [(WEST, 200, True, True), (EAST, 200, False, False), (WEST, 503, True, False)],
)
def test_a_region_serves_when_it_calls_itself_active_and_healthy(
    world: World, named: str, health: int, active: bool, serving: bool
) -> None:
    """Both addresses have to answer."""
    world.database.writer = WEST
    world.health[WEST] = health
    world.cloud.put_parameter(WEST, ACTIVE, named)
    assert world.step(WEST, "assess", operation="traffic", checks=0) == {
        "serving": serving,
        "checks": 1,
        "answers": {"OWN_ACTIVE_URL": active, "OWN_HEALTH_URL": health == 200},
    }


def watched(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metric's line of a watch."""
    metric, _log = capsys.readouterr().out.splitlines()
    line: dict[str, Any] = json.loads(metric)
    return line


@pytest.mark.parametrize(("down", "value"), [(False, 0), (True, 1)])
def test_the_watch_counts_whether_the_active_region_is_down(
    world: World, capsys: pytest.CaptureFixture[str], down: bool, value: int
) -> None:
    """In CloudWatch's embedded format, which needs no permission."""
    if down:
        world.down.add(EAST)
    before = datetime.now(UTC).timestamp() * 1000
    answer = world.step(WEST, "assess", operation="watch")
    line = watched(capsys)
    assert before - 1 <= line["_aws"].pop("Timestamp") <= datetime.now(UTC).timestamp() * 1000 + 1
    assert line == {
        "_aws": {
            "CloudWatchMetrics": [
                {
                    "Namespace": "metrics-payment-failover-dev",
                    "Dimensions": [["Workflow"]],
                    "Metrics": [{"Name": "ActivePeerUnhealthy", "Unit": "Count"}],
                }
            ]
        },
        "Workflow": "workflow-payment-secondary-failover-dev",
        "ActivePeerUnhealthy": value,
    }
    assert answer["active_region"] == EAST
    assert answer["active_peer_unhealthy"] == value
    assert answer["peer"]["verdict"] == ("unhealthy" if down else "healthy")


def test_the_watch_of_a_disputed_region_does_not_count(world: World) -> None:
    """Nothing starts by itself while the evidence is divided."""
    world.health[EAST] = 503
    assert world.step(WEST, "assess", operation="watch")["active_peer_unhealthy"] == 0


def test_the_active_region_watches_nobody(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The loss of the passive region is no reason to fail over."""
    world.down.add(WEST)
    answer = world.step(EAST, "assess", operation="watch")
    assert answer == {"active_region": EAST, "active_peer_unhealthy": 0, "peer": None}
    assert watched(capsys)["ActivePeerUnhealthy"] == 0
    assert [call for call in world.calls if call[0] == "http"] == []


def test_an_operation_that_there_is_not_is_refused(world: World) -> None:
    """A misspelled one does not pass silently."""
    with pytest.raises(InvalidOperationError) as refused:
        world.step(WEST, "assess", operation="guess")
    assert str(refused.value) == "no operation 'guess'"


def test_each_operation_is_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON each."""
    answer = world.step(WEST, "assess", operation="promotion", checks=0)
    line = json.loads(capsys.readouterr().out)
    assert line == {"level": "INFO", "message": "assessment: promotion", "result": answer}
