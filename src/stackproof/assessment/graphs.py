"""Reads the graph of a path without judging it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.assessment.settings import combine, load_contract
from stackproof.errors import InputError
from stackproof.project.discovery import discover
from stackproof.synthesis.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.graph.graph import Graph


def read_graph(
    path: Path, contract: Path | None, values: dict[str, str], *, timeout: float, allow_weak_sandbox: bool
) -> Graph:
    """The graph of the project at a path.

    Raises:
        InputError: nothing can be read there, there are several projects, or the program does not synthesise.
    """
    projects = discover(path).projects
    if len(projects) > 1:
        places = ", ".join(str(project.root) for project in projects[:5])
        raise InputError(f"there are {len(projects)} projects", file=str(path), hint=f"Name one of them: {places}")
    project = projects[0]
    settings = combine(
        load_contract(contract, project.contract), values, timeout=timeout, allow_weak_sandbox=allow_weak_sandbox
    )
    # One reading is enough: nothing is compared.
    synthesis = read(project, replace(settings, suffix=None))
    if synthesis.status == "failed":
        worst = next((problem for problem in synthesis.problems if problem.level == "error"), None)
        message = worst.message if worst else "the program does not synthesise"
        at = worst.at if worst else None
        raise InputError(message, file=at.file if at and at.file else str(path), line=(at.line or None) if at else None)
    return synthesis.graph
