"""A CloudFormation project: its templates, the templates that they nest, read into one graph."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Problem
from stackproof.graph.location import Location
from stackproof.graph.resource import Parent
from stackproof.graph.truth import Truth
from stackproof.synthesis.cloudformation import doubled
from stackproof.synthesis.cloudformation.assemble import assemble
from stackproof.synthesis.cloudformation.local import Project
from stackproof.synthesis.cloudformation.stack import StackInput
from stackproof.synthesis.model import Synthesis, Template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stackproof.synthesis.cloudformation.loader import Document
    from stackproof.synthesis.model import Settings

SENTINEL = "zq7x9k"
"""The suffix of the second reading: a text that occurs nowhere else."""


def read(templates: Sequence[Path], root: Path, settings: Settings) -> Synthesis:
    """Reads the templates of a project.

    Args:
        templates: the files; one that another of them nests becomes a nested stack.
        root: the project's folder; locations are relative to it.
        settings: values of parameters, the region, the name of the suffix setting.

    One of several templates that cannot be read is a fault of the project, named at its place, and the others are read.

    Raises:
        InputError: no template can be read, or a passed parameter breaks what its template demands.
    """
    started = perf_counter()
    if not templates:
        raise InputError("the project has no CloudFormation template", hint="Name a template file")
    project = Project(root)
    documents = _load(project, templates)
    loaded = perf_counter()
    roots = _roots(project, documents)
    values = {setting.parameter or name: setting.value for name, setting in settings.values.items()}
    region = settings.regions.get("") or settings.regions.get("primary")
    graph = assemble(_inputs(project, roots, values, region))
    graph.problems[:0] = _reservations(project, settings)
    graph.undecided_resources[:0] = project.unreadable
    in_part = _add_doubled(graph, project)
    synthesis = Synthesis("ok", graph, problems=list(graph.problems))
    suffix = settings.values.get(settings.suffix) if settings.suffix is not None else None
    if suffix is not None and settings.suffix is not None:
        other = {**values, suffix.parameter or settings.suffix: SENTINEL}
        synthesis.other_suffix = SENTINEL
        synthesis.twin = _twin(project, roots, other, region, synthesis)
    synthesis.templates = _templates(project, graph)
    if in_part or any(problem.level == "error" for problem in graph.undecided_resources):
        synthesis.status = "partial"
    synthesis.seconds = {"load": loaded - started, "graph": perf_counter() - loaded}
    return synthesis


def _load(project: Project, templates: Sequence[Path]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    first: InputError | None = None
    for path in templates:
        try:
            documents[project.name(path)] = project.load(path)
        except InputError as error:
            first = first or error
    if first is not None and not documents:
        raise first
    return documents


def _roots(project: Project, documents: Mapping[str, Document]) -> dict[str, Document]:
    """The templates that no other one nests; all of them when each is nested by another."""
    nested = {file for document in documents.values() for file in project.nested_files(document)}
    roots = {file: document for file, document in documents.items() if file not in nested}
    return roots or dict(documents)


def _inputs(
    project: Project, roots: Mapping[str, Document], values: Mapping[str, str], region: str | None
) -> list[StackInput]:
    alone = len(roots) == 1
    inputs = []
    for file, document in roots.items():
        key = "" if alone else _key(file, roots)
        parents = () if alone else (Parent("stack", key, Location(file, 1, 1)),)
        inputs.append(
            StackInput(
                key=key,
                document=document.root,
                file=file,
                region=region,
                parameters=values,
                nested=project.nested(document),
                parents=parents,
            )
        )
    return inputs


def _key(file: str, roots: Mapping[str, Document]) -> str:
    """The file's name without its ending, or its path where two templates share the name."""
    stem = Path(file).stem
    shared = sum(1 for other in roots if Path(other).stem == stem) > 1
    return file if shared else stem


def _reservations(project: Project, settings: Settings) -> list[Problem]:
    """What holds for the project as a whole: settings that no template knows, aliases that CloudFormation refuses."""
    found = []
    known = project.parameter_names()
    for name, setting in settings.values.items():
        parameter = setting.parameter or name
        only_here = setting.parameter is not None or not _other_channel(setting)
        if only_here and parameter not in known:
            found.append(Problem("note", f"no template has a parameter {parameter}", Location("")))
    for document in project.documents.values():
        if document.alias_at is not None:
            message = "CloudFormation refuses YAML aliases and merge keys; `aws cloudformation package` resolves them"
            found.append(Problem("note", message, document.alias_at))
    return found


def _add_doubled(graph: Graph, project: Project) -> bool:
    """Says which keys are written twice; whether there are any."""
    for document in project.documents.values():
        told, deciding = doubled.problems(document.doubled, document.root)
        graph.problems.extend(told)
        graph.undecided_resources.extend(deciding)
    return any(document.doubled for document in project.documents.values())


def _other_channel(setting: object) -> bool:
    return any(getattr(setting, channel) is not None for channel in ("env", "context", "config", "variable"))


def _twin(
    project: Project,
    roots: Mapping[str, Document],
    values: Mapping[str, str],
    region: str | None,
    synthesis: Synthesis,
) -> Graph | None:
    try:
        return assemble(_inputs(project, roots, values, region))
    except InputError as error:
        # The template takes no other suffix: what depends on it cannot be told by a second reading.
        message = f"there is no second reading with another suffix: {error.message}"
        synthesis.problems.append(Problem("note", message, Location(error.file or "", error.line or 0)))
        return None


def _templates(project: Project, graph: Graph) -> dict[str, Template]:
    addresses: dict[str, dict[str, str]] = {}
    for resource in graph.resources.values():
        stack = graph.stacks[resource.stack]
        if resource.exists is not Truth.NO:
            addresses.setdefault(stack.document, {}).setdefault(resource.logical_id, resource.address)
    return {
        file: Template(document.text, project.paths[file], addresses.get(file, {}))
        for file, document in project.documents.items()
    }
