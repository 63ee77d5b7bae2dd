"""Reads an AWS CDK project in Python: sandbox, cloud assembly, graph."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE
from stackproof.project import pins
from stackproof.synthesis import environments, python_imports
from stackproof.synthesis.cdk import command, context, runs, toolchain
from stackproof.synthesis.cdk.execution import execute, harness
from stackproof.synthesis.cdk.faults import explain

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.failures import Fault
    from stackproof.synthesis.model import Settings, Synthesis


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
    asked = pins.read(root)
    beside = python_imports.further(root, asked) if settings.toolchain == "pinned" else python_imports.Further()
    pinned = toolchain.pinned(asked, further=beside.requirements) if settings.toolchain == "pinned" else None
    tools = pinned or toolchain.find()
    plans, renamed = runs.plans(root, settings)
    prepared = time.monotonic()
    with execute(
        root,
        program,
        plans,
        renamed,
        runs.assumed(plans[0]),
        harness(tools),
        settings,
    ) as stay:
        executed = time.monotonic()
        offered = settings.toolchain == "installed" and bool(asked)
        synthesis = runs.synthesis(
            root, stay, settings, renamed, lambda ran: _explained(explain(ran, stay.outcome, root), offered=offered)
        )
    synthesis.versions = tools.versions
    notes = [*stay.notes, *(environments.notes(asked, tools.versions) if pinned is None else [])]
    undeclared = beside.problems(pinned.environment.site, asked) if pinned and pinned.environment else []
    if synthesis.status == "ok" and any(problem.level == "error" for problem in undeclared):
        synthesis.status = "partial"
    synthesis.problems = [*synthesis.problems, *undeclared, *(Problem("note", note, NOWHERE) for note in notes)]
    isolation = stay.outcome.isolation
    synthesis.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
    synthesis.seconds = {
        "prepare": prepared - started,
        "loading": stay.loading,
        "program": stay.outcome.seconds,
        "sandbox": executed - prepared - stay.loading - stay.outcome.seconds,
        "graph": time.monotonic() - executed,
        **{f"synthesis {ran.name}": ran.seconds for ran in stay.runs.values()},
    }
    return synthesis


def _explained(fault: Fault | None, *, offered: bool) -> Fault | None:
    """The fault, and that the packages which the project names can be had, where they are what it lacks."""
    if fault is None or not offered or not fault.problem.message.endswith(" and run again"):
        return fault
    message = f"{fault.problem.message}, or take --toolchain pinned"
    return fault._replace(problem=fault.problem._replace(message=message))
