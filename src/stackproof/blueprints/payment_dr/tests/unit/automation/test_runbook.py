"""The operator's document."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from botocore.session import get_session

from payment_dr.automation.definition import definition
from payment_dr.automation.runbook import WAIT_SECONDS, runbook
from payment_dr.automation.side import Limits
from tests.unit.automation.interpreter import interpret

DOCUMENT = runbook(
    region="us-west-2", state_machine_arn="machine", role_arn="role", topic_arn="topic", global_cluster="globaldb"
)
STEPS = {step["name"]: step for step in DOCUMENT["mainSteps"]}
ACTIONS = {"aws:executeAwsApi", "aws:waitForAwsResourceProperty", "aws:assertAwsResourceProperty"}


def test_the_document_is_one_of_automation_with_a_role_of_its_own() -> None:
    """Schema version 0.3 is that of automations."""
    assert (DOCUMENT["schemaVersion"], DOCUMENT["assumeRole"]) == ("0.3", "role")
    assert set(DOCUMENT) == {"schemaVersion", "description", "assumeRole", "parameters", "outputs", "mainSteps"}
    assert len(STEPS) == len(DOCUMENT["mainSteps"])


def test_every_step_is_one_that_there_is_and_calls_an_operation_that_there_is() -> None:
    """Operations and their arguments are those of the services' own models."""
    session = get_session()
    own = {"Service", "Api", "PropertySelector", "DesiredValues"}
    for step in STEPS.values():
        inputs = step["inputs"]
        assert step["action"] in ACTIONS
        model = session.get_service_model(inputs["Service"]).operation_model(inputs["Api"])
        shape = model.input_shape
        assert shape is not None
        given = set(inputs) - own
        assert given <= set(shape.members)
        assert set(shape.required_members) <= given


def test_steps_lead_on_to_steps_and_all_of_them_are_reached() -> None:
    """From the first one, by success or by failure."""
    reached: set[str] = set()
    open_ones = [DOCUMENT["mainSteps"][0]["name"]]
    while open_ones:
        name = open_ones.pop()
        if name in reached:
            continue
        reached.add(name)
        step = STEPS[name]
        assert ("nextStep" in step) != step.get("isEnd", False)
        open_ones += [step["nextStep"]] if "nextStep" in step else []
        failure = step.get("onFailure", "Abort")
        open_ones += [failure.removeprefix("step:")] if failure.startswith("step:") else []
    assert reached == set(STEPS)


def test_references_are_to_parameters_and_to_outputs_of_earlier_steps() -> None:
    """A misspelled one would only be found during a disaster."""
    order = [step["name"] for step in DOCUMENT["mainSteps"]]
    outputs = {f"{name}.{output['Name']}" for name, step in STEPS.items() for output in step.get("outputs", [])}
    for position, name in enumerate(order):
        for reference in re.findall(r"\{\{ ([^}]+) \}\}", json.dumps(STEPS[name])):
            if "." in reference:
                assert reference in outputs
                assert reference.split(".")[0] in order[:position]
            else:
                assert reference in {*DOCUMENT["parameters"], "automation:EXECUTION_ID"}
    assert set(DOCUMENT["outputs"]) <= outputs


def test_without_parameters_a_run_is_a_test_run() -> None:
    """Only the reason has to be given."""
    defaults = {name: one.get("default") for name, one in DOCUMENT["parameters"].items()}
    assert defaults == {"Mode": "failover", "DryRun": "true", "Force": "false", "Reason": None}


def fill(values: dict[str, str]) -> Any:
    """What the workflow is started with."""
    text: str = STEPS["StartWorkflow"]["inputs"]["input"]
    for name, value in values.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return json.loads(text)


@pytest.mark.parametrize("mode", DOCUMENT["parameters"]["Mode"]["allowedValues"])
@pytest.mark.parametrize("dry_run", DOCUMENT["parameters"]["DryRun"]["allowedValues"])
@pytest.mark.parametrize("force", DOCUMENT["parameters"]["Force"]["allowedValues"])
def test_what_the_document_asks_the_workflow_understands(mode: str, dry_run: str, force: str) -> None:
    """The two halves speak the same language."""
    given = fill({"Mode": mode, "DryRun": dry_run, "Force": force, "Reason": "a test"})
    assert given == {"mode": mode, "dry_run": dry_run == "true", "force": force == "true", "reason": "a test"}
    machine = definition(
        functions=dict.fromkeys(("lock", "assess", "change"), "f"),
        region="us-west-2",
        global_cluster_identifier="g",
        cluster_arn="c",
        topic_arn="t",
        limits=Limits(),
    )
    run = interpret(machine, lambda *_: {"Payload": {"decision": "done"}}, given)
    assert run.output["request"] == given


@pytest.mark.parametrize(
    ("reason", "good"),
    [
        ("Region is down (see INC-1234).", True),
        ('"}', False),
        ("a\\b", False),
        ("ab", False),
        ("x" * 201, False),
        ("x" * 200, True),
    ],
)
def test_a_reason_cannot_break_out_of_the_input(reason: str, good: bool) -> None:
    """It is put between quotes."""
    pattern = DOCUMENT["parameters"]["Reason"]["allowedPattern"]
    assert bool(re.match(pattern, reason)) is good


def test_a_repeated_start_is_the_same_run() -> None:
    """Step Functions takes a name with the same input for the run that it has already."""
    assert STEPS["StartWorkflow"]["inputs"]["name"] == "runbook-{{ automation:EXECUTION_ID }}"
    assert STEPS["StartWorkflow"]["maxAttempts"] == 3


def test_the_run_is_waited_for_longer_than_it_can_last_and_has_to_succeed() -> None:
    """A run that ends badly fails the automation too."""
    assert STEPS["WaitForWorkflow"]["timeoutSeconds"] == WAIT_SECONDS > Limits().workflow_seconds
    assert set(STEPS["WaitForWorkflow"]["inputs"]["DesiredValues"]) == {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
    assert STEPS["DemandSuccess"]["inputs"]["DesiredValues"] == ["SUCCEEDED"]
    assert STEPS["DemandSuccess"]["isEnd"] is True
    assert STEPS["DemandSuccess"]["onFailure"] == "Abort"


def test_a_workflow_that_cannot_be_started_is_told_of_and_fails_the_automation() -> None:
    """The step that failed is critical, as steps are by default; only looks are not."""
    assert STEPS["StartWorkflow"]["onFailure"] == "step:TellNotStarted"
    assert STEPS["TellNotStarted"]["inputs"]["TopicArn"] == "topic"
    assert STEPS["TellNotStarted"]["isEnd"] is True
    assert {name for name, step in STEPS.items() if step.get("isCritical") is False} == {"ShowBefore", "ShowAfter"}
