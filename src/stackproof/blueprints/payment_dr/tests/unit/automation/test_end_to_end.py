"""Whole runs: the workflow as it is deployed, interpreted, with the real functions, in a world with two regions."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from payment_dr.automation.definition import definition
from payment_dr.automation.side import Limits
from tests.unit.automation.interpreter import Run, StepError, interpret
from tests.unit.automation.world import ACTIVE, DATABASE, EAST, LABELS, WEST, World, cluster_arn

LIMITS = Limits(promotion_checks=5, traffic_checks=3)
FUNCTIONS = {step: f"function-{step}" for step in ("lock", "assess", "change")}
EAST_ACTIVE = {ACTIVE: EAST, DATABASE: "primary.example"}
WEST_ACTIVE = {ACTIVE: WEST, DATABASE: "secondary.example"}


class Workflow:
    """The workflow of a region."""

    def __init__(self, world: World, region: str) -> None:
        """Put it into the world."""
        self.world = world
        self.region = region
        self.messages: list[dict[str, Any]] = []

    def run(self, name: str = "run", **given: Any) -> Run:
        """Run it to its end."""
        machine = definition(
            functions=FUNCTIONS,
            region=self.region,
            global_cluster_identifier="globaldb",
            cluster_arn=cluster_arn(self.region),
            topic_arn="topic",
            limits=LIMITS,
        )
        return interpret(machine, self.answer, given, name=name, region=self.region)

    def answer(self, resource: str, parameters: dict[str, Any]) -> Any:
        """Answer a call as the services would."""
        if resource.endswith("lambda:invoke"):
            step = parameters["FunctionName"].removeprefix("function-")
            try:
                return {"Payload": self.world.step(self.region, step, **parameters["Payload"])}
            except Exception as error:
                raise StepError(type(error).__name__, str(error)) from error
        if resource.endswith("sns:publish"):
            self.messages.append(parameters)
            return {"MessageId": "1"}
        assert resource == "arn:aws:states:::aws-sdk:rds:failoverGlobalCluster"
        try:
            return self.world.database.start("failover", self.region, parameters)
        except ClientError as error:
            code = error.response["Error"]["Code"].removesuffix("Fault")
            raise StepError(f"Rds.{code}Exception") from error

    @property
    def subjects(self) -> list[str]:
        """Subjects of the messages that people got."""
        return [message["Subject"] for message in self.messages]


def active(world: World, region: str) -> bool:
    """Whether a region says that it is active."""
    return bool(world.step(region, "active")["statusCode"] == 200)


@pytest.fixture
def lost(world: World) -> World:
    """A world whose primary region is down."""
    world.down.add(EAST)
    return world


def test_the_secondary_takes_over_when_the_primary_is_down(lost: World) -> None:
    """Promotion, parameters, lock and message, without a call that needs the lost region."""
    workflow = Workflow(lost, WEST)
    run = workflow.run(mode="failover", dry_run=False, reason="fire")
    assert (run.status, run.output["outcome"]["name"]) == ("SUCCEEDED", "switched")
    assert lost.database.writer == WEST
    assert lost.database.requests == [
        (
            "failover",
            WEST,
            {
                "GlobalClusterIdentifier": "globaldb",
                "TargetDbClusterIdentifier": cluster_arn(WEST),
                "AllowDataLoss": True,
            },
        )
    ]
    assert lost.parameters(WEST) == WEST_ACTIVE
    assert lost.parameters(EAST) == EAST_ACTIVE
    assert active(lost, WEST)
    assert workflow.subjects == ["Payments: us-west-2 is active now"]
    assert "owner" not in lost.lock(WEST)
    assert run.output["lock"]["answer"]["peer"] == "unreachable: EndpointConnectionError"
    assert run.output["parameters"]["answer"]["peer"]["reached"] is False
    assert run.output["request"]["reason"] == "fire"


def test_a_primary_that_comes_back_with_old_parameters_is_not_active_and_is_put_right(lost: World) -> None:
    """No split brain: it has no writer, and the other region mends its parameters."""
    Workflow(lost, WEST).run(dry_run=False)
    lost.down.clear()
    assert lost.parameters(EAST) == EAST_ACTIVE
    assert not active(lost, EAST)
    assert active(lost, WEST)
    assert lost.step(WEST, "change", operation="reconcile")["reconciled"] is True
    assert lost.parameters(EAST) == WEST_ACTIVE


def test_a_planned_switchover_goes_there_and_back_without_loss(world: World) -> None:
    """Fail-back is the same workflow in the other region."""
    there = Workflow(world, WEST).run(mode="switchover", dry_run=False)
    assert there.output["outcome"]["name"] == "switched"
    assert world.parameters(WEST) == world.parameters(EAST) == WEST_ACTIVE
    assert (active(world, EAST), active(world, WEST)) == (False, True)
    back = Workflow(world, EAST).run(mode="switchover", dry_run=False)
    assert back.output["outcome"]["name"] == "switched"
    assert world.parameters(WEST) == world.parameters(EAST) == EAST_ACTIVE
    assert (active(world, EAST), active(world, WEST)) == (True, False)
    assert [(operation, region) for operation, region, _ in world.database.requests] == [
        ("switchover", EAST),
        ("switchover", WEST),
    ]
    assert "owner" not in world.lock(EAST)
    assert "owner" not in world.lock(WEST)


def test_without_input_a_run_is_a_test_that_changes_nothing_and_tells_what_it_would_do(world: World) -> None:
    """It only reads, and it tells people."""
    workflow = Workflow(world, WEST)
    run = workflow.run()
    assert run.output["outcome"]["name"] == "dry-run"
    assert run.output["assessment"]["answer"]["decision"] == "refuse"
    assert run.output["plan"]["answer"]["own"]["changes"] == {
        DATABASE: {"from": "primary.example", "to": "secondary.example"},
        ACTIVE: {"from": EAST, "to": WEST},
    }
    assert run.output["lock"]["answer"] == {"own": "free", "peer": "free"}
    assert workflow.subjects == ["Payments: test run of a failover to us-west-2"]
    assert world.database.requests == []
    assert {operation for service, operation, _ in world.calls if service in ("dynamodb", "ssm", "rds")} == {
        "get_item",
        "get_parameter",
        "describe_global_clusters",
        "describe_db_clusters",
    }


def test_a_failover_is_refused_while_the_primary_is_healthy_unless_it_is_forced(world: World) -> None:
    """Force is the operator's word, and only his."""
    workflow = Workflow(world, WEST)
    refused = workflow.run(dry_run=False)
    assert (refused.status, refused.error) == ("FAILED", "refused")
    assert "healthy" in refused.story["assessment"]["answer"]["reason"]
    assert workflow.subjects == ["Payments: failover to us-west-2 REFUSED"]
    assert world.database.requests == []
    assert "owner" not in world.lock(EAST)
    forced = workflow.run(name="forced", dry_run=False, force=True)
    assert forced.output["outcome"]["name"] == "switched"


