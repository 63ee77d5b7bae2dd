"""Values of the root module's variables, in Terraform's order: environment, tfvars files, command line."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import Known, Value
from stackproof.synthesis.terraform.files import Files, OutsideError
from stackproof.synthesis.terraform.frames import Frame
from stackproof.synthesis.terraform.hcl import read_expression
from stackproof.synthesis.terraform.lift import Failed
from stackproof.synthesis.terraform.loader import read_code
from stackproof.synthesis.terraform.syntax import Body
from stackproof.synthesis.terraform.template_scope import TemplateScope
from stackproof.synthesis.terraform.type_constraints import is_simple, read_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.synthesis.model import Setting
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Module

ENVIRONMENT = "TF_VAR_"


class Given:
    """What is passed to the root module.

    Attributes:
        values: by the variable's name.
        problems: what cannot be read, and values that no variable takes.
    """

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.problems: list[Problem] = []


def given_values(context: Context, module: Module, settings: Mapping[str, Setting]) -> Given:
    """The values of the root module's variables.

    Args:
        context: reads the files, and evaluates what is written in them.
        module: the root module.
        settings: by name; each reaches the variable that its channel `variable` names, the one of its environment
            variable `TF_VAR_x`, or, where it names no channel, the one of its own name.
    """
    given = Given()
    for setting in settings.values():
        if setting.env is not None and setting.env.startswith(ENVIRONMENT):
            _pass(context, module, given, setting.env.removeprefix(ENVIRONMENT), setting.value)
    for name in _file_names(context.files, module.folder):
        path = posixpath.normpath(posixpath.join(module.folder, name))
        _read_file(context, module, given, path)
    for name, setting in settings.items():
        variable = setting.variable or (None if _has_other_channel(setting) else name)
        if variable is not None:
            if variable not in module.variables and not module.incomplete:
                given.problems.append(Problem("note", f"the root module has no variable {variable}", NOWHERE))
            _pass(context, module, given, variable, setting.value)
    return given


def _has_other_channel(setting: Setting) -> bool:
    channels = (setting.env, setting.context, setting.config, setting.parameter)
    return any(channel is not None for channel in channels)


def _file_names(files: Files, folder: str) -> list[str]:
    try:
        names = files.names(folder)
    except (InputError, OutsideError):
        return []
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    automatic = [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    return first + automatic


def _read_file(context: Context, module: Module, given: Given, path: str) -> None:
    try:
        body = _body(context.files.read(path), path, given)
    except (InputError, OutsideError) as error:
        line = error.line if isinstance(error, InputError) else None
        message = error.message if isinstance(error, InputError) else "it lies outside the project"
        given.problems.append(Problem("error", f"the file cannot be read: {message}", Location(path, line or 0)))
        return
    frame = Frame(TemplateScope(Files(None)))
    for name, attribute in body.attributes.items():
        value = context.run(lambda: context.evaluator.forgiving(attribute.expression, frame))  # noqa: B023 - run at once
        if isinstance(value, Failed):
            given.problems.append(Problem("error", "a value of a variable is a literal", attribute.at))
            continue
        if name not in module.variables and not module.incomplete:
            given.problems.append(Problem("note", f"the root module has no variable {name[:60]}", attribute.at))
        given.values[name] = value


def _body(data: bytes, path: str, given: Given) -> Body:
    if not path.endswith(".json"):
        body, faults = read_code(data, path)
        given.problems.extend(
            Problem("error", f"the file cannot be read in full: {one.message}", one.at) for one in faults
        )
        return body
    from stackproof.synthesis.cloudformation.document import entries
    from stackproof.synthesis.cloudformation.json_reader import read_json
    from stackproof.synthesis.terraform.json_syntax import JsonReader
    from stackproof.synthesis.terraform.syntax import Attribute

    try:
        root = read_json(data.decode("utf-8-sig"), path)
    except UnicodeDecodeError:
        raise InputError("the file is not text in UTF-8", file=path) from None
    if not isinstance(root, dict):
        raise InputError("the file is not a JSON object", file=path)
    reader = JsonReader()
    found = Body()
    for name, item, at in entries(root, Location(path, 1, 1)):
        found.attributes[name] = Attribute(name, reader.expression(item, at, literal=True), at)
    return found


def _pass(context: Context, module: Module, given: Given, name: str, text: str) -> None:
    """A text from the command line or the environment: as it is for a simple type, else an expression."""
    block = module.variables.get(name)
    constraint = block.body.get("type") if block is not None else None
    at = NOWHERE
    if block is not None and constraint is not None and not is_simple(read_type(constraint)):
        expression, faults = read_expression(text, at)
        if not faults:
            frame = Frame(TemplateScope(Files(None)))
            value = context.run(lambda: context.evaluator.forgiving(expression, frame))
            if not isinstance(value, Failed):
                given.values[name] = value
                return
    given.values[name] = Known(text, at)
