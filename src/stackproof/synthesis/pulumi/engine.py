"""Reads a Pulumi project: sandbox, records, native graph, graph."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import NOWHERE
from stackproof.graph.values import Known, Unknown
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.pulumi import providers
from stackproof.synthesis.pulumi.decoding import Run
from stackproof.synthesis.pulumi.graphing import Equals, Told, build
from stackproof.synthesis.pulumi.running import AGAIN, ASSUMED_REGION, FIRST, TWIN, tellings
from stackproof.synthesis.pulumi.values import Decoder

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.project.model import Project
    from stackproof.synthesis.model import Settings
    from stackproof.synthesis.pulumi.running import Ended, Execution, Telling
    from stackproof.vocabulary.native import NativeGraph

_AWS = "aws:"


def read(project: Project, settings: Settings) -> Synthesis:
    """Runs a Pulumi program in the sandbox and reads what it registers; nothing is deployed, and no CLI is needed.

    Args:
        project: its `entry` is the program, relative to the root.
        settings: passed as stack configuration and environment; the setting `stack` names the stack. The program runs
            twice with equal settings, and with a suffix setting once more under another value of it.

    Raises:
        MissingToolchain: Pulumi's packages for the language are not installed.
        SandboxUnavailable: this machine offers no sandbox, and a weak one was not allowed.
        InputError: the project's own files cannot be read, or the project cannot be copied.
    """
    native, twin, synthesis = read_native(project, settings)
    if native is None:
        return synthesis
    from stackproof.vocabulary.translate import translate

    synthesis.graph = translate(native)
    synthesis.problems = list(synthesis.graph.problems)
    synthesis.twin = translate(twin) if twin is not None else None
    return synthesis


def read_native(project: Project, settings: Settings) -> tuple[NativeGraph | None, NativeGraph | None, Synthesis]:
    """The native graph with its twin, None where there is none, and all else that `read` gives.

    Raises:
        see `read`.
    """
    started = time.monotonic()
    told, replace = tellings(project.root, settings)
    prepared = time.monotonic()
    execution = _execution(project, told, replace, settings)
    executed = time.monotonic()
    synthesis = Synthesis("ok", Graph(), versions=execution.versions, isolation=execution.isolation)
    try:
        native, twin = _graphs(synthesis, execution, told, replace)
    except RecursionError:
        message = "what the program registers is nested too deeply to be read"
        synthesis.status, synthesis.problems = "failed", [Problem("error", message, NOWHERE)]
        native = twin = None
    program = execution.seconds.get("program", 0.0)
    synthesis.seconds = {
        "prepare": prepared - started,
        **execution.seconds,
        "sandbox": executed - prepared - program,
        "graph": time.monotonic() - executed,
        **{f"synthesis {ran.name}": ran.seconds for ran in execution.runs.values()},
    }
    return native, twin, synthesis


def _execution(project: Project, told: list[Telling], replace: tuple[str, str], settings: Settings) -> Execution:
    if not (project.root / project.entry).is_file():
        raise InputError(
            "there is no such program",
            file=project.entry,
            hint="A Pulumi program is __main__.py or index.ts beside Pulumi.yaml, or what its `main` names",
        )
    if project.language in ("typescript", "javascript"):
        from stackproof.synthesis.pulumi import node_program

        return node_program.execution(project.root, project.entry, told, settings)
    from stackproof.synthesis.pulumi import python_program

    return python_program.execution(project.root, project.entry, told, replace, settings)


def _graphs(
    synthesis: Synthesis, execution: Execution, told: list[Telling], replace: tuple[str, str]
) -> tuple[NativeGraph | None, NativeGraph | None]:
    _hide_secrets(execution, told)
    first = execution.runs[FIRST]
    again = execution.runs.get(AGAIN)
    if first.fault is not None and not first.records.registrations and not first.by_placeholder:
        synthesis.status, synthesis.problems = first.fault.status, [first.fault.problem, *execution.problems]
        return None, None
    tellings_by_name = {one.name: one for one in told}
    same = again is not None and (again.fault is None) == (first.fault is None)
    hidden = tellings_by_name[FIRST].hidden
    run = Run(first.records, 0, _same, hidden)
    equals = Equals(run, Run(again.records, 1, _same, hidden)) if again is not None and same else None
    graph = build(run, equals, _told(tellings_by_name[FIRST], first))
    _add_notes(graph, execution, tellings_by_name[FIRST], first)
    for key, at in first.records.unset.values():
        message = f"the configuration {key} has no value and is not known: give it with --set {key}=VALUE"
        graph.problems.append(Problem("note", message, at))
    wrong = any(problem.level == "error" for problem in execution.problems)
    if first.fault is not None or first.records.unset or first.records.cut or wrong:
        synthesis.status = "partial"
    if first.fault is not None:
        problem = _problem(first, run)
        graph.problems.append(problem)
        graph.undecided_resources.append(problem)
    if first.fault is None and again is not None and not same and again.fault is not None:
        message = f"run a second time, the program fails: {again.fault.problem.message}"
        graph.problems.append(Problem("note", message, again.fault.problem.at))
    twin = execution.runs.get(TWIN)
    if twin is None or first.fault is not None:
        return graph, None
    synthesis.other_suffix = replace[1]
    if twin.fault is not None:
        message = f"with another suffix ({replace[1]}) the program fails: {twin.fault.problem.message}"
        graph.problems.append(Problem("note", message, twin.fault.problem.at))
        return graph, None

    def renamed(name: str) -> str:
        return name.replace(replace[1], replace[0])

    telling = tellings_by_name[TWIN]
    return graph, build(Run(twin.records, 0, renamed, telling.hidden), equals, _told(telling, twin))


def _hide_secrets(execution: Execution, told: list[Telling]) -> None:
    """Takes secrets of the configuration out of what a failed program said."""
    for telling in told:
        ended = execution.runs.get(telling.name)
        if ended is None or ended.fault is None:
            continue
        message = ended.fault.problem.message
        for secret in telling.hidden:
            message = message.replace(secret, "(a secret)")
        ended.fault = ended.fault._replace(problem=ended.fault.problem._replace(message=message))


def _same(name: str) -> str:
    return name


def _told(telling: Telling, ended: Ended) -> Told:
    """What the default provider is told."""
    decoder = Decoder(0, lambda _: None)
    at = telling.stack.file
    inputs: dict[str, Value] = {
        key.removeprefix(_AWS): decoder.text(text, at)
        for key, text in telling.stack.config.items()
        if key.startswith(_AWS)
    }
    region = telling.region or (ASSUMED_REGION if ended.fallback else "")
    if region and "region" not in inputs:
        assumed = None if telling.region else f"the region is {ASSUMED_REGION}"
        inputs["region"] = Known(region, at, assumed)
    for key in telling.stack.withheld:
        if key.startswith(_AWS):
            inputs[key.removeprefix(_AWS)] = Unknown("it is a secret of the stack's configuration", f"config {key}")
    default = providers.provider(inputs, providers.Provider(), at)
    return Told(telling.stack.name, at, default, telling.stack.assumed)


def _add_notes(graph: NativeGraph, execution: Execution, telling: Telling, first: Ended) -> None:
    if telling.stack.assumed is not None:
        graph.assumptions.append(telling.stack.assumed)
    if first.fallback:
        proposed = [key for key in telling.stack.suggested if key not in telling.stack.config]
        what = ", ".join(f"{key} {telling.stack.suggested[key]}" for key in proposed)
        if not telling.region:
            what = what if "aws:region" in proposed else f"{what}, {ASSUMED_REGION}" if what else ASSUMED_REGION
        message = f"the program needs configuration that has no value: assumed was {what}"
        graph.problems.append(Problem("note", message, NOWHERE))
        graph.assumptions.append(message)
    graph.problems.extend(execution.problems)
    graph.problems.extend(Problem("note", note, NOWHERE) for note in execution.notes)
    if execution.dropped:
        message = f"links that lead out of the project were left out of its copy: {', '.join(execution.dropped[:5])}"
        graph.problems.append(Problem("note", message, NOWHERE))


def _problem(first: Ended, run: Run) -> Problem:
    """Why the program was read in part: its own fault, what nobody told it, or what nobody can know beforehand."""
    assert first.fault is not None
    problem = first.fault.problem
    message, at = run.names.readable(problem.message), problem.at
    missing = next((key for text, (key, _) in first.records.unset.items() if text in problem.message), None)
    if missing is not None:
        message = (
            f"the program needs the configuration {missing}, which has no value: give it with --set {missing}=VALUE"
        )
    elif first.by_placeholder:
        reason = "read up to this line: the program needs a value that is known only after deployment to go on"
        message = f"{reason} ({message})"
    elif first.fault.status != "not_run":
        return Problem("error", message, at)
    return Problem("note", message, at)
