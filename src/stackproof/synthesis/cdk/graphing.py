"""One cloud assembly to a graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, moved
from stackproof.synthesis.cdk import cloud_assembly, readback
from stackproof.synthesis.cdk.origins import Origins
from stackproof.synthesis.cloudformation.assemble import StackInput, assemble
from stackproof.synthesis.model import Template
from stackproof.synthesis.own_files import copy_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.synthesis.cdk.cloud_assembly import CloudAssembly
    from stackproof.synthesis.cdk.execution import Ran

ASSET_FOLDER = "AssetPath"
"""Attribute of a resource: the folder or file of its code in the project, relative to it."""

_ANNOTATIONS = {"aws:cdk:error": "error", "aws:cdk:warning": "note"}
_TOKEN = re.compile(r"(\$\{Token\[[^\]\s]{0,200}?)\.[0-9]+\]\}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What every assembly of a project is read against.

    Attributes:
        root: the project.
        folder: where the runs left their assemblies.
        regions: see `Settings.regions`.
        parameters: values of template parameters, by name.
    """

    root: Path
    folder: Path
    regions: Mapping[str, str]
    parameters: Mapping[str, str]

    @property
    def copy(self) -> Path:
        """Where the program saw the project."""
        return copy_in(self.folder, self.root)


@dataclass(slots=True)
class Result:
    """A graph with the templates that it was read from; `errors`: the program itself reported errors."""

    graph: Graph
    templates: dict[str, Template] = field(default_factory=dict)
    errors: bool = False


def _same(name: str) -> str:
    return name


def read_run(
    reading: Reading,
    ran: Ran,
    again: Ran | None,
    *,
    renamed: Callable[[str], str] = _same,
    varied: tuple[Ran, Ran] | None = None,
) -> Result:
    """The graph of one synthesis.

    Args:
        again: another synthesis with the same settings; what differs from it is unknown.
        renamed: turns names of this synthesis into those of the first.
        varied: two other syntheses that had equal settings; what differs between them is unknown here too.

    Raises:
        InputError: the assembly cannot be read.
    """
    try:
        return _read_run(reading, ran, again, renamed, varied)
    except RecursionError:
        raise InputError("a template is nested too deeply") from None


def _read_run(
    reading: Reading,
    ran: Ran,
    again: Ran | None,
    renamed: Callable[[str], str],
    varied: tuple[Ran, Ran] | None,
) -> Result:
    assembly = cloud_assembly.read(reading.folder, ran.name, reading.copy)
    known = readback.Readback(assembly.lookups)
    if again is not None:
        _forget_varying(assembly, assembly, cloud_assembly.read(reading.folder, again.name, reading.copy), renamed)
    elif varied is not None:
        one, other = (cloud_assembly.read(reading.folder, run.name, reading.copy) for run in varied)
        _forget_varying(assembly, one, other, renamed)
    for stack in assembly.stacks:
        known.apply(stack)
    origins = Origins(reading.root, reading.copy, ran.constructs, renamed, ran.traces)
    graph = assemble(list(_inputs(assembly, reading, origins, renamed)))
    result = Result(graph)
    _add_details(result, assembly, reading, renamed)
    _add_places(result, assembly, origins, renamed)
    _add_problems(result, assembly, origins, reading)
    return result


def _forget_varying(
    target: CloudAssembly, first: CloudAssembly, again: CloudAssembly, renamed: Callable[[str], str]
) -> None:
    others = {stack.key: stack for stack in again.stacks}
    targets = {renamed(stack.key): stack for stack in target.stacks}
    for stack in first.stacks:
        other, own = others.get(stack.key), targets.get(stack.key)
        if other is None or own is None or stack.text == other.text:
            continue
        for path in list(readback.varying(stack.template, other.template)):
            readback.forget(own.template, path)


