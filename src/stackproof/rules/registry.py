"""Finds the rules: every module in a service's folder that holds a Rule is one. There is no list to keep."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.rules.catalogue import entries
from stackproof.rules.model import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
EXAMPLES = "examples"


class RegistryError(RuntimeError):
    """A rule's file breaks the layout: a fault of ours, never of the user's input."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id.

    Raises:
        RegistryError: a file holds no rule or several, or an id or alias is used twice.
    """
    found = sorted((_rule_of(module) for module in _modules()), key=lambda rule: rule.id)
    names: dict[str, str] = {}
    for rule in found:
        for name in (rule.id, *rule.aliases):
            if name in names:
                raise RegistryError(f"{name} names a rule in {names[name]} and in {rule.module}")
            names[name] = rule.module
    return tuple(found)


def worth_asking(types: set[str], engine: str, requested: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that can have anything to ask of a project, by id; the others are not even imported.

    Args:
        types: of the resources that exist or may exist.
        engine: of the project.
        requested: ids of the rules that a profile lists.
    """
    chosen = (entry.module for entry in entries() if entry.may_ask(types, engine, requested))
    return tuple(sorted((_rule_of(module) for module in chosen), key=lambda rule: rule.id))


def names() -> frozenset[str]:
    """Every id, former ones too."""
    found = {name for entry in entries() for name in entry.ids}
    unknown = [_rule_of(entry.module) for entry in entries() if entry.types is None]
    return frozenset(found | {name for rule in unknown for name in (rule.id, *rule.aliases)})


def find(name: str) -> Rule:
    """The rule with this id or former id, whatever its case.

    Raises:
        InputError: there is none; the hint names those that are spelled alike.
    """
    by_name = _by_name()
    found = by_name.get(name.upper())
    if found is not None:
        return found
    import difflib

    near = difflib.get_close_matches(name.upper(), by_name, n=3, cutoff=0.6)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`stackproof rules` lists all rules."
    raise InputError(f"there is no rule {name}", hint=hint)


@cache
def _by_name() -> dict[str, Rule]:
    return {name.upper(): rule for rule in all_rules() for name in (rule.id, *rule.aliases)}


def file_of(rule: Rule) -> Path:
    """The file that the rule is written in."""
    *_, service, stem = rule.module.split(".")
    return FOLDER / service / f"{stem}.py"


def examples_of(rule: Rule) -> list[Path]:
    """The rule's examples, each a file or the folder of a project: bad ones first, and files before folders."""
    file = file_of(rule)
    folder = file.parent / EXAMPLES / file.stem
    if not folder.is_dir():
        return []
    found = [entry for entry in folder.iterdir() if entry.name.startswith(("bad", "good"))]
    return sorted(found, key=lambda entry: (entry.name.startswith("good"), entry.is_dir(), entry.name))


def _modules() -> Iterator[str]:
    package = __name__.rpartition(".")[0]
    for service in FOLDER.iterdir():
        if not service.is_dir() or service.name.startswith(("_", ".")):
            continue
        for file in service.iterdir():
            if file.suffix == ".py" and not file.name.startswith("_"):
                yield f"{package}.{service.name}.{file.stem}"


def _rule_of(module: str) -> Rule:
    # A rule may be imported by another for its title, so only the ones made in this module count.
    held = [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, Rule) and value.module == module
    ]
    if len(held) != 1:
        raise RegistryError(f"{module} has to hold exactly one rule and holds {len(held)}")
    return held[0]
