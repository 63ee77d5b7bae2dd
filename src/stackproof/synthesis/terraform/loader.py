"""Reads the folders of a project that hold Terraform's code."""

from __future__ import annotations

import posixpath

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.json_reader import read_json
from stackproof.synthesis.terraform.declarations import Module
from stackproof.synthesis.terraform.files import Files, OutsideError
from stackproof.synthesis.terraform.hcl import read_hcl
from stackproof.synthesis.terraform.json_syntax import JsonReader
from stackproof.synthesis.terraform.syntax import Body, SyntaxFault

MAX_FILE_BYTES = 512 * 1024
"""Largest file with Terraform's code that is read; the largest of the public ones that were read has 0.14 MB.

A file of brackets without any sense costs the parser 2 s and 0.5 GB at this size.
"""

MAX_CODE_BYTES = 5 * 1024 * 1024
"""Code that is read of one project; the largest of 284 public root modules has 0.35 MB."""


class Loader:
    """Reads each folder once.

    Attributes:
        files: the project's files.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self._modules: dict[str, Module] = {}
        self._left = MAX_CODE_BYTES

    def module(self, folder: str) -> Module:
        """The declarations of a folder.

        Raises:
            InputError: the folder cannot be read, or has no Terraform code.
            OutsideError: the folder lies outside the project.
        """
        found = self._modules.get(folder)
        if found is None:
            found = self._modules[folder] = self._read(folder)
        return found

    def _read(self, folder: str) -> Module:
        names = [name for name in self.files.names(folder) if is_code(name)]
        if not names:
            raise InputError("the folder has no Terraform files (*.tf, *.tf.json)", file=folder)
        module = Module(folder)
        for name in [name for name in names if not is_override(name)]:
            module.add(self._body(module, posixpath.normpath(posixpath.join(folder, name))))
        for name in [name for name in names if is_override(name)]:
            module.override(self._body(module, posixpath.normpath(posixpath.join(folder, name))))
        return module

    def _body(self, module: Module, path: str) -> Body:
        try:
            data = self.files.read(path)
            if len(data) > MAX_FILE_BYTES:
                raise InputError(f"the file is larger than {MAX_FILE_BYTES} bytes", file=path)
            self._left -= len(data)
            if self._left < 0:
                raise InputError(f"the project has more than {MAX_CODE_BYTES} bytes of code", file=path)
            body, faults = read_code(data, path)
        except (InputError, OutsideError) as error:
            line = error.line if isinstance(error, InputError) else None
            message = error.message if isinstance(error, InputError) else "it lies outside the project"
            body, faults = Body(), [SyntaxFault(message, Location(path, line or 0))]
        for fault in faults:
            module.problems.append(Problem("error", f"the file cannot be read in full: {fault.message}", fault.at))
            module.incomplete = True
        return body


def read_code(data: bytes, path: str) -> tuple[Body, list[SyntaxFault]]:
    """The content of a file in HCL or JSON, and what of it cannot be read.

    Raises:
        InputError: it is JSON and not well-formed, or no text.
    """
    if not path.endswith(".json"):
        if b"\0" in data:
            raise InputError("the file is not text", file=path)
        _text(data, path)
        return read_hcl(data, path)
    text = _text(data, path)
    reader = JsonReader()
    try:
        root = read_json(text, path)
    except InputError as error:
        # The reader is that of templates, and says so.
        message = error.message.replace("the template", "the file")
        raise InputError(message, file=path, line=error.line, column=error.column) from None
    return reader.file(root, Location(path, 1, 1)), reader.faults


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("the file is not text in UTF-8", file=path, line=line) from None


def is_code(name: str) -> bool:
    """Whether a file's name is one of Terraform's code."""
    return name.endswith((".tf", ".tf.json")) and not name.startswith((".", "#")) and not name.endswith("~")


def is_override(name: str) -> bool:
    """Whether a file's name is one of an override file."""
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")
