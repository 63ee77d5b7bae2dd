"""Reads the graph of a path without judging it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.assessment.relocation import relocated
from stackproof.assessment.settings import combine, load_contract
from stackproof.errors import InputError
from stackproof.project.opening import opened
from stackproof.synthesis.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.graph.graph import Graph
    from stackproof.project.model import Project
    from stackproof.synthesis.model import ToolchainChoice


_CONFIGURATIONS = {"cdk": "cdk.json", "cdktf": "cdktf.json", "pulumi": "Pulumi.yaml"}


def _one_of(projects: list[Project]) -> str:
    """How to name one of several projects, as far as there is a name for it alone."""
    if any(project.places is not None for project in projects):
        titles = dict.fromkeys(project.places.name for project in projects if project.places)
        return f"Give each a file of its own: {', '.join(titles)}"
    return f"Name one of them: {', '.join(_name(project) for project in projects[:5])}"


def _name(project: Project) -> str:
    if len(project.templates) == 1:
        return str(project.templates[0])
    if project.engine == "terraform":
        return str(project.root / project.entry)
    configuration = project.root / _CONFIGURATIONS.get(project.engine, "")
    return str(configuration if configuration.is_file() else project.root)


def read_graph(
    path: Path,
    contract: Path | None,
    values: dict[str, str],
    *,
    timeout: float,
    allow_weak_sandbox: bool,
    toolchain: ToolchainChoice = "installed",
    base: Path | None = None,
) -> Graph:
    """The graph of the project at a path; `base` is the project that a Markdown answer is laid over.

    Raises:
        InputError: nothing can be read there, there are several projects, or the program does not synthesise.
    """
    with opened(path, base) as discovery:
        projects = discovery.projects
        if len(projects) > 1:
            raise InputError(f"there are {len(projects)} projects", file=str(path), hint=_one_of(projects))
        (project,) = projects
        settings = combine(
            load_contract(contract, project.contract),
            values,
            timeout=timeout,
            allow_weak_sandbox=allow_weak_sandbox,
            toolchain=toolchain,
        )
        try:
            # One reading is enough: nothing is compared.
            synthesis = read(project, replace(settings, suffix=None))
        except InputError as error:
            raise (project.places.error(error) if project.places else error) from None
        graph, problems = synthesis.graph, synthesis.problems
        if project.places is not None:
            graph = relocated(graph, project.places.move)
            problems = relocated(problems, project.places.move)
        if synthesis.status in {"failed", "not_run"}:
            worst = next((problem for problem in problems if problem.level == "error"), None)
            message = worst.message if worst else "the program does not synthesise"
            file, line = (worst.at.file, worst.at.line or None) if worst else ("", None)
            raise InputError(message, file=file or str(path), line=line if file else None)
        graph.problems = [*project.notes, *graph.problems]
        return graph
