"""Documents of Terraform's JSON syntax that a framework synthesised (cdk.tf.json), to a native graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.synthesis.terraform.context import Context
from stackproof.synthesis.terraform.declarations import Module
from stackproof.synthesis.terraform.files import Files
from stackproof.synthesis.terraform.json_syntax import JsonReader
from stackproof.synthesis.terraform.loader import Loader
from stackproof.synthesis.terraform.reading import StackInput, read_stack
from stackproof.vocabulary.native import NativeGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from stackproof.graph.resource import Parent
    from stackproof.graph.values import Value


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """The document of one stack.

    Attributes:
        key: of the stack in the graph, and in front of its addresses where there are several documents.
        name: the stack's name.
        data: the parsed JSON, plain or with positions.
        file: how locations name the document.
        values: values of its variables.
    """

    key: str
    name: str
    data: Mapping[str, object]
    file: str
    values: Mapping[str, Value]


class Placed(NamedTuple):
    """Where a program made a resource, the constructs around it, and whether the framework made it by itself."""

    location: Location
    parents: tuple[Parent, ...] = ()
    framework: bool = False


def read_documents(
    documents: Sequence[JsonDocument],
    place: Callable[[str, str], Placed | None],
    region: str | None = None,
    root: Path | None = None,
) -> NativeGraph:
    """The graph of all stacks of a program.

    An address is Terraform's own (`aws_s3_bucket.logs`), behind the stack's key and a slash where there are several
    documents. References to another stack stay references to `data.terraform_remote_state.x` with the attribute
    `outputs.y`.

    Args:
        documents: one a stack.
        place: gives the place of a resource by its address and the path of its construct (`metadata.path` of its
            comment `//`; empty where there is none); None leaves it at its place in the document.
        region: where providers that state no region deploy to.
        root: the folder that sources of local modules and the paths of files are relative to; None: there are none.

    Raises:
        InputError: expressions are nested more deeply than can be evaluated.
    """
    graph = NativeGraph()
    for document in documents:
        prefix = f"{document.key}/" if len(documents) > 1 else ""
        reader = JsonReader()
        module = Module(".")
        module.add(reader.file(document.data, Location(document.file, 0, 0)))
        for fault in reader.faults:
            module.problems.append(Problem("error", f"the document cannot be read in full: {fault.message}", fault.at))
            module.incomplete = True
        files = Files(root)
        context = Context(files, ".")
        key = document.key if len(documents) > 1 else ""
        stack = StackInput(module, document.values, key, document.name, prefix, region, document.file)
        read_stack(context, Loader(files), stack, graph)
        _place_all(document, prefix, graph, place, key)
    return graph


def _place_all(
    document: JsonDocument, prefix: str, graph: NativeGraph, place: Callable[[str, str], Placed | None], key: str
) -> None:
    paths = _paths(document.data)
    for address, resource in graph.resources.items():
        if resource.stack != key:
            continue
        base = address.removeprefix(prefix).partition("[")[0]
        placed = place(address, paths.get(base, ""))
        if placed is not None:
            resource.document = resource.location
            resource.location, resource.parents, resource.framework = placed


def _paths(data: Mapping[str, object]) -> dict[str, str]:
    """The paths of constructs by the addresses of what they made."""
    found: dict[str, str] = {}
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        kinds = data.get(section)
        for kind, names in kinds.items() if isinstance(kinds, dict) else ():
            for name, body in names.items() if isinstance(names, dict) else ():
                path = _path(body)
                if path is not None:
                    found[f"{prefix}{kind}.{name}"] = path
    return found


def _path(body: object) -> str | None:
    comment = body.get("//") if isinstance(body, dict) else None
    metadata = comment.get("metadata") if isinstance(comment, dict) else None
    path = metadata.get("path") if isinstance(metadata, dict) else None
    return path if isinstance(path, str) else None