def _inputs(
    assembly: CloudAssembly, reading: Reading, origins: Origins, renamed: Callable[[str], str]
) -> Iterator[StackInput]:
    """The root stacks, each with the stacks nested in it. Children follow their parents in the assembly."""
    inputs: dict[str, StackInput] = {}
    nested: dict[str, dict[str, StackInput]] = {}
    region = reading.regions.get("") or reading.regions.get("primary")
    for stack in assembly.stacks:
        children = nested.setdefault(stack.key, {})
        made = StackInput(
            key=renamed(stack.key),
            document=stack.template,
            file=stack.shown,
            name=stack.name,
            region=stack.region or region,
            account=stack.account,
            placement=origins.placements(stack),
            nested=children,
            parameters=reading.parameters,
            location=origins.of_stack(stack),
            tags=stack.tags,
            termination_protection=Truth.YES if stack.termination_protection else Truth.NO,
        )
        inputs[stack.key] = made
        if stack.parent is not None:
            nested[stack.parent][stack.logical_id] = made
    yield from (inputs[stack.key] for stack in assembly.stacks if stack.parent is None)


def _add_details(result: Result, assembly: CloudAssembly, reading: Reading, renamed: Callable[[str], str]) -> None:
    """Lines in the synthesised templates, the folders of assets, and the templates for the oracles."""
    stacks = {renamed(stack.key): stack for stack in assembly.stacks}
    lines = {key: stack.lines() for key, stack in stacks.items()}
    addresses: dict[str, dict[str, str]] = {}
    for resource in result.graph.resources.values():
        stack = stacks.get(resource.stack)
        if stack is None:
            continue
        resource.document = Location(stack.shown, lines[resource.stack].get(resource.logical_id, 0))
        addresses.setdefault(resource.stack, {})[resource.logical_id] = resource.address
        folder = _asset(resource, reading.root)
        if folder is not None:
            resource.attributes = {**resource.attributes, ASSET_FOLDER: Known(folder, resource.location)}
    for key, stack in stacks.items():
        result.templates[stack.shown] = Template(stack.text, None, addresses.get(key, {}))


def _add_places(result: Result, assembly: CloudAssembly, origins: Origins, renamed: Callable[[str], str]) -> None:
    """The lines of nested stacks' constructors and of outputs."""
    stacks = {renamed(stack.key): stack for stack in assembly.stacks}
    for key, stack in stacks.items():
        if key in result.graph.stacks:
            result.graph.stacks[key].location = origins.of_stack(stack)
    for output in result.graph.outputs:
        at = origins.of_output(stacks[output.stack], output.name) if output.stack in stacks else None
        if at is not None:
            output.at, output.value = at, moved(output.value, at)


def _asset(resource: Resource, root: Path) -> str | None:
    metadata = resource.attributes.get("Metadata")
    written = metadata.entries.get("aws:asset:path") if isinstance(metadata, MapValue) else None
    path = written.data if isinstance(written, Known) else None
    if path == "..":
        return "."
    if not isinstance(path, str) or not path.startswith("../"):
        return None
    relative = path.removeprefix("../")
    inside = all(part not in ("", ".", "..") for part in relative.split("/")) and "\0" not in relative
    return relative if inside and (root / relative).exists() else None


def _add_problems(result: Result, assembly: CloudAssembly, origins: Origins, reading: Reading) -> None:
    graph = result.graph
    for lookup in {readback.shown(lookup): lookup for lookup in assembly.lookups}.values():
        message = f"{readback.shown(lookup)} can be answered only in the account: what is derived from it is unknown"
        graph.problems.append(Problem("note", message, NOWHERE))
        if readback.decides_resources(lookup):
            message = f"{readback.shown(lookup)} may decide which resources there are"
            graph.undecided_resources.append(Problem("note", message, NOWHERE))
    for stack in assembly.stacks:
        if stack.parent is not None:
            continue  # It shares the metadata of its parent.
        for path, entries in stack.metadata.items():
            for entry in entries:
                level = _ANNOTATIONS.get(str(entry.get("type")))
                if level is not None:
                    result.errors = result.errors or level == "error"
                    at = origins.place(stack, path)[0]
                    # The numbers of tokens, and the folder of this run, are others in every run.
                    said = _TOKEN.sub(r"\1]}", f"{path}: {str(entry.get('data'))[:1000]}")
                    graph.problems.append(Problem(level, said.replace(f"{reading.folder}/", "/"), at))
