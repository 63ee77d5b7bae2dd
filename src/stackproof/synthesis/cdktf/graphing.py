"""The stacks of one synthesis to a native graph."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.graph.values import Known, MapValue, Reference, Value, from_plain, moved, rewrite
from stackproof.synthesis.cdktf import modules, stacks
from stackproof.synthesis.cdktf.assets import Assets
from stackproof.synthesis.cdktf.crossing import Crossing
from stackproof.synthesis.cdktf.inputs import names_no_channel
from stackproof.synthesis.cdktf.places import Paths, Places
from stackproof.synthesis.cdktf.settling import settle
from stackproof.synthesis.own_files import copy_in
from stackproof.synthesis.terraform.json_documents import JsonDocument, Placed, read_documents
from stackproof.vocabulary.json_text import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from stackproof.synthesis.cdk.execution import Ran
    from stackproof.synthesis.cdktf.stacks import StackDocument
    from stackproof.synthesis.model import Setting
    from stackproof.vocabulary.native import NativeGraph

_LEVELS = {"@cdktf/error": "error", "@cdktf/warn": "note", "@cdktn/error": "error", "@cdktn/warn": "note"}
_VARIABLE = "TF_VAR_"


@dataclass(frozen=True, slots=True)
class Reading:
    """What every synthesis of a project is read against.

    Attributes:
        root: the project.
        folder: where the runs left their output, with the copy of the project in `project`.
        regions: see `Settings.regions`.
        settings: by name; values of Terraform variables are among them.
        local: sources of the modules in the project that cdktf.json names.
    """

    root: Path
    folder: Path
    regions: Mapping[str, str]
    settings: Mapping[str, Setting]
    local: tuple[str, ...]


@dataclass(slots=True)
class Result:
    """A native graph; `errors`: the program itself reported errors."""

    native: NativeGraph
    errors: bool = False


def _same(name: str) -> str:
    return name


def read_run(
    reading: Reading,
    ran: Ran,
    equal: tuple[Ran, Ran] | None,
    *,
    renamed: Callable[[str], str] = _same,
) -> Result:
    """The graph of one synthesis.

    Args:
        equal: two syntheses that had equal settings, of which `ran` may be one; what differs between them is unknown.
        renamed: turns names of this synthesis into those of the first.

    Raises:
        InputError: its output cannot be read.
    """
    try:
        found = {one.name: _read(reading, one, renamed if one is ran else _same) for one in (ran, *(equal or ()))}
    except RecursionError:
        raise InputError("a document is nested too deeply") from None
    result = found[ran.name]
    if equal is not None:
        settle(result.native, found[equal[0].name].native, found[equal[1].name].native)
    return result


def _read(reading: Reading, ran: Ran, renamed: Callable[[str], str]) -> Result:
    copy = copy_in(reading.folder, reading.root)
    documents = stacks.read(reading.folder, ran.name, str(copy))
    several = len(documents) > 1
    by_key = {renamed(stack.name): Paths(stack) for stack in documents}
    places = Places(ran.constructs, ran.traces, renamed)

    def within(address: str) -> tuple[Paths, str]:
        key, _, rest = address.partition("/") if several else (next(iter(by_key)), "", address)
        return by_key[key], rest

    def place(address: str, _: str) -> Placed | None:
        paths, rest = within(address)
        if rest.startswith("module."):
            return None  # It is written in a file of the module's.
        path = paths.of(rest)
        if path is None:
            return Placed(places.of(paths.stack.path)[0], places.parents(f"{paths.stack.path}/"), True)
        location, framework = places.of(path)
        return Placed(location, places.parents(path), framework)

    inputs = [_document(reading, stack, renamed) for stack in documents]
    region = reading.regions.get("") or reading.regions.get("primary")
    root = reading.root if any(modules.names_local(stack.document) for stack in documents) else None
    native = read_documents(inputs, place, region, root)
    if several:
        Crossing(native, documents, renamed).resolve()
    assets = Assets(reading.folder, ran.name, copy, reading.root)
    assets.name_sources(native, lambda address: within(address)[0].stack.folder)
    _place_values(native, by_key, places, several=several)
    result = Result(_renamed(native, renamed))
    _add_annotations(result, documents, places)
    return result


def _document(reading: Reading, stack: StackDocument, renamed: Callable[[str], str]) -> JsonDocument:
    modules.find_local(stack.document, stack.file.rpartition("/")[0], reading.local)
    values = dict(_variables(stack.document, reading.settings))
    return JsonDocument(renamed(stack.name), renamed(stack.name), stack.document, stack.file, values)


def _variables(document: Mapping[str, object], settings: Mapping[str, Setting]) -> Iterator[tuple[str, Value]]:
    declared = document.get("variable")
    for setting in settings.values():
        name = setting.variable or (setting.name if names_no_channel(setting) else None)
        if name is None and setting.env is not None and setting.env.startswith(_VARIABLE):
            name = setting.env.removeprefix(_VARIABLE)
        if name is not None and isinstance(declared, dict) and name in declared:
            yield name, _given(setting.value)


def _given(text: str) -> Value:
    """The value that a text stands for: lists and maps are written as JSON, which Terraform's own syntax holds."""
    if text.lstrip().startswith(("[", "{")):
        try:
            return from_plain(json.loads(text))
        except (ValueError, RecursionError):
            return Known(text)
    return Known(text)


