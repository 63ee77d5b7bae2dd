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


def read_graph(
    path: Path,
    contract: Path | None,
    values: dict[str, str],
    *,
    timeout: float,
    allow_weak_sandbox: bool,
    base: Path | None = None,
) -> Graph:
    """The graph of the project at a path; `base` is the project that a Markdown answer is laid over.

    Raises:
        InputError: nothing can be read there, there are several projects, or the program does not synthesise.
    """
    with opened(path, base) as discovery:
        projects = discovery.projects
        if len(projects) > 1:
            names = (one.places.name if one.places else str(one.root) for one in projects[:5])
            places = ", ".join(dict.fromkeys(names))
            raise InputError(f"there are {len(projects)} projects", file=str(path), hint=f"Name one of them: {places}")
        (project,) = projects
        settings = combine(
            load_contract(contract, project.contract), values, timeout=timeout, allow_weak_sandbox=allow_weak_sandbox
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
