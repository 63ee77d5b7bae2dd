"""The settings of a reference stack, as the stack itself knows and checks them.

A stack's `settings.py` needs the standard library alone, so that it is imported without the stack's framework.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from stackproof.errors import InputError

# What a CI run tells of the change that it deploys; nobody sets these for good.
_OF_THE_RUN = frozenset({"REPOSITORY", "COMMIT_AUTHOR", "PULL_REQUEST"})


class Known(NamedTuple):
    """A setting of a stack.

    Attributes:
        name: its name in the program.
        context: its key in the context or configuration that the stack reads.
        default: its value when nothing is set; empty for none, also where one is required.
        meaning: one sentence.
        asked: whether a person sets it, and not the run that deploys.
    """

    name: str
    context: str
    default: str
    meaning: str
    asked: bool


class SettingsOf:
    """The settings of one stack, and the stack's own opinion of values."""

    def __init__(self, folder: Path) -> None:
        """Loads the stack's settings.

        Args:
            folder: the stack's folder, which is called like its package.
        """
        module = _imported(folder)
        self._load = module.Settings.load
        self._refusal: type[Exception] = module.SettingsError
        self.known = [
            Known(name, source.context, source.default, source.meaning, source.variable not in _OF_THE_RUN)
            for name, source in module.SOURCES.items()
        ]

    def named(self, key: str) -> Known | None:
        """The setting of this name or context key."""
        return next((one for one in self.known if key in (one.name, one.context)), None)

    def near(self, key: str) -> str:
        """The name that is most like one that does not exist; empty when none is."""
        names = {text: one.name for one in self.known for text in (one.name, one.context)}
        return next((names[text] for text in get_close_matches(key, names, n=1)), "")

    def problems(self, values: Mapping[str, str]) -> list[str]:
        """What the stack says against values by context key, one text a problem."""
        try:
            self._load({}, values.get)
        except self._refusal as error:
            return str(error).removeprefix("invalid settings: ").split("; ")
        return []

    def refused(self, values: Mapping[str, str]) -> list[str]:
        """The problems that values bring: a setting that is required and not among them is none yet."""
        before = set(self.problems({}))
        return [problem for problem in self.problems(values) if problem not in before]


def pairs(given: tuple[str, ...]) -> dict[str, str]:
    """The values of `--set key=value` by key.

    Raises:
        InputError: one is no pair, or names its key twice.
    """
    found: dict[str, str] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise InputError(f"--set {text} is no key=value", hint="Write for example: --set environment_suffix=dev")
        if key in found:
            raise InputError(f"--set names {key} twice")
        found[key] = value
    return found


def given_to(stacks: Mapping[str, SettingsOf], given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The given values by stack and by the keys of its context; each stack gets those that it has a setting for.

    Raises:
        InputError: no stack has such a setting, or one refuses a value.
    """
    for key in given:
        if not any(stack.named(key) for stack in stacks.values()):
            raise _unknown(key, stacks)
    found: dict[str, dict[str, str]] = {name: {} for name in stacks}
    for name, stack in stacks.items():
        for key, value in given.items():
            setting = stack.named(key)
            if setting is not None and setting.context in found[name]:
                raise InputError(f"--set names {setting.name} twice")
            if setting is not None:
                found[name][setting.context] = value
        confirmed(name, stack, found[name])
    return found


def confirmed(name: str, stack: SettingsOf, values: Mapping[str, str]) -> None:
    """Has a stack check values by context key.

    Raises:
        InputError: it refuses some; one message names everything that it refuses.
    """
    refused = stack.refused(values)
    if refused:
        raise InputError(f"invalid settings of {name}: {'; '.join(refused)}", hint="Nothing was written")


def _unknown(key: str, stacks: Mapping[str, SettingsOf]) -> InputError:
    near = next((near for stack in stacks.values() if (near := stack.near(key))), "")
    names = dict.fromkeys(one.name for stack in stacks.values() for one in stack.known)
    hint = f"Did you mean {near}?" if near else f"There are: {', '.join(names)}"
    return InputError(f"{' or '.join(stacks)} has no setting {key}", hint=hint)


def _imported(folder: Path) -> ModuleType:
    """The settings module of a stack; neither the path nor the loaded modules stay changed."""
    package = folder.name
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{package}.settings")
    finally:
        sys.path.remove(str(folder))
        for module in set(sys.modules) - before:
            if module.partition(".")[0] == package:
                del sys.modules[module]
