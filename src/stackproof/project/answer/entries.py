"""The text of an entry point and of the configuration that starts it, for classes that can be made."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from typing import TYPE_CHECKING

from stackproof.project.answer.python_classes import keywords

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stackproof.project.answer.construction import Class
    from stackproof.project.model import Engine

SETTINGS = ("environmentSuffix", "environment_suffix", "ENVIRONMENT_SUFFIX")
"""The names of context, configuration or environment under which an entry looks for the suffix."""

DEFAULT_SUFFIX = "dev"
"""What a stack gets that needs a suffix, where no setting gives one."""

_PYTHON_SETTING = """
def setting():
    for name in {names!r}:
        value = {lookup} or os.environ.get(name)
        if value:
            return str(value)
    return None


def given(name):
    value = setting()
    return {{}} if value is None else {{name: value}}


def needed(name):
    return setting() or "{default}"


def named(name):
    return name + (setting() or "")

"""
_SCRIPT_SETTING = """
function setting() {{
  for (const name of {names}) {{
    const value = {lookup} ?? process.env[name];
    if (value) return String(value);
  }}
  return undefined;
}}
const given = (name{text}) => (setting() === undefined ? {{}} : {{ [name]: setting() }});
const needed = () => setting() ?? "{default}";
const named = (name{text}) => name + (setting() ?? "");
"""
_WRITTEN = "Entry point that stackproof wrote: the answer brings none."


def python_entry(engine: Engine, package: str, classes: Sequence[Class]) -> str:
    """An entry point in Python that makes each of the classes.

    Args:
        package: the framework's package that the answer itself imports: `aws_cdk`, `cdktf`, `cdktn` or `pulumi`.
    """
    lines = [f'"""{_WRITTEN}"""', "", "import importlib", "import os", "", f"import {package}", ""]
    for found in classes:
        module = found.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        names = [found.name, *found.imports]
        if all(part.isidentifier() for part in module.split(".")):
            lines.append(f"from {module} import {', '.join(names)}")
        else:
            lines.append(f"_module = importlib.import_module({module!r})")
            lines += [f"{name} = _module.{name}" for name in names]
    lines.append("")
    if engine != "pulumi":
        lines.append(f"app = {package}.App()")
    if engine != "pulumi" or uses_suffix(classes):
        lookup = "pulumi.Config().get(name)" if engine == "pulumi" else "app.node.try_get_context(name)"
        lines += _PYTHON_SETTING.format(names=SETTINGS, lookup=lookup, default=DEFAULT_SUFFIX).split("\n")
    lines += [f"{found.name}({keywords(found.arguments or ())})" for found in classes]
    if engine != "pulumi":
        lines.append("app.synth()")
    return "\n".join([*lines, ""])


def script_entry(engine: Engine, package: str, classes: Sequence[Class], entry: str) -> str:
    """An entry point in TypeScript or JavaScript, which is to be called `entry`, that makes each of the classes."""
    lines = [f"// {_WRITTEN}"]
    if engine == "pulumi":
        lines.append('import * as pulumi from "@pulumi/pulumi";')
    else:
        lines.append(f'import {{ App }} from "{package}";')
    for found in classes:
        stem = re.sub(r"\.[mc]?[jt]sx?$", "", found.file)
        path = posixpath.relpath(stem, posixpath.dirname(entry) or ".")
        path = path if path.startswith(".") else f"./{path}"
        what = found.name if "default" in found.imports else f"{{ {found.name} }}"
        lines.append(f"import {what} from {json.dumps(path)};")
    lines.append("")
    if engine != "pulumi":
        lines.append("const app = new App();")
    if engine != "pulumi" or uses_suffix(classes):
        lookup = "new pulumi.Config().get(name)" if engine == "pulumi" else "app.node.tryGetContext(name)"
        text = ": string" if entry.endswith("ts") else ""
        filled = _SCRIPT_SETTING.format(names=json.dumps(SETTINGS), lookup=lookup, default=DEFAULT_SUFFIX, text=text)
        lines += filled.split("\n")
    for found in classes:
        arguments = ", ".join(argument.text for argument in found.arguments or ())
        lines.append(f"new {found.name}({arguments});")
    if engine != "pulumi":
        lines.append("app.synth();")
    return "\n".join([*lines, ""])


def uses_suffix(classes: Iterable[Class]) -> bool:
    """Whether one of the classes is given an environment suffix."""
    return any(_has_suffix(found) for found in classes)


def needs_suffix(classes: Iterable[Class]) -> bool:
    """Whether one of the classes cannot be made without an environment suffix."""
    return any(
        argument.suffix == "needed" or "needed(" in argument.text
        for found in classes
        for argument in found.arguments or ()
    )


def _has_suffix(found: Class) -> bool:
    return any(
        argument.suffix != "no" or re.search(r"\b(?:given|needed|setting|named)\(", argument.text)
        for argument in found.arguments or ()
    )


def configuration(engine: Engine, language: str, entry: str) -> tuple[str, str]:
    """Name and text of the configuration file that starts an entry."""
    if engine == "pulumi":
        runtime = "python" if language == "python" else "nodejs"
        return "Pulumi.yaml", f"name: answer\nruntime: {runtime}\nmain: {json.dumps(entry)}\n"
    command = {"python": "python3", "typescript": "npx ts-node", "javascript": "node"}[language]
    command += f" {shlex.quote(entry)}"
    if engine == "cdk":
        return "cdk.json", json.dumps({"app": command}) + "\n"
    return "cdktf.json", json.dumps({"language": language, "app": command}) + "\n"
