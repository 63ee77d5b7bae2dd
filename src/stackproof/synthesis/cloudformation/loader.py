"""A template's bytes to a document in which everything knows its place; whatever cannot be read is an InputError."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.document import MapNode

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.cloudformation.doubled import Doubled

MAX_BYTES = 10 * 1024 * 1024
"""Largest template that is read. CloudFormation itself takes 1 MB (quota of template bodies in S3)."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


class Document:
    """A loaded template.

    Attributes:
        root: the template's top level.
        file: its path as the user would name it.
        text: its content, decoded.
        alias_at: place of the first YAML alias or merge key, which CloudFormation itself refuses.
        doubled: keys that are written twice in one mapping.
    """

    __slots__ = ("alias_at", "doubled", "file", "root", "text")

    def __init__(
        self,
        root: MapNode,
        file: str,
        text: str,
        alias_at: Location | None = None,
        doubled: tuple[Doubled, ...] = (),
    ) -> None:
        self.root = root
        self.file = file
        self.text = text
        self.alias_at = alias_at
        self.doubled = doubled


def load_file(path: Path, file: str | None = None) -> Document:
    """Loads a template from disk. `file` is how messages and locations name it.

    Raises:
        InputError: the file is missing, not a regular file, too large, or not a template.
    """
    name = file or path.as_posix()
    return load(read_bytes(path, name), name)


def read_bytes(path: Path, file: str) -> bytes:
    """The content of a regular file of at most `MAX_BYTES`; a larger one is refused before it is read.

    Raises:
        InputError: the file is missing, unreadable, not a regular file, or too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, hint="Check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the file cannot be read: {reason}", file=file) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("this is not a regular file", file=file, hint="Name a template file")
        if status.st_size > MAX_BYTES:
            raise _too_large(status.st_size, file)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            data = stream.read(MAX_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), file)
    return data


def _too_large(size: int, file: str) -> InputError:
    return InputError(
        f"the template has {size} bytes, more than the {MAX_BYTES} that are read",
        file=file,
        hint="CloudFormation takes templates of at most 1 MB; split it into nested stacks",
    )


def load(data: bytes, file: str) -> Document:
    """Loads a template from its bytes, JSON or YAML (UTF-8 or UTF-16).

    Raises:
        InputError: not readable text, not one well-formed document, or not a template.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(len(data), file)
    if not data.strip(b" \t\r\n" + _UTF8_MARK):
        raise InputError("the template is empty", file=file, hint="A template needs at least a Resources section")
    text = _decoded(data, file)
    if text.lstrip()[:1] == "{":
        try:
            from stackproof.synthesis.cloudformation.json_reader import read_lenient_json

            root, doubled = read_lenient_json(text, file)
            return _template(root, Location(file, 1, 1), Document(MapNode(), file, text, doubled=doubled))
        except InputError:
            # A flow mapping of YAML begins with a brace as well.
            if file.endswith(".json") or not _is_flow_yaml(data, file):
                raise
    from stackproof.synthesis.cloudformation.yaml_reader import read_yaml

    read = read_yaml(data, file)
    return _template(read.root, read.root_at, Document(MapNode(), file, text, read.alias_at, read.doubled))


def _is_flow_yaml(data: bytes, file: str) -> bool:
    from stackproof.synthesis.cloudformation.yaml_reader import read_yaml

    try:
        read_yaml(data, file)
    except InputError:
        return False
    return True


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-16" if data[:2] in _UTF16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise InputError(
            "the template is not text in UTF-8 or UTF-16",
            file=file,
            line=before.count(b"\n") + 1,
            column=error.start - before.rfind(b"\n"),
            hint="Save the template as UTF-8 text",
        ) from None


def _template(root: object, at: Location, document: Document) -> Document:
    if not isinstance(root, MapNode):
        kind = "a list" if isinstance(root, list) else "a single value"
        raise InputError(
            f"the template is {kind}, not a mapping",
            file=at.file,
            line=at.line,
            column=at.column,
            hint="A template is a mapping with a Resources section",
        )
    if "Resources" not in root:
        raise InputError(
            "the template has no Resources section",
            file=root.at.file,
            line=root.at.line,
            column=root.at.column,
            hint="Is this a CloudFormation template?",
        )
    resources = root["Resources"]
    if not isinstance(resources, MapNode) or not resources:
        empty = resources is None or isinstance(resources, MapNode)
        where = root.places["Resources"]
        raise InputError(
            "the template declares no resources" if empty else "the section Resources is not a mapping",
            file=where.file,
            line=where.line,
            column=where.column,
            hint="A template needs at least one resource",
        )
    document.root = root
    return document
