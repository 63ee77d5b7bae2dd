"""Reads an AWS CDK project in Python: sandbox, cloud assembly, graph."""

from __future__ import annotations

import os
import time
from dataclasses import replace as changed
from functools import partial
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.cdk import command, context, toolchain
from stackproof.synthesis.cdk.execution import Plan, execute, harness
from stackproof.synthesis.cdk.faults import explain
from stackproof.synthesis.cdk.graphing import Reading, read_run
from stackproof.synthesis.model import Synthesis

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.cdk.execution import Stay
    from stackproof.synthesis.model import Setting, Settings

_FIRST, _TWIN, _AGAIN = "first", "twin", "again"


def read(root: Path, entry: str, settings: Settings) -> Synthesis:
    """Runs the program of a CDK project in the sandbox and reads what it synthesises.

    Args:
        root: the project's folder; locations are relative to it.
        entry: the command that starts the program, as in the `app` of cdk.json. No shell sees it.
        settings: passed as context and environment. The program synthesises a second time in the same process: with a
            suffix setting under another value of it, else to tell what differs by itself.

    Raises:
        MissingToolchain: aws-cdk-lib or node is not installed.
        SandboxUnavailable: this machine offers no sandbox, and a weak one was not allowed.
        InputError: the command or the context cannot be used, or the project cannot be copied.
    """
    started = time.monotonic()
    config = root / "cdk.json"
    line = context.line_of(config, '"app"')
    program = command.parse(entry, file="cdk.json" if line else entry, line=line)
    tools = toolchain.find()
    plans, replace = _plans(root, settings)
    prepared = time.monotonic()
    with execute(
        root,
        program,
        plans,
        replace,
        _assumed(plans[0]),
        harness(tools),
        timeout=settings.timeout,
        allow_weak=settings.allow_weak_sandbox,
    ) as stay:
        executed = time.monotonic()
        synthesis = _synthesis(root, stay, settings, replace)
    synthesis.versions = tools.versions
    isolation = stay.outcome.isolation
    synthesis.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
    synthesis.seconds = {
        "prepare": prepared - started,
        "program": stay.outcome.seconds,
        "sandbox": executed - prepared - stay.outcome.seconds,
        "graph": time.monotonic() - executed,
        **{f"synthesis {ran.name}": ran.seconds for ran in stay.runs.values()},
    }
    return synthesis


def _plans(root: Path, settings: Settings) -> tuple[list[Plan], tuple[str, str]]:
    from_project = context.read(root)
    told = context.deployment(settings)

    def plan(name: str, when: str, values: dict[str, Setting]) -> Plan:
        return Plan(name, when, told | context.environment(values), context.context(from_project, values))

    values = dict(settings.values)
    plans = [plan(_FIRST, "always", values)]
    suffix = values.get(settings.suffix) if settings.suffix is not None else None
    if suffix is None or settings.suffix is None:
        # What a program makes of random numbers and the time is no part of what it describes.
        return [*plans, plan(_AGAIN, "always", values)], ("", "")
    other = context.other_suffix(suffix.value)
    plans.append(plan(_TWIN, "always", _with_suffix(settings, other)))
    plans.append(plan(_AGAIN, "differs", values))
    return plans, (suffix.value, other)


def _assumed(plan: Plan) -> dict[str, str]:
    """The variables that are set when a program fails for want of a region."""
    if "CDK_DEFAULT_REGION" in plan.environment:
        return {}
    return {name: context.ASSUMED_REGION for name in context.REGION_VARIABLES if name not in plan.environment}


def _with_suffix(settings: Settings, value: str) -> dict[str, Setting]:
    values = dict(settings.values)
    if settings.suffix in values:
        values[settings.suffix] = changed(values[settings.suffix], value=value)
    return values


def _synthesis(root: Path, stay: Stay, settings: Settings, replace: tuple[str, str]) -> Synthesis:
    first = stay.runs.get(_FIRST)
    fault = explain(first, stay.outcome, root)
    if fault is not None:
        return Synthesis(fault.status, Graph(), problems=[fault.problem])
    assert first is not None
    if not os.path.lexists(stay.folder / _FIRST / "manifest.json"):
        message = "the program ended without a cloud assembly: does it call synth() of its App?"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, NOWHERE)])
    reading = Reading(root, stay.folder, settings.regions, context.parameters(settings.values))
    again = stay.runs.get(_AGAIN)
    try:
        result = read_run(reading, first, again if again is not None and again.status == "ok" else None)
    except InputError as error:
        at = Location(f"cdk.out/{error.file}") if error.file else NOWHERE
        message = f"the cloud assembly that the program left cannot be read: {error.message}"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, at)])
    if not result.graph.stacks:
        problem = Problem("error", "the program synthesised no stack", NOWHERE)
        return Synthesis("failed", Graph(), problems=[problem])
    synthesis = Synthesis("ok", result.graph, templates=result.templates)
    if first.fallback:
        message = f"no region was stated, and the program needs one: {context.ASSUMED_REGION} was assumed"
        result.graph.problems.append(Problem("note", message, NOWHERE))
    if stay.dropped:
        message = f"links that lead out of the project were left out of its copy: {', '.join(stay.dropped[:5])}"
        result.graph.problems.append(Problem("note", message, NOWHERE))
    if replace[1]:
        other = context.parameters(_with_suffix(settings, replace[1]))
        _add_twin(synthesis, changed(reading, parameters=other), stay, replace)
    synthesis.problems = list(result.graph.problems)
    if result.errors or any(problem.level == "error" for problem in result.graph.undecided_resources):
        synthesis.status = "partial"
    return synthesis


def _add_twin(synthesis: Synthesis, reading: Reading, stay: Stay, replace: tuple[str, str]) -> None:
    twin = stay.runs.get(_TWIN)
    fault = explain(twin, stay.outcome, reading.root)
    try:
        if fault is not None:
            raise InputError(fault.problem.message)
        assert twin is not None
        again = stay.runs.get(_AGAIN)
        varied = (stay.runs[_FIRST], again) if again is not None and again.status == "ok" else None
        renamed = partial(_renamed, new=replace[1], old=replace[0])
        synthesis.twin = read_run(reading, twin, None, renamed=renamed, varied=varied).graph
    except InputError as error:
        message = f"with another suffix ({replace[1]}) the program does not synthesise: {error.message}"
        at = fault.problem.at if fault is not None else NOWHERE
        synthesis.graph.problems.append(Problem("note", message, at))


def _renamed(name: str, *, new: str, old: str) -> str:
    return name.replace(new, old)
