"""Reads a project of CDKTF or CDK Terrain: sandbox, synthesised stacks, graph."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import partial
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.cdk import absent_assets, context, unfinished
from stackproof.synthesis.cdktf import inputs
from stackproof.synthesis.model import Synthesis

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stackproof.project.model import Project
    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.execution import Ran
    from stackproof.synthesis.cdktf.graphing import Reading
    from stackproof.synthesis.failures import Fault
    from stackproof.synthesis.model import Settings


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of a program, whatever its language.

    Attributes:
        folder: holds the output of each of `runs`; to be read as hostile.
        dropped: links and the like that were left out of the project's copy.
        outcome: of one stay in the sandbox, for how it was confined.
        replace: the first and the second suffix.
        seconds: wall time by step.
    """

    folder: Path
    runs: Mapping[str, Ran]
    dropped: tuple[str, ...]
    outcome: Outcome
    explain: Callable[[Ran | None], Fault | None]
    replace: tuple[str, str]
    notes: list[Problem]
    versions: dict[str, str]
    seconds: dict[str, float]


def read(project: Project, settings: Settings) -> Synthesis:
    """Runs the program of a project in the sandbox and reads what it synthesises.

    The program synthesises a second time: with a suffix setting under another value of it, else to tell what differs
    by itself.

    Raises:
        MissingToolchain: the framework or node is not installed, or its packages cannot be had.
        SandboxUnavailable: this machine offers no sandbox, and a weak one was not allowed.
        InputError: the command, cdktf.json or package.json cannot be used, or the project cannot be copied.
    """
    # The program runs in a process of its own: what reads its output is loaded meanwhile.
    threading.Thread(target=_load_readers, daemon=True).start()
    return (_read_python if project.language == "python" else _read_node)(project, settings)


def _load_readers() -> None:
    from stackproof.synthesis.cdktf import graphing  # noqa: F401
    from stackproof.vocabulary import translate  # noqa: F401


def _read_python(project: Project, settings: Settings) -> Synthesis:
    from stackproof.synthesis.cdk import command
    from stackproof.synthesis.cdk.execution import execute
    from stackproof.synthesis.cdktf import python
    from stackproof.synthesis.cdktf.faults import explain, offered

    started = time.monotonic()
    line = context.line_of(project.root / inputs.CONFIGURATION, '"app"')
    program = command.parse(project.entry, file=inputs.CONFIGURATION if line else project.entry, line=line)
    if settings.toolchain == "pinned":
        packages = python.pinned_packages(project.root, project.pins)
    else:
        packages = python.packages(project.root)
    plans, replace = python.plans(project.root, settings)
    assumed = inputs.assumed(plans[0].environment)
    generated = inputs.generated(project.root)
    prepared = time.monotonic()
    harness = python.harness(packages)
    with execute(project.root, program, plans, replace, assumed, harness, settings) as stay:
        executed = time.monotonic()
        first = stay.runs.get(inputs.FIRST)
        return _synthesis(
            project,
            settings,
            _Came(
                stay.folder,
                stay.runs,
                stay.dropped,
                stay.outcome,
                lambda ran: offered(explain(ran, stay.outcome, project.root, generated), project.pins, settings),
                replace,
                [
                    *(Problem("note", note, NOWHERE) for note in stay.notes),
                    *(python.notes(first, packages.versions, project.pins) if first is not None else ()),
                ],
                packages.versions,
                {
                    "prepare": prepared - started,
                    "program": stay.outcome.seconds,
                    "sandbox": executed - prepared - stay.outcome.seconds,
                    **{f"synthesis {ran.name}": ran.seconds for ran in stay.runs.values()},
                },
            ),
        )


def _read_node(project: Project, settings: Settings) -> Synthesis:
    from stackproof.synthesis.cdk.node_syntheses import Syntheses
    from stackproof.synthesis.cdktf import node, python
    from stackproof.synthesis.node import command, runner, toolchain
    from stackproof.synthesis.node.packages import wishes

    started = time.monotonic()
    asked = wishes(project.root)
    scripts = asked.scripts if asked is not None else {}
    line = context.line_of(project.root / inputs.CONFIGURATION, '"app"')
    file = inputs.CONFIGURATION if line else project.entry
    program = command.parse(project.root, project.entry, scripts, file=file, line=line)
    tools = toolchain.find()
    packages = node.find(project.root)
    plans, replace = python.plans(project.root, settings)
    prepared = time.monotonic()
    weak = settings.allow_weak_sandbox
    with runner.stay(project.root, packages.packages, tools, timeout=settings.timeout, allow_weak=weak) as stay:
        made = Syntheses(stay, program, replace, packages.environment, node.output, packages.preloads, packages.mounts)
        made.make(plans, inputs.assumed(plans[0].environment))
        executed = time.monotonic()

        def explain(ran: Ran | None) -> Fault | None:
            failure = stay.runs[ran.name].failure if ran is not None else None
            return packages.explain(made.explain(ran), ran, failure, project.root)

        spent = sum(ran.outcome.seconds for ran in stay.runs.values())
        return _synthesis(
            project,
            settings,
            _Came(
                stay.work,
                made.runs,
                stay.dropped,
                next(iter(stay.runs.values())).outcome,
                explain,
                replace,
                [*packages.notes(), *stay.undeclared],
                packages.versions | tools.versions,
                {
                    "prepare": prepared - started,
                    "program": spent,
                    "sandbox": executed - prepared - spent,
                    **{f"synthesis {ran.name}": ran.outcome.seconds for ran in stay.runs.values()},
                },
            ),
        )


