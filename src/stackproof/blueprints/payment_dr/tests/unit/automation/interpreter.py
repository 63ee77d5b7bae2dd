"""Runs a definition in the Amazon States Language with moto's interpreter, every call answered by a Python function."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from moto.stepfunctions.parser.api import HistoryEventType, StateMachineType
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_lambda import (
    StateTaskServiceLambda,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sns import (
    StateTaskServiceSns,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.evaluation_details import (
    AWSExecutionDetails,
    EvaluationDetails,
    ExecutionDetails,
    StateMachineDetails,
)
from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded, ProgramError
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution_worker import SyncExecutionWorker

ACCOUNT = "123456789012"
Call = Callable[[str, dict[str, Any]], Any]
SERVICES = (StateTaskServiceAwsSdk, StateTaskServiceLambda, StateTaskServiceSns)


parsed = cache(AmazonStateLanguageParser.parse)
"""Parsing a definition takes longer than running it."""


class StepError(Exception):
    """An error that a call answers with, by the name that the workflow sees."""

    def __init__(self, name: str, cause: str = "") -> None:
        """Keep the name and the cause."""
        super().__init__(name)
        self.name = name
        self.cause = cause


@dataclass
class Run:
    """A run of a workflow: how it ended, and what it did on the way."""

    status: str = ""
    output: Any = None
    error: str | None = None
    cause: str | None = None
    states: list[str] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def story(self) -> dict[str, Any]:
        """What the run knew at its end, be that a success or a failure."""
        known: dict[str, Any] = self.output if self.error is None else json.loads(self.cause or "")
        return known


def interpret(
    definition: dict[str, Any], call: Call, given: Any, *, name: str = "run", region: str = "us-west-2"
) -> Run:
    """Run a definition to its end.

    Args:
        definition: the state machine.
        call: answers a call: the resource of the task and its parameters.
        given: input of the run.
        name: name of the run.
        region: where it runs.
    """
    run = Run()
    arn = f"arn:aws:states:{region}:{ACCOUNT}:execution:workflow:{name}"
    details = EvaluationDetails(
        aws_execution_details=AWSExecutionDetails(ACCOUNT, region, "role"),
        execution_details=ExecutionDetails(arn, name, "role", given, "2026-01-01T00:00:00Z"),
        state_machine_details=StateMachineDetails(
            "machine", "workflow", StateMachineType.STANDARD, json.dumps(definition)
        ),
    )
    told: Any = SimpleNamespace(terminated=lambda: None)
    worker: Any = SyncExecutionWorker(details, told, None, {})
    with _answered(call, run):
        worker.start()
    end = worker.env.program_state()
    history = worker.env.event_manager.get_event_history()
    run.states = [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]
    if isinstance(end, ProgramEnded):
        run.status, run.output = "SUCCEEDED", worker.env.states.get_input()
    else:
        assert isinstance(end, ProgramError)
        failure: Any = end.error
        run.status, run.error, run.cause = "FAILED", failure["error"], failure.get("cause")
    return run


@contextmanager
def _answered(call: Call, run: Run) -> Iterator[None]:
    """Calls answered by a function, waits and pauses between retries noted and not waited for."""

    def answer(task: Any, env: Any, normalised_parameters: dict[str, Any], **_more: Any) -> None:
        """Answer a call of a task."""
        resource = str(task.resource.resource_arn)
        parameters = dict(normalised_parameters)
        if isinstance(parameters.get("Payload"), bytes | str):
            parameters["Payload"] = json.loads(parameters["Payload"])
        run.calls.append((resource, parameters))
        try:
            env.stack.append(call(resource, parameters))
        except StepError as error:
            details: Any = {"taskFailedEventDetails": {"error": error.name, "cause": error.cause}}
            raise FailureEventException(
                FailureEvent(
                    env=env,
                    error_name=CustomErrorName(error.name),
                    event_type=HistoryEventType.TaskFailed,
                    event_details=details,
                )
            ) from error

    with (
        patch.object(AmazonStateLanguageParser, "parse", parsed),
        patch.object(WaitFunction, "_wait_interval", lambda _self, env, wait_seconds: run.waits.append(wait_seconds)),  # noqa: ARG005
        patch.object(retrier_decl, "time", SimpleNamespace(sleep=lambda _seconds: None)),
        patch.object(SERVICES[0], "_eval_service_task", answer),
        patch.object(SERVICES[1], "_eval_service_task", answer),
        patch.object(SERVICES[2], "_eval_service_task", answer),
    ):
        yield
