"""State machines: the way through their states, and what their tasks call."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.location import NOWHERE
from stackproof.graph.query import string
from stackproof.graph.resource import Resource
from stackproof.graph.values import Known, MapValue, Reference, Value, from_plain, text
from stackproof.reasoning.state_machines import MACHINE, calls, definition, flaws, states


def machine(written: Value, name: str = "DefinitionString") -> Resource:
    return Resource("Flow", MACHINE, MapValue({name: written}), NOWHERE)


def why(plain: Any) -> list[str]:
    found = from_plain(plain)
    assert isinstance(found, MapValue)
    return [flaw.why for flaw in flaws(found)]


DONE = {"Type": "Succeed"}


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"StartAt": "A", "States": {"A": DONE}}, None),
        ({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "B": {"Type": "Fail"}}}, None),
        ({"StartAt": "B", "States": {"A": DONE}}, "it starts at B"),
        ({"States": {"A": DONE}}, "says not where to start"),
        ({"StartAt": "A", "States": {"A": {"Type": "Task"}}}, "neither leads on"),
        ({"StartAt": "A", "States": {"A": {"Type": "Task", "Next": "B"}}}, "leads to B"),
        ({"StartAt": "A", "States": {"A": {"Type": "Task", "End": True, "Catch": [{"Next": "B"}]}}}, "leads to B"),
        ({"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Next": "B"}]}}}, "leads to B"),
        ({"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [], "Default": "B"}}}, "leads to B"),
        ({"StartAt": "A", "States": {"A": {"Next": "A"}}}, "has no Type"),
        ({"StartAt": "A", "States": {"A": {"Type": "Step", "End": True}}}, "which there is not"),
        (
            {
                "StartAt": "A",
                "States": {"A": {"Type": "Parallel", "End": True, "Branches": [{"StartAt": "X", "States": {}}]}},
            },
            "it starts at X",
        ),
        (
            {
                "StartAt": "A",
                "States": {
                    "A": {
                        "Type": "Map",
                        "End": True,
                        "Iterator": {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "A"}}},
                    }
                },
            },
            "leads to A",
        ),
    ],
)
def test_the_way_through_the_states(plain: Any, words: str | None) -> None:
    found = why(plain)
    assert found == [] if words is None else any(words in one for one in found)


def test_a_state_whose_name_has_a_hole_leaves_its_level_open() -> None:
    parts: list[str | Value] = [
        '{"StartAt": "A", "States": {"',
        Reference("Other", "Name"),
        '": {"Type": "Pass", "Next": "B"}}}',
    ]
    found = definition(machine(text(parts)))
    assert found is not None
    assert list(flaws(found)) == []


def test_a_definition_is_read_as_structure_and_as_text() -> None:
    plain = {"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [{"States": {"B": DONE}}]}}}
    for written, name in ((from_plain(plain), "Definition"), (Known(json.dumps(plain)), "DefinitionString")):
        found = definition(machine(written, name))
        assert found is not None
        assert [name for name, _ in states(found)] == ["A", "B"]
    assert definition(machine(Known("{broken"))) is None


def test_calls_of_tasks_are_found() -> None:
    def task(resource: str, **arguments: Any) -> dict[str, Any]:
        return {"Type": "Task", "Resource": resource, "End": True, **arguments}

    plain = {
        "States": {
            "A": task("arn:aws:lambda:us-east-1:111122223333:function:a"),
            "B": task("arn:aws:states:::lambda:invoke.waitForTaskToken", Parameters={"FunctionName": "b"}),
            "C": task("arn:aws:states:::sqs:sendMessage", Arguments={"QueueUrl": "c"}),
            "D": task("arn:aws:states:::glue:startJobRun.sync", Parameters={"JobName": "d"}),
            "E": {"Type": "Pass", "End": True},
            "F": task("arn:aws:states:::aws-sdk:rds:failoverGlobalCluster"),
            "G": task("arn:aws:states:::aws-sdk:sfn:startExecution"),
            "H": task("arn:aws:states:::events:putEvents"),
            "I": task("arn:aws:states:::aws-sdk:eventbridge:putEvents"),
            "J": task("arn:aws:states:::aws-sdk:cognitoidentityprovider:adminGetUser"),
            "K": task("arn:aws:states:::aws-sdk:rds:doNothing"),
            "L": task("arn:aws:states:::http:invoke"),
            "M": task("arn:aws:states:::aws-sdk:sts:getCallerIdentity"),
        }
    }
    found = from_plain(plain)
    assert isinstance(found, MapValue)
    assert [(call.state, call.action, call.target and string(call.target)) for call in calls(found)] == [
        ("A", "lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:a"),
        ("B", "lambda:InvokeFunction", "b"),
        ("C", "sqs:SendMessage", "c"),
        ("D", "glue:StartJobRun", None),
        ("F", "rds:FailoverGlobalCluster", None),
        ("G", "states:StartExecution", None),
        ("H", "events:PutEvents", None),
        ("I", "events:PutEvents", None),
        ("J", "cognito-idp:AdminGetUser", None),
    ]


def test_a_task_with_credentials_calls_with_another_role() -> None:
    found = from_plain(
        {
            "States": {
                "A": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Parameters": {"FunctionName": "a"},
                    "Credentials": {"RoleArn": "arn:aws:iam::111122223333:role/other"},
                }
            }
        }
    )
    assert isinstance(found, MapValue)
    assert list(calls(found)) == []


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["A", "B", "Task", "Choice"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["StartAt", "States", "Type", "Next", "A", "Branches", "Catch"]), inner, max_size=4
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["StartAt", "States", "A"]), json_like, max_size=3))
def test_any_document_has_an_answer(plain: Any) -> None:
    found = from_plain(plain)
    assert isinstance(found, MapValue)
    assert all(isinstance(flaw.why, str) for flaw in flaws(found))
    assert all(call.state for call in calls(found))