def test_a_second_run_beside_the_first_changes_nothing(lost: World) -> None:
    """It ends well, for nothing is wrong."""
    lost.hold(WEST, "another run", lost.now() + 100)
    workflow = Workflow(lost, WEST)
    run = workflow.run(dry_run=False)
    assert (run.status, run.output["outcome"]["name"]) == ("SUCCEEDED", "already-running")
    assert "another run" in run.output["error"]["Cause"]
    assert lost.lock(WEST)["owner"] == "another run"
    assert lost.database.requests == []


def test_runs_in_both_regions_do_not_both_promote(world: World) -> None:
    """Each finds the other's lock."""
    world.hold(EAST, "run of the other region", world.now() + 100)
    run = Workflow(world, WEST).run(dry_run=False, force=True)
    assert run.output["outcome"]["name"] == "already-running"
    assert "owner" not in world.lock(WEST)
    assert world.database.requests == []


def test_a_run_after_the_first_finds_everything_done(lost: World) -> None:
    """Starting twice is harmless."""
    Workflow(lost, WEST).run(dry_run=False)
    again = Workflow(lost, WEST).run(name="again", dry_run=False)
    assert (again.status, again.output["outcome"]["name"]) == ("SUCCEEDED", "already-active")
    assert len(lost.database.requests) == 1


