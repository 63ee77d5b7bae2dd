"""What the tool's own command line would hand to the program: cdktf.json's context, and the environment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.synthesis.cdk import context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from stackproof.synthesis.model import Setting, Settings

CONFIGURATION = "cdktf.json"

REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""Where programs look for the region."""

_MAX_MODULES = 200
_WITH_VERSION = re.compile(r"(.+?)@([^@/]+)")

FIRST, TWIN, AGAIN = "first", "twin", "again"
"""Names of the syntheses: as it is, under another suffix, and as it is once more."""


def read_context(root: Path) -> dict[str, Any]:
    """The context that the command line makes of cdktf.json: its own, and the local modules that it names.

    Raises:
        InputError: the file is no JSON object, or its context is none.
    """
    data = context.read_json(root / CONFIGURATION)
    found = data.get("context", {})
    if not isinstance(found, dict):
        line = context.line_of(root / CONFIGURATION, '"context"')
        raise InputError("the context is not an object", file=CONFIGURATION, line=line)
    modules = data.get("terraformModules")
    sources = [_source(module) for module in modules] if isinstance(modules, list) else []
    local = [source for source in sources if source.startswith(("./", "../"))]
    return {"cdktfRelativeModules": local, **found} if local else dict(found)


def generated(root: Path) -> str:
    """The package into which `cdktf get` writes bindings for a project in Python.

    Raises:
        InputError: cdktf.json is no JSON object.
    """
    name = context.read_json(root / CONFIGURATION).get("codeMakerOutput")
    return name if isinstance(name, str) and name.isidentifier() else "imports"


def names_provider(root: Path, name: str) -> bool:
    """Whether cdktf.json names a provider whose generated bindings would have this name."""
    try:
        return name in providers(root)
    except InputError:
        return False


def providers(root: Path) -> set[str]:
    """The providers that `cdktf get` generates bindings for, by the names that these have.

    Raises:
        InputError: cdktf.json is no JSON object.
    """
    found = context.read_json(root / CONFIGURATION).get("terraformProviders")
    names = set()
    for entry in found[:_MAX_MODULES] if isinstance(found, list) else ():
        called = entry.get("name") if isinstance(entry, dict) else None
        provider = called if isinstance(called, str) else _source(entry).partition("@")[0].rpartition("/")[2]
        if re.fullmatch(r"[\w-]{1,60}", provider):
            names.add(provider.replace("-", "_"))
    return names


def modules(root: Path) -> Iterator[dict[str, str]]:
    """Name, source and version of the Terraform modules that cdktf.json names; the version may be missing.

    Raises:
        InputError: cdktf.json is no JSON object.
    """
    found = context.read_json(root / CONFIGURATION).get("terraformModules")
    for entry in found[:_MAX_MODULES] if isinstance(found, list) else ():
        source = _source(entry)
        name, version = (entry.get("name"), entry.get("version")) if isinstance(entry, dict) else (None, None)
        local = source.startswith((".", "/"))
        if version is None and not local and (match := _WITH_VERSION.fullmatch(source)):
            source, version = match.group(1), match.group(2).strip()
        parts = [part for part in re.split(r"[/:]", source.partition("?")[0]) if part.strip(".")]
        if not isinstance(name, str) and parts:
            # namespace/name/provider of a registry, else the last folder, as of a module inside another.
            registry = len(parts) == 3 and not local and not source.startswith("git")
            name = parts[-2] if registry else parts[-1]
        if isinstance(name, str) and source:
            yield {"name": name, "source": source, **({"version": version} if isinstance(version, str) else {})}


def _source(module: object) -> str:
    source = module.get("source") if isinstance(module, dict) else module
    return source if isinstance(source, str) else ""


def given_context(project: Mapping[str, Any], settings: Mapping[str, Setting]) -> dict[str, Any]:
    """The whole context of one run. Settings win over the project's file."""
    given: dict[str, Any] = {}
    for setting in settings.values():
        if setting.context is not None:
            given[setting.context] = setting.value
        elif names_no_channel(setting):
            given[setting.name] = setting.value
    return {**project, **given}


def names_no_channel(setting: Setting) -> bool:
    """Whether a setting is to be tried in every way."""
    return not any((setting.env, setting.context, setting.config, setting.variable, setting.parameter))


def environment(settings: Settings) -> dict[str, str]:
    """The variables that whoever deploys has set: the region, where it was stated."""
    region = settings.regions.get("primary") or settings.regions.get("")
    return dict.fromkeys(REGION_VARIABLES, region) if region else {}


def assumed(told: Mapping[str, str]) -> dict[str, str]:
    """The variables that are set when a program fails for want of a region.

    Args:
        told: the variables of the run that failed.
    """
    if "AWS_REGION" in told:
        return {}
    return {name: context.ASSUMED_REGION for name in REGION_VARIABLES if name not in told}


def with_suffix(settings: Settings, value: str) -> dict[str, Setting]:
    """The settings with another suffix."""
    values = dict(settings.values)
    if settings.suffix in values:
        values[settings.suffix] = replace(values[settings.suffix], value=value)
    return values


def suffixes(settings: Settings) -> tuple[str, str]:
    """The suffix and another one of the same form; both empty where there is no such setting."""
    setting = settings.values.get(settings.suffix) if settings.suffix is not None else None
    return (setting.value, context.other_suffix(setting.value)) if setting is not None else ("", "")
