"""What engines of the AWS CDK share, whatever the program's language: which syntheses are made, and what they give."""

from __future__ import annotations

import os
from dataclasses import replace as changed
from functools import partial
from typing import TYPE_CHECKING, Protocol

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.cdk import absent_assets, context, unfinished
from stackproof.synthesis.cdk.execution import Plan
from stackproof.synthesis.cdk.graphing import Reading, read_run
from stackproof.synthesis.model import Synthesis

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stackproof.synthesis.cdk.execution import Ran
    from stackproof.synthesis.failures import Fault
    from stackproof.synthesis.model import Setting, Settings

FIRST, TWIN, AGAIN = "first", "twin", "again"
_MANIFEST = "manifest.json"


class Stay(Protocol):
    """What came of a program's stay in the sandbox."""

    @property
    def folder(self) -> Path:
        """Holds one cloud assembly for each of `runs`, to be read as hostile."""

    @property
    def runs(self) -> Mapping[str, Ran]:
        """What was run, by name."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """Links and the like that were left out of the project's copy."""


def plans(root: Path, settings: Settings) -> tuple[list[Plan], tuple[str, str]]:
    """The syntheses to be made, and the first and the second suffix; both are empty where there is no such setting.

    Raises:
        InputError: the project's context cannot be used.
    """
    from_project = context.read(root)
    told = context.deployment(settings)

    def plan(name: str, when: str, values: dict[str, Setting]) -> Plan:
        return Plan(name, when, told | context.environment(values), context.context(from_project, values))

    values = dict(settings.values)
    made = [plan(FIRST, "always", values)]
    suffix = values.get(settings.suffix) if settings.suffix is not None else None
    if suffix is None or settings.suffix is None:
        # What a program makes of random numbers and the time is no part of what it describes.
        return [*made, plan(AGAIN, "always", values)], ("", "")
    other = context.other_suffix(suffix.value)
    made.append(plan(TWIN, "always", _with_suffix(settings, other)))
    made.append(plan(AGAIN, "differs", values))
    return made, (suffix.value, other)


def assumed(plan: Plan) -> dict[str, str]:
    """The variables that are set when a program fails for want of a region."""
    if "CDK_DEFAULT_REGION" in plan.environment:
        return {}
    return {name: context.ASSUMED_REGION for name in context.REGION_VARIABLES if name not in plan.environment}


def _with_suffix(settings: Settings, value: str) -> dict[str, Setting]:
    values = dict(settings.values)
    if settings.suffix in values:
        values[settings.suffix] = changed(values[settings.suffix], value=value)
    return values


def synthesis(
    root: Path, stay: Stay, settings: Settings, replace: tuple[str, str], explain: Callable[[Ran | None], Fault | None]
) -> Synthesis:
    """What the runs of a stay give: graph, twin, templates and problems.

    Args:
        replace: as `plans` gave it.
        explain: tells what kept a run from its end; None when it got there.
    """
    first = stay.runs.get(FIRST)
    fault = explain(first)
    rest = unfinished.read(stay.folder, FIRST) if fault is not None and first is not None else None
    if fault is not None and rest is None:
        return Synthesis(fault.status, Graph(), problems=[fault.problem])
    assert first is not None
    if not os.path.lexists(stay.folder / FIRST / _MANIFEST):
        message = "the program ended without a cloud assembly: does it call synth() of its App?"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, NOWHERE)])
    reading = Reading(root, stay.folder, settings.regions, context.parameters(settings.values))
    again = stay.runs.get(AGAIN)
    equal = again is not None and again.status == first.status and os.path.lexists(stay.folder / AGAIN / _MANIFEST)
    try:
        result = read_run(reading, first, again if equal else None)
    except InputError as error:
        if fault is not None:
            return Synthesis(fault.status, Graph(), problems=[fault.problem])
        at = Location(f"cdk.out/{error.file}") if error.file else NOWHERE
        message = f"the cloud assembly that the program left cannot be read: {error.message}"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, at)])
    if fault is not None and not result.graph.resources:
        return Synthesis(fault.status, Graph(), problems=[fault.problem])
    if not result.graph.stacks:
        problem = Problem("error", "the program synthesised no stack", NOWHERE)
        return Synthesis("failed", Graph(), problems=[problem])
    made = Synthesis("ok", result.graph, templates=result.templates)
    if first.fallback:
        message = f"no region was stated, and the program needs one: {context.ASSUMED_REGION} was assumed"
        result.graph.problems.append(Problem("note", message, NOWHERE))
    if stay.dropped:
        message = f"links that lead out of the project were left out of its copy: {', '.join(stay.dropped[:5])}"
        result.graph.problems.append(Problem("note", message, NOWHERE))
    if replace[1] and fault is None:
        other = context.parameters(_with_suffix(settings, replace[1]))
        _add_twin(made, changed(reading, parameters=other), stay, replace, explain)
    if fault is not None and rest is not None:
        unfinished.mark(result.graph, rest, fault, first.constructs)
        if not rest.whole:
            made.templates = {}  # An oracle would take what was not reached for left out.
    missing = absent_assets.problems(root, stay.folder, first.constructs)
    made.problems = [*missing, *result.graph.problems]
    unread = [*missing, *result.graph.undecided_resources]
    if fault is not None or result.errors or any(problem.level == "error" for problem in unread):
        made.status = "partial"
    return made


def _add_twin(
    made: Synthesis,
    reading: Reading,
    stay: Stay,
    replace: tuple[str, str],
    explain: Callable[[Ran | None], Fault | None],
) -> None:
    twin = stay.runs.get(TWIN)
    fault = explain(twin)
    try:
        if fault is not None:
            raise InputError(fault.problem.message)
        assert twin is not None
        again = stay.runs.get(AGAIN)
        varied = (stay.runs[FIRST], again) if again is not None and again.status == "ok" else None
        renamed = partial(_renamed, new=replace[1], old=replace[0])
        made.twin = read_run(reading, twin, None, renamed=renamed, varied=varied).graph
    except InputError as error:
        message = f"with another suffix ({replace[1]}) the program does not synthesise: {error.message}"
        at = fault.problem.at if fault is not None else NOWHERE
        made.graph.problems.append(Problem("note", message, at))


def _renamed(name: str, *, new: str, old: str) -> str:
    return name.replace(new, old)
