"""The workflow: every state and every way through it, with scripted answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from payment_dr.automation.definition import DEFAULTS, definition
from payment_dr.automation.side import Limits
from tests.unit.automation.interpreter import Run, StepError, interpret

FUNCTIONS = {step: f"function-{step}" for step in ("lock", "assess", "change")}
LIMITS = Limits(promotion_checks=3, traffic_checks=2)
MACHINE = definition(
    functions=FUNCTIONS,
    region="us-west-2",
    global_cluster_identifier="globaldb",
    cluster_arn="cluster",
    topic_arn="topic",
    limits=LIMITS,
)
STATES = MACHINE["States"]
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
GOOD = {
    "acquire": {"own": "locked"},
    "peek": {"own": "free"},
    "assess": {"decision": "promote"},
    "plan": {},
    "renew": {},
    "switchover": {"started": True},
    "promotion": {"promoted": True, "checks": 1},
    "parameters": {},
    "traffic": {"serving": True, "checks": 1},
    "release": {},
    "failoverGlobalCluster": {},
    "publish": {"MessageId": "1"},
}
LIVE = {"dry_run": False}


def operation_of(resource: str, parameters: dict[str, Any]) -> str:
    """What a call asks for."""
    if "Payload" in parameters:
        return str(parameters["Payload"]["operation"])
    return resource.rpartition(":")[2]


class Script:
    """Answers calls; an answer is a value, an error, or a list of them, of which the last is repeated."""

    def __init__(self, **answers: Any) -> None:
        """Keep the answers that differ from the good ones."""
        self.answers = {**GOOD, **answers}
        self.asked: list[str] = []

    def __call__(self, resource: str, parameters: dict[str, Any]) -> Any:
        """Answer a call."""
        operation = operation_of(resource, parameters)
        self.asked.append(operation)
        answer = self.answers[operation]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, StepError):
            raise answer
        return {"Payload": answer} if "Payload" in parameters else answer


def run(given: Any, **answers: Any) -> tuple[Run, Script]:
    """Run the workflow with these answers."""
    script = Script(**answers)
    done = interpret(MACHINE, script, given)
    return done, script


def test_a_failover_takes_every_step_in_order() -> None:
    """The lock is renewed right before what cannot be undone."""
    done, script = run(LIVE)
    assert script.asked == [
        "acquire",
        "assess",
        "renew",
        "failoverGlobalCluster",
        "promotion",
        "parameters",
        "traffic",
        "release",
        "publish",
    ]
    assert done.output["outcome"] == {
        "name": "switched",
        "subject": "Payments: us-west-2 is active now",
        "failed": False,
    }


def test_a_switchover_asks_the_present_writer_instead_of_forcing() -> None:
    """Nothing is lost then."""
    _, script = run({"mode": "switchover", "dry_run": False})
    assert "failoverGlobalCluster" not in script.asked
    assert script.asked[3] == "switchover"


def test_steps_are_told_who_asks_and_for_what() -> None:
    """The owner of the lock is the execution, by its ARN."""
    done, _ = run({"mode": "switchover", "dry_run": False, "force": True, "reason": "test"})
    payloads = {operation_of(resource, given): given.get("Payload") for resource, given in done.calls}
    owner = "arn:aws:states:us-west-2:123456789012:execution:workflow:run"
    claim = {"owner": owner, "mode": "switchover"}
    assert payloads["acquire"] == {"operation": "acquire", **claim}
    assert payloads["renew"] == {"operation": "renew", **claim}
    assert payloads["release"] == {"operation": "release", **claim}
    assert payloads["assess"] == {"operation": "assess", "mode": "switchover", "force": True}
    assert payloads["parameters"] == {"operation": "parameters", "owner": owner}
    assert payloads["promotion"] == {"operation": "promotion", "checks": 0}
    assert payloads["traffic"] == {"operation": "traffic", "checks": 0}
    names = {operation_of(resource, given): given.get("FunctionName") for resource, given in done.calls}
    assert names["renew"] == "function-lock"
    assert names["traffic"] == "function-assess"
    assert names["switchover"] == "function-change"


def test_the_message_has_all_that_the_run_knew() -> None:
    """People need no console to see what happened."""
    done, _ = run({"dry_run": False, "reason": "fire"})
    (message,) = [given for resource, given in done.calls if resource.endswith("publish")]
    assert message["TopicArn"] == "topic"
    assert message["Subject"] == "Payments: us-west-2 is active now"
    told = json.loads(message["Message"])
    assert told["request"] == {"mode": "failover", "dry_run": False, "force": False, "reason": "fire"}
    assert told["outcome"]["name"] == "switched"


@pytest.mark.parametrize("given", [{}, {"dry_run": True}, {"mode": "switchover"}, {"unknown": 1}])
def test_a_test_run_only_looks(given: dict[str, Any]) -> None:
    """Also when nothing was asked for, or something unknown."""
    done, script = run(given)
    assert script.asked == ["peek", "assess", "plan", "publish"]
    assert done.output["outcome"]["name"] == "dry-run"
    assert done.output["request"] == {**DEFAULTS, **given}


@pytest.mark.parametrize(
    "given",
    [
        {"mode": "chaos"},
        {"mode": None},
        {"dry_run": "false"},
        {"dry_run": None},
        {"dry_run": False, "force": "yes"},
        {"dry_run": False, "reason": 7},
        {"force": None},
        {"dry_run": False, "mode": "Failover"},
    ],
)
def test_a_request_that_is_not_understood_is_refused_before_anything_is_asked(given: dict[str, Any]) -> None:
    """A text for false must not become a live run."""
    done, script = run(given)
    assert (done.status, done.error) == ("FAILED", "InvalidRequest")
    assert script.asked == []


@pytest.mark.parametrize(
    ("decision", "outcome", "asked"),
    [
        ("done", "already-active", ["acquire", "assess", "release", "publish"]),
        ("switch", "switched", ["acquire", "assess", "parameters", "traffic", "release", "publish"]),
        ("wait", "switched", ["acquire", "assess", "promotion", "parameters", "traffic", "release", "publish"]),
    ],
)
def test_what_is_done_already_is_not_done_again(decision: str, outcome: str, asked: list[str]) -> None:
    """A run takes up where an earlier one stopped."""
    done, script = run(LIVE, assess={"decision": decision})
    assert script.asked == asked
    assert (done.status, done.output["outcome"]["name"]) == ("SUCCEEDED", outcome)


@pytest.mark.parametrize("decision", ["refuse", "something new"])
def test_what_is_not_decided_is_refused_and_the_lock_given_back(decision: str) -> None:
    """The default is to do nothing."""
    done, script = run(LIVE, assess={"decision": decision, "reason": "because"})
    assert script.asked == ["acquire", "assess", "release", "publish"]
    assert done.error == "refused"
    assert done.story["assessment"]["answer"]["reason"] == "because"


def test_a_lock_that_is_held_ends_the_run_without_failure_and_without_giving_it_back() -> None:
    """It is the other run's."""
    done, script = run(LIVE, acquire=StepError("LockHeldError", "held by another"))
    assert script.asked == ["acquire", "publish"]
    assert (done.status, done.output["outcome"]["name"]) == ("SUCCEEDED", "already-running")
    assert done.output["error"]["Cause"] == "held by another"


