"""The output of a program (`cdktf.out`), read like any file of a stranger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.sandbox import read_output
from stackproof.synthesis.cloudformation.json_reader import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MANIFEST = "manifest.json"
_OUTPUT = "cdktf.out/"
_MAX_MANIFEST_BYTES = 16 << 20
_MAX_DOCUMENT_BYTES = 64 << 20
_MAX_STACKS = 500
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark that the program made about a construct: `level` is as the framework names it (`@cdktf/warn`)."""

    level: str
    path: str
    message: str


@dataclass(slots=True)
class StackDocument:
    """One synthesised stack.

    Attributes:
        name: as the program names it; also the name of its folder.
        path: of its construct.
        text: the document.
        document: the same, parsed; its parts know their line.
        file: how locations name it.
        dependencies: paths of the stacks that are to be deployed before it.
        annotations: remarks of the program.
    """

    name: str
    path: str
    text: str
    document: dict[str, Any]
    file: str
    dependencies: tuple[str, ...]
    annotations: tuple[Annotation, ...]

    @property
    def folder(self) -> str:
        """The document's folder below the output; what the stack names beside it lies there."""
        return self.file.removeprefix(_OUTPUT).rpartition("/")[0]


def read(folder: Path, run: str, project: str = "") -> list[StackDocument]:
    """The stacks of one run in the order in which the program made them.

    Args:
        folder: where the runs left their output.
        run: name of the run.
        project: where the program saw the project; paths in it are made relative to it.

    Raises:
        InputError: the manifest or a document is missing, too large, or not what it should be.
    """
    manifest = _object(folder, f"{run}/{_MANIFEST}", _MAX_MANIFEST_BYTES)
    entries = manifest.get("stacks")
    if not isinstance(entries, dict):
        raise InputError("it names no stacks", file=_MANIFEST)
    if len(entries) > _MAX_STACKS:
        raise InputError(f"it names more than {_MAX_STACKS} stacks", file=_MANIFEST)
    return list(_stacks(folder, run, entries, project))


def _stacks(folder: Path, run: str, entries: dict[str, Any], project: str) -> Iterator[StackDocument]:
    for name, entry in entries.items():
        if not isinstance(entry, dict) or not isinstance(place := entry.get("synthesizedStackPath"), str):
            raise InputError(f"the entry of the stack {name[:100]!r} is not understood", file=_MANIFEST)
        text = read_output(folder, f"{run}/{place}", max_bytes=_MAX_DOCUMENT_BYTES).decode("utf-8", "replace")
        if project:
            text = text.replace(f"{project}/", "").replace(f'"{project}"', '"."')
        path = entry.get("constructPath")
        dependencies = entry.get("dependencies")
        yield StackDocument(
            name,
            path if isinstance(path, str) else name,
            text,
            _with_positions(text, place),
            f"{_OUTPUT}{place}",
            tuple(one for one in dependencies if isinstance(one, str)) if isinstance(dependencies, list) else (),
            tuple(_annotations(entry.get("annotations"))),
        )


def _annotations(found: object) -> Iterator[Annotation]:
    for entry in found[:1000] if isinstance(found, list) else ():
        if isinstance(entry, dict) and isinstance(level := entry.get("level"), str):
            yield Annotation(
                level[:100], str(entry.get("constructPath"))[:_MAX_TEXT], str(entry.get("message"))[:_MAX_TEXT]
            )


def _object(folder: Path, place: str, max_bytes: int) -> dict[str, Any]:
    return _parsed(read_output(folder, place, max_bytes=max_bytes).decode("utf-8", "replace"), place.partition("/")[2])


def _with_positions(text: str, place: str) -> dict[str, Any]:
    try:
        data = read_json(text, f"{_OUTPUT}{place}")
    except InputError as error:
        # The reader is that of templates, and says so.
        raise InputError(error.message.replace("the template is", "it is"), file=place, line=error.line) from None
    if not isinstance(data, dict):
        raise InputError("it does not hold a JSON object", file=place, line=1)
    return data


def _parsed(text: str, place: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"it is not valid JSON: {str(error)[:200]}", file=place, line=line) from None
    if not isinstance(data, dict):
        raise InputError("it does not hold a JSON object", file=place, line=1)
    return data
