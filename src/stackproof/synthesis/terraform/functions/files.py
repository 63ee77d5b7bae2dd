"""Functions of files: they read inside the project alone."""

from __future__ import annotations

import base64
import posixpath
import re
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.values import Known, ListValue, MapValue, Text, Unknown, Value
from stackproof.synthesis.terraform.files import OutsideError
from stackproof.synthesis.terraform.functions.encoding import digest
from stackproof.synthesis.terraform.functions.registry import Arguments, RefusedError, function, plain
from stackproof.synthesis.terraform.hcl import read_template
from stackproof.synthesis.terraform.lift import Failed, failed, known_text
from stackproof.synthesis.terraform.template_scope import TemplateScope, template_frame

if TYPE_CHECKING:
    from collections.abc import Callable


def _read(call: Arguments) -> bytes | Value:
    """The content of the file that the first argument names, or what stands for it."""
    path = known_text(call.values[0])
    if path is None:
        return call.opaque()
    files = call.frame.scope.files
    try:
        return files.read(files.locate(path))
    except OutsideError:
        return Unknown(f"the file {path[:100]} lies outside the project", None, call.at)
    except InputError as error:
        return Failed(f"the file {path[:100]} cannot be read: {error.message}", call.at, "note")


def _of_content(change: Callable[[bytes], str]) -> Callable[[Arguments], Value]:
    def apply(call: Arguments) -> Value:
        data = _read(call)
        if isinstance(data, Value):
            return data
        try:
            return Known(change(data), call.at, call.values[0].assumed)
        except UnicodeDecodeError:
            return call.failed("the file is not text in UTF-8")

    return apply


function("file", 1, 1)(_of_content(lambda data: data.decode("utf-8")))
function("filebase64", 1, 1)(_of_content(lambda data: base64.b64encode(data).decode()))
function("filemd5", 1, 1)(_of_content(lambda data: digest("md5", data)))
function("filesha1", 1, 1)(_of_content(lambda data: digest("sha1", data)))
function("filesha256", 1, 1)(_of_content(lambda data: digest("sha256", data)))
function("filesha512", 1, 1)(_of_content(lambda data: digest("sha512", data)))
function("filebase64sha256", 1, 1)(_of_content(lambda data: digest("sha256", data, encode=True)))
function("filebase64sha512", 1, 1)(_of_content(lambda data: digest("sha512", data, encode=True)))


@function("fileexists", 1, 1)
def _fileexists(call: Arguments) -> Value:
    path = known_text(call.values[0])
    if path is None:
        return call.opaque()
    files = call.frame.scope.files
    try:
        there = files.exists(files.locate(path))
    except OutsideError:
        return Unknown(f"the file {path[:100]} lies outside the project", None, call.at)
    # A file that is not there may be made by a build before the deployment.
    return Known(there, call.at, None if there else f"the file {path[:100]} is not made before the deployment")


@function("fileset", 2, 2)
def _fileset(call: Arguments) -> Value:
    folder, pattern = known_text(call.values[0]), known_text(call.values[1])
    if folder is None or pattern is None:
        return call.opaque()
    files = call.frame.scope.files
    try:
        located = files.locate(folder)
        if not files.is_folder(located):
            return ListValue((), call.at, f"the folder {folder[:100]} is not made before the deployment")
        names = files.below(located)
    except OutsideError:
        return Unknown(f"the folder {folder[:100]} lies outside the project", None, call.at)
    except InputError as error:
        return Unknown(f"the folder {folder[:100]} cannot be read: {error.message}", None, call.at)
    try:
        matches = _glob(posixpath.normpath(pattern))
    except (re.error, RefusedError):
        return call.opaque("the pattern is not understood here")
    found = tuple([Known(name, call.at) for name in names if matches.fullmatch(name)])
    return ListValue(found, call.at, call.values[0].assumed or call.values[1].assumed)


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of `fileset`: `*` and `?` within a name, `**` across folders, `{a,b}` and `[a-z]`."""
    out: list[str] = []
    position = 0
    braces = 0
    if len(pattern) > 500 or pattern.count("*") > 8:
        raise RefusedError("the pattern is too long")
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if pattern.startswith("**/", position - 1):
            out.append("(?:[^/]+/)*")
            position += 2
        elif pattern.startswith("**", position - 1):
            out.append(".*")
            position += 1
        elif character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "[" and (end := pattern.find("]", position + 1)) > 0:
            inside = pattern[position:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append("[^" + inside[1:] + "]" if inside[:1] in "!^" else f"[{inside}]")
            position = end + 1
        elif character == "{":
            out.append("(?:")
            braces += 1
        elif character == "}" and braces:
            out.append(")")
            braces -= 1
        elif character == "," and braces:
            out.append("|")
        else:
            out.append(re.escape(character))
    return re.compile("".join(out))


@function("templatefile", 2, 2)
def _templatefile(call: Arguments) -> Value:
    if isinstance(call.frame.scope, TemplateScope):
        return call.failed("a template cannot read another one")
    data = _read(call)
    if isinstance(data, Value):
        return data
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return call.failed("the file is not text in UTF-8")
    return _rendered(call, text, call.values[1])


@function("templatestring", 2, 2)
def _templatestring(call: Arguments) -> Value:
    text = known_text(call.values[0])
    return call.opaque() if text is None else _rendered(call, text, call.values[1])


def _rendered(call: Arguments, text: str, variables: Value) -> Value:
    expression, faults = read_template(text, call.at)
    if faults:
        path = known_text(call.values[0]) if call.name == "templatefile" else None
        return failed(f"the template {(path or '')[:100]} cannot be read: {faults[0].message}", call.at)
    if isinstance(variables, MapValue) and variables.complete:
        return call.evaluator.evaluate(expression, template_frame(call.frame, variables))
    return call.opaque()


@plain("abspath", "t")
def _abspath(path: str) -> str:
    if path.startswith("/"):
        return posixpath.normpath(path)
    raise ValueError("it depends on the folder in which Terraform is run")


@function("basename", 1, 1)
def _basename(call: Arguments) -> Value:
    (value,) = call.values
    path = known_text(value)
    if path is None and isinstance(value, Text) and isinstance(end := value.parts[-1], str):
        # What follows the last slash is known, whatever stands before it.
        path = end if "/" in end.rstrip("/") else None
    if path is None:
        return call.opaque()
    name = posixpath.basename(path.rstrip("/")) or ("/" if path.startswith("/") else ".")
    return Known(name, call.at, value.assumed)


@plain("dirname", "t")
def _dirname(path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path) or ".")


@plain("pathexpand", "t")
def _pathexpand(path: str) -> str:
    if path.startswith("~"):
        raise ValueError("it depends on the user's home folder")
    return path
