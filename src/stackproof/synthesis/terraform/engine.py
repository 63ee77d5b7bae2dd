"""A Terraform project: its root module, the modules that it calls and its variable files, read into one graph."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.terraform.context import Context
from stackproof.synthesis.terraform.files import Files, OutsideError
from stackproof.synthesis.terraform.lift import from_data
from stackproof.synthesis.terraform.loader import Loader
from stackproof.synthesis.terraform.plan import read_plan
from stackproof.synthesis.terraform.plan_document import PlanDocument
from stackproof.synthesis.terraform.reading import StackInput, read_stack
from stackproof.synthesis.terraform.stack_settings import pins
from stackproof.synthesis.terraform.variable_files import given_values
from stackproof.vocabulary.native import NativeGraph
from stackproof.vocabulary.translate import translate

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.project.model import Project
    from stackproof.synthesis.model import Settings, Status
    from stackproof.synthesis.terraform.declarations import Module

SENTINEL = "zq7x9k"
"""The suffix of the second reading: a text that occurs nowhere else."""


def read(project: Project, settings: Settings) -> Synthesis:
    """Reads a root module.

    Args:
        project: `root` is the folder that locations are relative to and that nothing is read outside of; `entry` the
            folder of the root module or a plan file, relative to it.
        settings: values of variables, the region, the name of the suffix setting.

    Raises:
        InputError: the folder has no Terraform code that can be read.
    """
    started = perf_counter()
    if project.entry.endswith(".json") and not project.entry.endswith(".tf.json"):
        return _read_plan(project, settings)
    files = Files(project.root, project.entry or ".")
    loader = Loader(files)
    try:
        module = loader.module(files.base)
    except OutsideError:
        raise InputError("the root module lies outside the project", file=project.entry) from None
    loaded = perf_counter()
    native = _native(files, loader, module, settings)
    graph = translate(native)
    synthesis = Synthesis(_status(graph), graph, problems=list(graph.problems), versions=pins(module))
    suffix = settings.values.get(settings.suffix) if settings.suffix is not None else None
    if suffix is not None and settings.suffix is not None:
        synthesis.other_suffix = SENTINEL
        values = {**settings.values, settings.suffix: replace(suffix, value=SENTINEL)}
        synthesis.twin = _twin(files, loader, module, replace(settings, values=values), synthesis)
    synthesis.seconds = {"load": loaded - started, "graph": perf_counter() - loaded}
    return synthesis


def _region(settings: Settings) -> str | None:
    """Where providers that state no region deploy to: by the settings, or by the environment that providers read."""
    stated = settings.regions.get("") or settings.regions.get("primary")
    by_variable = {setting.env: setting.value for setting in settings.values.values() if setting.env}
    return stated or by_variable.get("AWS_REGION") or by_variable.get("AWS_DEFAULT_REGION")


def _status(graph: Graph) -> Status:
    if any(problem.level == "error" for problem in (*graph.problems, *graph.undecided_resources)):
        return "partial" if graph.resources else "failed"
    return "ok"


def _read_plan(project: Project, settings: Settings) -> Synthesis:
    started = perf_counter()
    folder = posixpath.dirname(project.entry) or "."
    files = Files(project.root, folder)
    try:
        data = files.read(files.locate(posixpath.basename(project.entry)))
    except OutsideError:
        raise InputError("the plan lies outside the project", file=project.entry) from None
    region = _region(settings)
    document = PlanDocument(data, project.entry)
    native = read_plan(document, code_beside(document, files), region)
    graph = translate(native)
    synthesis = Synthesis(_status(graph), graph, problems=list(graph.problems), versions=document.versions())
    if settings.suffix is not None:
        message = "there is no second reading with another suffix: a plan was made with one"
        synthesis.problems.append(Problem("note", message, Location(project.entry)))
    synthesis.seconds = {"graph": perf_counter() - started}
    return synthesis


def code_beside(document: PlanDocument, files: Files) -> NativeGraph | None:
    """The graph of the code in the folder of a plan, read with the plan's variables; None where there is none."""
    loader = Loader(files)
    try:
        module = loader.module(files.base)
    except (InputError, OutsideError):
        return None
    context = Context(files, module.folder)
    values = {name: from_data(value, NOWHERE) for name, value in document.variables().items()}
    native = NativeGraph()
    read_stack(context, loader, StackInput(module, values), native)
    return native


def _native(files: Files, loader: Loader, module: Module, settings: Settings) -> NativeGraph:
    context = Context(files, module.folder)
    given = given_values(context, module, settings.values)
    native = NativeGraph(problems=given.problems)
    region = _region(settings)
    read_stack(context, loader, StackInput(module, given.values, region=region), native)
    return native


def _twin(files: Files, loader: Loader, module: Module, settings: Settings, synthesis: Synthesis) -> Graph | None:
    try:
        return translate(_native(files, loader, module, settings))
    except InputError as error:
        message = f"there is no second reading with another suffix: {error.message}"
        synthesis.problems.append(Problem("note", message, Location(error.file or "", error.line or 0)))
        return None