@pytest.mark.parametrize(
    "operation", ["acquire", "assess", "renew", "failoverGlobalCluster", "promotion", "parameters", "traffic"]
)
def test_a_step_that_fails_for_good_ends_the_run_with_the_lock_given_back_and_people_told(operation: str) -> None:
    """No run ends in silence."""
    done, script = run(LIVE, **{operation: StepError("Boom", "why")})
    assert script.asked[-2:] == ["release", "publish"]
    assert done.error == "failed"
    assert done.story["error"] == {"Error": "Boom", "Cause": "why"}
    assert done.story["outcome"]["subject"] == "Payments: failover to us-west-2 FAILED"


@pytest.mark.parametrize(("operation", "given"), [("peek", {}), ("plan", {}), ("switchover", {"mode": "switchover"})])
def test_so_does_one_of_a_test_run_or_of_a_switchover(operation: str, given: dict[str, Any]) -> None:
    """The same way out."""
    done, script = run({"dry_run": operation != "switchover", **given}, **{operation: StepError("Boom")})
    assert script.asked[-2:] == ["release", "publish"]
    assert done.error == "failed"


@pytest.mark.parametrize("name", ["LockLostError", "PeerUnreachableError", "InvalidOperationError", "LockHeldError"])
def test_what_another_try_does_not_mend_is_not_tried_again(name: str) -> None:
    """Minutes count."""
    done, script = run(LIVE, renew=StepError(name))
    assert script.asked.count("renew") == 1
    assert done.error == "failed"


@pytest.mark.parametrize(
    ("name", "tries"),
    [
        ("Lambda.TooManyRequestsException", 5),
        ("Lambda.ServiceException", 5),
        ("ClientError", 3),
    ],
)
def test_a_fault_is_tried_again_a_limited_number_of_times(name: str, tries: int) -> None:
    """Faults of Lambda more often than errors of the code."""
    _, script = run(LIVE, assess=StepError(name))
    assert script.asked.count("assess") == tries


def test_a_fault_that_passes_does_no_harm() -> None:
    """The run goes on."""
    done, script = run(LIVE, parameters=[StepError("Lambda.ServiceException"), {}])
    assert script.asked.count("parameters") == 2
    assert done.output["outcome"]["name"] == "switched"


@pytest.mark.parametrize("name", ["Rds.InvalidGlobalClusterStateException", "Rds.InvalidDbClusterStateException"])
def test_a_promotion_that_is_refused_because_one_is_under_way_is_waited_for(name: str) -> None:
    """The first request may have arrived although its answer was lost."""
    done, script = run(LIVE, failoverGlobalCluster=StepError(name))
    assert script.asked.count("failoverGlobalCluster") == 1
    assert done.output["outcome"]["name"] == "switched"
    assert done.output["promotion_request"]["Error"] == name


