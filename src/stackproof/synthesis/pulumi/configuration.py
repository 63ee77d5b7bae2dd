"""A Pulumi project's settings: which stack, and what its configuration holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.project.configuration import line_of, yaml_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.synthesis.model import Setting

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_STACK_FILE = re.compile(r"Pulumi\.(.+)\.ya?ml")
_DEFAULT_STACK = "dev"
_MAX_STACKS = 1000


@dataclass(slots=True)
class Stack:
    """One stack of a project as the program is told of it.

    Attributes:
        project: the project's name.
        name: the stack's.
        assumed: why it is this stack, where nobody said so.
        file: of the project.
        config: values by their full keys (`aws:region`), objects as JSON.
        secrets: the keys of those that are secret.
        withheld: keys of secrets that are encrypted, so that nobody can read them here.
        suggested: values that the project's template proposes for keys that have none.
    """

    project: str
    name: str
    assumed: str | None
    file: Location
    config: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    suggested: dict[str, str] = field(default_factory=dict)


def read(root: Path, settings: Mapping[str, Setting]) -> Stack:
    """The stack that the settings name, else the only one, else `dev`.

    Raises:
        InputError: a file of the project's cannot be read.
    """
    file = next((root / name for name in _PROJECT_FILES if (root / name).is_file()), None)
    project = yaml_of(file) if file is not None else {}
    name = project.get("name")
    chosen, assumed, path = _choose(root, settings)
    found = Stack(
        project=name if isinstance(name, str) and name else root.resolve().name,
        name=chosen,
        assumed=assumed,
        file=Location(file.name, line_of(file, "name:") or 1) if file is not None else Location("", 0),
    )
    _add_defaults(found, project)
    if path is not None:
        config = yaml_of(path).get("config")
        for key, value in config.items() if isinstance(config, dict) else ():
            _add(found, _full(found, str(key)), value)
    for key, text in given(found.project, settings).items():
        found.config[key] = text
        if key in found.withheld:
            found.withheld.remove(key)
            found.secrets.append(key)
    return found


def _choose(root: Path, settings: Mapping[str, Setting]) -> tuple[str, str | None, Path | None]:
    files = {}
    for path in sorted(root.glob("Pulumi.*.y*ml"))[:_MAX_STACKS]:
        match = _STACK_FILE.fullmatch(path.name)
        if match and path.is_file() and not path.is_symlink():
            files[match.group(1)] = path
    wanted = settings.get("stack")
    if wanted is not None:
        return wanted.value, None, files.get(wanted.value.rpartition("/")[2])
    if len(files) == 1:
        (only,) = files
        return only, None, files[only]
    others = f" of {', '.join(list(files)[:5])}" if files else ""
    why = f"the stack is {_DEFAULT_STACK}{others}: name another with --set stack=NAME"
    return _DEFAULT_STACK, why, files.get(_DEFAULT_STACK)


def _add_defaults(found: Stack, project: dict[str, Any]) -> None:
    """What the project's own file says of configuration: values for all stacks, and a template's proposals."""
    config = project.get("config")
    for key, stated in config.items() if isinstance(config, dict) else ():
        full = _full(found, str(key))
        if isinstance(stated, dict) and stated.keys() & {"value", "default", "type", "description", "items", "secret"}:
            value = stated.get("value", stated.get("default"))
            if value is None:
                continue
            if stated.get("secret") is True:
                found.secrets.append(full)
            _add(found, full, value)
        else:
            _add(found, full, stated)
    template = project.get("template")
    proposals = template.get("config") if isinstance(template, dict) else None
    for key, stated in proposals.items() if isinstance(proposals, dict) else ():
        default = stated.get("default") if isinstance(stated, dict) else None
        if default is not None:
            found.suggested[_full(found, str(key))] = _text(default)


def _add(found: Stack, key: str, value: object) -> None:
    if isinstance(value, dict) and isinstance(value.get("secure"), str):
        found.config.pop(key, None)
        if key not in found.withheld:
            found.withheld.append(key)
    elif value is not None:
        found.config[key] = _text(value)
        if _holds_secret(value):
            found.secrets.append(key)


def _holds_secret(value: object) -> bool:
    if isinstance(value, dict):
        return "secure" in value or any(_holds_secret(item) for item in value.values())
    return isinstance(value, list) and any(_holds_secret(item) for item in value)


def _full(found: Stack, key: str) -> str:
    return key if ":" in key else f"{found.project}:{key}"


def _text(value: object) -> str:
    """A value as Pulumi passes it to the program: texts as they are, all else as JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, default=str)
    except (ValueError, RecursionError) as error:
        raise InputError(f"a value of the configuration cannot be passed: {error}") from None


def given(project: str, settings: Mapping[str, Setting]) -> dict[str, str]:
    """The configuration that settings pass. One that names no channel is tried as configuration too."""
    found: dict[str, str] = {}
    for setting in settings.values():
        key = setting.config if setting.config is not None else setting.name if names_no_channel(setting) else None
        if key and setting.name != "stack":
            found[key if ":" in key else f"{project}:{key}"] = setting.value
    return found


def environment(settings: Mapping[str, Setting]) -> dict[str, str]:
    """The variables that settings pass."""
    found: dict[str, str] = {}
    for setting in settings.values():
        name = setting.env if setting.env is not None else setting.name if names_no_channel(setting) else None
        if name and not any(mark in name for mark in "=:\0") and "\0" not in setting.value:
            found[name] = setting.value
    return found


def names_no_channel(setting: Setting) -> bool:
    """Whether nobody said how a setting reaches the program."""
    return not any((setting.env, setting.context, setting.config, setting.variable, setting.parameter))
