"""A Terraform project: its root module, the modules that it calls and its variable files, read into one graph."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.terraform.context import Context
from stackproof.synthesis.terraform.files import Files, OutsideError
from stackproof.synthesis.terraform.loader import Loader
from stackproof.synthesis.terraform.reading import StackInput, read_stack
from stackproof.synthesis.terraform.stack_settings import pins
from stackproof.synthesis.terraform.variable_files import given_values
from stackproof.vocabulary.native import NativeGraph
from stackproof.vocabulary.translate import translate

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.project.model import Project
    from stackproof.synthesis.model import Settings
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
    files = Files(project.root, _folder(project.entry))
    loader = Loader(files)
    try:
        module = loader.module(files.base)
    except OutsideError:
        raise InputError("the root module lies outside the project", file=project.entry) from None
    loaded = perf_counter()
    native = _native(files, loader, module, settings)
    graph = translate(native)
    synthesis = Synthesis("ok", graph, problems=list(graph.problems), versions=pins(module))
    if any(problem.level == "error" for problem in (*graph.problems, *graph.undecided_resources)):
        synthesis.status = "failed" if not graph.resources else "partial"
    suffix = settings.values.get(settings.suffix) if settings.suffix is not None else None
    if suffix is not None and settings.suffix is not None:
        synthesis.other_suffix = SENTINEL
        values = {**settings.values, settings.suffix: replace(suffix, value=SENTINEL)}
        synthesis.twin = _twin(files, loader, module, replace(settings, values=values), synthesis)
    synthesis.seconds = {"load": loaded - started, "graph": perf_counter() - loaded}
    return synthesis


def _folder(entry: str) -> str:
    return entry or "."


def _native(files: Files, loader: Loader, module: Module, settings: Settings) -> NativeGraph:
    context = Context(files, module.folder)
    given = given_values(context, module, settings.values)
    native = NativeGraph(problems=given.problems)
    region = settings.regions.get("") or settings.regions.get("primary")
    read_stack(context, loader, StackInput(module, given.values, region=region), native)
    return native


def _twin(files: Files, loader: Loader, module: Module, settings: Settings, synthesis: Synthesis) -> Graph | None:
    try:
        return translate(_native(files, loader, module, settings))
    except InputError as error:
        message = f"there is no second reading with another suffix: {error.message}"
        synthesis.problems.append(Problem("note", message, Location(error.file or "", error.line or 0)))
        return None