def _place_values(native: NativeGraph, by_key: Mapping[str, Paths], places: Places, *, several: bool) -> None:
    """A synthesised document is nobody's source: what it holds is where the call is that made the construct."""
    files = {paths.stack.file: paths for paths in by_key.values()}
    found: dict[Location, Location] = {}

    def at(place: Location) -> Location:
        paths = files.get(place.file)
        if paths is None:
            return place
        if place not in found:
            found[place] = places.at(paths, place.line)
        return found[place]

    def change(value: Value) -> Value:
        if isinstance(value, Encoded):
            value = Encoded(rewrite(value.structure, change), value.at, value.assumed)
        return moved(value, at(value.at)) if value.at.file in files else value

    for resource in native.resources.values():
        arguments = rewrite(resource.arguments, change)
        assert isinstance(arguments, MapValue)
        resource.arguments = arguments
        resource.region, resource.account = change(resource.region), change(resource.account)
        resource.default_tags = rewrite(resource.default_tags, change) if resource.default_tags is not None else None
        resource.meta = {name: rewrite(value, change) for name, value in resource.meta.items()}
    for key, paths in by_key.items():
        stack = native.stacks[key if several else ""]
        stack.location = places.of(paths.stack.path)[0]
        stack.region, stack.account = change(stack.region), change(stack.account)
        stack.settings = {name: rewrite(value, change) for name, value in stack.settings.items()}
    for output in native.outputs:
        output.at, output.value = at(output.at), rewrite(output.value, change)
    for problems in (native.problems, native.undecided_resources):
        problems[:] = [problem._replace(at=at(problem.at)) for problem in problems]


def _renamed(native: NativeGraph, renamed: Callable[[str], str]) -> NativeGraph:
    """The graph of a twin with the addresses of the first synthesis; other values stay as they are."""
    if renamed is _same:
        return native

    def change(value: Value) -> Value:
        if isinstance(value, Encoded):
            return Encoded(rewrite(value.structure, change), value.at, value.assumed)
        if isinstance(value, Reference):
            return Reference(renamed(value.target), value.attribute, value.at, value.assumed)
        return value

    for resource in native.resources.values():
        resource.address = renamed(resource.address)
        resource.depends_on = tuple(renamed(one) for one in resource.depends_on)
        arguments = rewrite(resource.arguments, change)
        assert isinstance(arguments, MapValue)
        resource.arguments = arguments
    for output in native.outputs:
        output.value = rewrite(output.value, change)
    native.resources = {resource.address: resource for resource in native.resources.values()}
    return native


def _add_annotations(result: Result, documents: Sequence[StackDocument], places: Places) -> None:
    for stack in documents:
        for annotation in stack.annotations:
            level = _LEVELS.get(annotation.level)
            if level is not None:
                message = f"{annotation.path}: {annotation.message}"
                result.native.problems.append(Problem(level, message, places.of(annotation.path)[0]))
                result.errors = result.errors or level == "error"