def _synthesis(project: Project, settings: Settings, came: _Came) -> Synthesis:
    started = time.monotonic()
    synthesis = _of_first(project, settings, came)
    synthesis.versions = came.versions
    isolation = came.outcome.isolation
    synthesis.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
    synthesis.seconds = {**came.seconds, "graph": time.monotonic() - started}
    return synthesis


def _of_first(project: Project, settings: Settings, came: _Came) -> Synthesis:
    from stackproof.synthesis.cdktf.graphing import Reading, read_run
    from stackproof.vocabulary.translate import translate

    first = came.runs.get(inputs.FIRST)
    fault = came.explain(first)
    rest = unfinished.read(came.folder, inputs.FIRST) if fault is not None and first is not None else None
    if fault is not None and rest is None:
        return Synthesis(fault.status, Graph(), problems=[fault.problem, *came.notes])
    assert first is not None
    if not _left_output(came.folder, inputs.FIRST):
        message = "the program ended without an output: does it call synth() of its App?"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, NOWHERE), *came.notes])
    reading = Reading(project.root, came.folder, settings.regions, settings.values, _local_modules(project.root))
    again = came.runs.get(inputs.AGAIN)
    both = again is not None and again.status == first.status and _left_output(came.folder, inputs.AGAIN)
    equal = again if both else None
    try:
        result = read_run(reading, first, (first, equal) if equal is not None else None)
    except InputError as error:
        if fault is not None:
            return Synthesis(fault.status, Graph(), problems=[fault.problem, *came.notes])
        at = Location(f"cdktf.out/{error.file}") if error.file else NOWHERE
        message = f"the output that the program left cannot be read: {error.message}"
        return Synthesis("failed", Graph(), problems=[Problem("error", message, at), *came.notes])
    if fault is not None and not result.native.resources:
        return Synthesis(fault.status, Graph(), problems=[fault.problem, *came.notes])
    if not result.native.stacks:
        problem = Problem("error", "the program synthesised no stack", NOWHERE)
        return Synthesis("failed", Graph(), problems=[problem, *came.notes])
    synthesis = Synthesis("ok", translate(result.native))
    notes = list(came.notes)
    if first.fallback:
        message = f"no region was stated, and the program needs one: {context.ASSUMED_REGION} was assumed"
        notes.append(Problem("note", message, NOWHERE))
    if came.dropped:
        message = f"links that lead out of the project were left out of its copy: {', '.join(came.dropped[:5])}"
        notes.append(Problem("note", message, NOWHERE))
    notes += absent_assets.problems(project.root, came.folder, first.constructs)
    if came.replace[1] and fault is None:
        notes += _add_twin(synthesis, settings, reading, came, equal)
    synthesis.graph.problems += notes
    if fault is not None and rest is not None:
        unfinished.mark(synthesis.graph, rest, fault, first.constructs)
    synthesis.problems = list(synthesis.graph.problems)
    told = (*synthesis.problems, *synthesis.graph.undecided_resources)
    if fault is not None or any(problem.level == "error" for problem in told):
        synthesis.status = "partial"
    return synthesis


def _left_output(folder: Path, run: str) -> bool:
    return os.path.lexists(folder / run / "manifest.json")


def _local_modules(root: Path) -> tuple[str, ...]:
    found = inputs.read_context(root).get("cdktfRelativeModules")
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _add_twin(
    synthesis: Synthesis, settings: Settings, reading: Reading, came: _Came, again: Ran | None
) -> list[Problem]:
    """Reads the synthesis under the other suffix; returns what is to be said where it cannot be read."""
    from stackproof.synthesis.cdktf.graphing import read_run
    from stackproof.vocabulary.translate import translate

    twin = came.runs.get(inputs.TWIN)
    old, new = came.replace
    fault = came.explain(twin)
    at = fault.problem.at if fault is not None else NOWHERE
    try:
        if fault is not None:
            raise InputError(fault.problem.message)
        assert twin is not None
        other = changed(reading, settings=inputs.with_suffix(settings, new))
        equal = (came.runs[inputs.FIRST], again) if again is not None else None
        renamed = partial(_renamed, new=new, old=old)
        synthesis.twin = translate(read_run(other, twin, equal, renamed=renamed).native)
        synthesis.other_suffix = new
    except InputError as error:
        message = f"with another suffix ({new}) the program does not synthesise: {error.message}"
        return [Problem("note", message, at)]
    return []


def _renamed(name: str, *, new: str, old: str) -> str:
    return name.replace(new, old)