def test_a_promotion_is_asked_for_again_when_rds_fails() -> None:
    """A throttled request is no refusal."""
    _, script = run(LIVE, failoverGlobalCluster=[StepError("Rds.RdsException"), {}])
    assert script.asked.count("failoverGlobalCluster") == 2


def test_a_promotion_is_waited_for_a_limited_number_of_times() -> None:
    """After that a person has to look."""
    answers = [{"promoted": False, "checks": number} for number in (1, 2, 3)]
    done, script = run(LIVE, promotion=answers)
    assert script.asked.count("promotion") == 3
    assert done.waits == [15, 15, 15]
    assert done.error == "promotion-timed-out"
    checks = [
        given["Payload"]["checks"]
        for _, given in done.calls
        if given.get("Payload", {}).get("operation") == "promotion"
    ]
    assert checks == [0, 1, 2]


def test_the_traffic_is_waited_for_a_limited_number_of_times() -> None:
    """After that a person has to look."""
    done, script = run(LIVE, traffic=[{"serving": False, "checks": 1}, {"serving": False, "checks": 2}])
    assert script.asked.count("traffic") == 2
    assert done.waits == [15, 10, 10]
    assert done.error == "traffic-timed-out"


def test_a_lock_that_cannot_be_given_back_does_not_change_the_outcome() -> None:
    """It ends by itself."""
    done, script = run(LIVE, release=StepError("Boom"))
    assert script.asked[-1] == "publish"
    assert done.output["outcome"]["name"] == "switched"
    assert done.output["release_error"]["Error"] == "Boom"


@pytest.mark.parametrize(("decision", "status"), [("promote", "SUCCEEDED"), ("refuse", "FAILED")])
def test_a_message_that_cannot_be_sent_does_not_change_the_outcome(decision: str, status: str) -> None:
    """The alarm on failed runs is the second way to people."""
    done, script = run(LIVE, assess={"decision": decision}, publish=StepError("SNS.InternalErrorException"))
    assert script.asked.count("publish") == 5
    assert done.status == status


def test_every_state_is_reached_by_some_run() -> None:
    """None is there for nothing, and the runs of this file leave none out."""
    runs = [
        run(LIVE),
        run({}),
        run({"mode": "chaos"}),
        run({"mode": "switchover", "dry_run": False}),
        run(LIVE, assess={"decision": "refuse"}),
        run(LIVE, assess={"decision": "done"}),
        run(LIVE, assess=StepError("Boom")),
        run(LIVE, acquire=StepError("LockHeldError")),
        run(LIVE, promotion={"promoted": False, "checks": 3}),
        run(LIVE, traffic={"serving": False, "checks": 2}),
    ]
    assert set(STATES) == {state for done, _ in runs for state in done.states}


def test_every_task_has_a_timeout_retries_and_a_way_out() -> None:
    """No step can hang, and none can end the run unseen."""
    for name, state in TASKS.items():
        assert 0 < state["TimeoutSeconds"] <= LIMITS.step_seconds + 10, name
        assert state["Retry"], name
        assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
        assert all(catch["ResultPath"].startswith("$.") for catch in state["Catch"]), name
        assert state["ResultPath"].startswith("$."), name
    assert len(TASKS) == 13


def test_retries_wait_longer_each_time_and_not_in_step() -> None:
    """A service that recovers is not run over."""
    retries = [retry for state in TASKS.values() for retry in state["Retry"] if retry["MaxAttempts"]]
    assert {(retry["BackoffRate"], retry["JitterStrategy"]) for retry in retries} == {(2, "FULL")}
    assert all(1 <= retry["IntervalSeconds"] <= 2 and retry["MaxAttempts"] <= 4 for retry in retries)


def test_the_times_fit_into_one_another() -> None:
    """The run ends before its lock does."""
    limits = Limits()
    waiting = (
        limits.promotion_pause_seconds * limits.promotion_checks + limits.traffic_pause_seconds * limits.traffic_checks
    )
    assert waiting < limits.workflow_seconds < limits.lock_seconds
    assert MACHINE["TimeoutSeconds"] == limits.workflow_seconds
    assert limits.promotion_pause_seconds * limits.promotion_checks <= 10 * 60


def test_subjects_fit_into_a_message() -> None:
    """SNS takes 100 letters of ASCII."""
    subjects = [state["Result"]["subject"] for state in STATES.values() if "subject" in state.get("Result", {})]
    assert len(subjects) == 8
    assert all(len(subject) <= 100 and subject.isascii() for subject in subjects)


def test_bad_outcomes_fail_the_run_and_good_ones_do_not() -> None:
    """Failed runs alarm."""
    outcomes = {
        state["Result"]["name"]: state["Result"]["failed"]
        for state in STATES.values()
        if "failed" in state.get("Result", {})
    }
    assert outcomes == {
        "switched": False,
        "already-active": False,
        "already-running": False,
        "dry-run": False,
        "refused": True,
        "promotion-timed-out": True,
        "traffic-timed-out": True,
        "failed": True,
    }