def test_a_run_takes_up_where_a_dead_one_stopped_after_the_promotion(lost: World) -> None:
    """Nothing is promoted twice."""
    lost.database.writer = WEST
    run = Workflow(lost, WEST).run(dry_run=False)
    assert run.output["outcome"]["name"] == "switched"
    assert lost.database.requests == []
    assert lost.parameters(WEST) == WEST_ACTIVE


def test_a_run_waits_for_a_promotion_that_a_dead_one_began(lost: World) -> None:
    """And switches when it is done."""
    lost.database.moving_to, lost.database.looks_left = WEST, 2
    run = Workflow(lost, WEST).run(dry_run=False)
    assert run.output["outcome"]["name"] == "switched"
    assert lost.database.requests == []
    assert run.waits == [15, 15, 10]


def test_a_promotion_that_takes_too_long_ends_the_run_and_a_later_run_takes_it_up(lost: World) -> None:
    """The traffic stays where it was until then."""
    lost.database.takes = 10
    workflow = Workflow(lost, WEST)
    run = workflow.run(dry_run=False)
    assert (run.status, run.error) == ("FAILED", "promotion-timed-out")
    assert run.waits == [15] * LIMITS.promotion_checks
    assert lost.parameters(WEST) == EAST_ACTIVE
    assert "owner" not in lost.lock(WEST)
    assert workflow.subjects == ["Payments: us-west-2 is NOT promoted in time"]
    later = workflow.run(name="later", dry_run=False)
    assert later.output["outcome"]["name"] == "switched"
    assert len(lost.database.requests) == 1


def test_a_region_that_is_promoted_and_does_not_serve_is_told_of(lost: World) -> None:
    """People have to look."""
    lost.health[WEST] = 503
    workflow = Workflow(lost, WEST)
    run = workflow.run(dry_run=False)
    assert run.error == "traffic-timed-out"
    assert run.waits[-3:] == [10, 10, 10]
    assert workflow.subjects == ["Payments: us-west-2 is promoted and does NOT serve"]


def test_a_switchover_without_the_other_region_is_refused_before_anything_changes(lost: World) -> None:
    """It could not hand over."""
    workflow = Workflow(lost, WEST)
    run = workflow.run(mode="switchover", dry_run=False)
    assert run.error == "failed"
    assert run.story["error"]["Error"] == "PeerUnreachableError"
    assert lost.database.requests == []
    assert "owner" not in lost.lock(WEST)
    assert workflow.subjects == ["Payments: failover to us-west-2 FAILED"]


@pytest.mark.parametrize("region", LABELS)
def test_a_run_that_loses_its_lock_promotes_nothing(lost: World, region: str) -> None:
    """The lock is looked at once more right before."""

    class Slow(Workflow):
        """A run that is so slow that another one takes its lock."""

        def answer(self, resource: str, parameters: dict[str, Any]) -> Any:
            """Answer as the script says."""
            if parameters.get("Payload", {}).get("operation") == "assess":
                self.world.hold(region, "a later run", self.world.now() + 100)
            return super().answer(resource, parameters)

    lost.down = {EAST} if region == WEST else set()
    run = Slow(lost, WEST).run(dry_run=False, force=True)
    assert run.error == "failed"
    assert run.story["error"]["Error"] == "LockLostError"
    assert lost.database.requests == []
    assert lost.lock(region)["owner"] == "a later run"
