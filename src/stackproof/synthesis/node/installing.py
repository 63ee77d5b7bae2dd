"""Installs what a project asks npm for into stackproof's cache, as near to it as the registry allows."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.synthesis import cache
from stackproof.synthesis.node import toolchain
from stackproof.synthesis.node.imports import imported, needs_development

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stackproof.synthesis.node.manifest import Manifest
    from stackproof.synthesis.node.toolchain import Node

_REMARKS = "remarks.json"
OUT_OF_STEP = "{} cannot be installed from: only the versions of the project's own dependencies were taken from it"
_MAX_ABSENT = 5
_NO_MATCH = re.compile(
    r"No matching version found for (\S+@[^\s]*?)\.?(?:\s|$)|'(\S+@[^']*)' (?:is not in|could not be found)"
)


class NoSuchVersion(InputError):
    """npm's registry does not have a package that an engine cannot do without, in the version that is asked for."""


def set_of_project(
    node: Node,
    root: Path,
    asked: Manifest,
    lacking: Mapping[str, str],
    wanted: Sequence[str],
    further: Mapping[str, str],
) -> Path:
    """A node_modules folder of the cache with what a project asks for, installed on first use; see `remarks`.

    Args:
        lacking: what the engine cannot do without and package.json does not name, requirement by name.
        wanted: what it cannot do without at all.
        further: what is installed beside all that, requirement by name; a lock file keeps its versions.

    Raises:
        NoSuchVersion: see there.
        MissingToolchain: npm is not there, or it cannot install.
    """
    everything = not asked.dependencies or needs_development(imported(root), asked)
    data: dict[str, Any] = {"private": True, "dependencies": dict(asked.dependencies)}
    if asked.development:
        data["devDependencies"] = dict(asked.development)
    if asked.overrides:
        data["overrides"] = asked.overrides
    options = [] if everything else ["--omit=dev"]
    locked = asked.lock if not lacking else None
    told = [data, sorted(lacking.items()), options, sorted(asked.pins.items())]
    target = target_of("pinned", node, [*told, sorted(further.items())] if further else told, locked)

    def make(fresh: Path) -> None:
        out_of_step = locked is not None and not _from_lock(node, fresh, data, locked, options)
        absent: list[str] = []
        instead: list[str] = []
        if locked is None or out_of_step:
            pinned: dict[str, Any] = {
                group: {name: asked.pins.get(name, version) for name, version in data[group].items()}
                for group in ("dependencies", "devDependencies")
                if group in data
            }
            pinned["dependencies"] |= lacking
            absent, instead = _from_registry(node, fresh, {**data, **pinned}, options, asked, wanted)
        absent += [one for one in _named(further) if not _added(node, fresh, one, options)]
        _keep_node_modules(fresh)
        remarks = {"out_of_step": out_of_step, "absent": absent, "instead": instead}
        (fresh / _REMARKS).write_text(json.dumps(remarks), "utf-8")

    return cache.made(target, make) / "node_modules"


def _named(further: Mapping[str, str]) -> list[str]:
    return [f"{name}@{asked}" for name, asked in sorted(further.items())]


def _added(node: Node, fresh: Path, one: str, options: list[str]) -> bool:
    """Installs a package beside what is there; False where the registry does not have it."""
    command = ["install", "--no-save", "--legacy-peer-deps", *options, one]
    try:
        toolchain.install(node, fresh, command, one)
    except toolchain.InstallationFailed as error:
        if not re.search(r"ETARGET|E404", error.said):
            raise
        return False
    return True


def remarks(folder: Path) -> dict[str, Any]:
    """What is to be said of an installation: `out_of_step`, `absent` and `instead`, as name@version."""
    found: dict[str, Any] = json.loads((folder.parent / _REMARKS).read_text("utf-8"))
    return found


def _from_lock(node: Node, fresh: Path, data: dict[str, Any], lock: dict[str, Any], options: list[str]) -> bool:
    """Installs what the lock file says; False when it does not fit package.json, or names what there is no more."""
    write(fresh, data, lock)
    try:
        toolchain.install(node, fresh, ["ci", "--legacy-peer-deps", *options], "the project's packages")
    except toolchain.InstallationFailed as error:
        if not re.search(r"EUSAGE|in sync|EINTEGRITY|ETARGET|E404|Invalid Version|ENOLOCK", error.said):
            raise
        return False
    return True


def _from_registry(
    node: Node, fresh: Path, data: dict[str, Any], options: list[str], asked: Manifest, wanted: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Installs the newest versions that fit.

    Returns:
        As name@version, what the registry does not have at all, and what it has in other versions alone: of that the
        newest that package.json allows is installed, or else the newest, save for what an engine cannot do without.
    """
    command = ["install", *options]
    absent: list[str] = []
    instead: list[str] = []
    while True:
        write(fresh, data, None)
        try:
            toolchain.install(node, fresh, command, "the project's packages")
        except toolchain.InstallationFailed as error:
            if "ERESOLVE" in error.said and "--legacy-peer-deps" not in command:
                # npm before version 7 let these conflicts pass, and projects of that time live with them.
                command = [*command, "--legacy-peer-deps"]
                continue
            group, name, unknown = _no_match(error.said, data)
            if not name or len(absent) + len(instead) >= _MAX_ABSENT:
                raise
            tried = data[group].pop(name)
            needed = asked.dependencies.get(name, asked.development.get(name, tried))
            # npm refuses an override that is not the requirement of a dependency of the project's own.
            overrides = {key: value for key, value in data.get("overrides", {}).items() if key != name}
            data = {**data, "overrides": overrides}
            other = needed if tried != needed else "*"
            if other == "*" and name in wanted:
                message = f"npm's registry has no {name}@{tried}, which package.json names"
                raise NoSuchVersion(message, file="package.json", hint="Name a version that there is") from None
            if tried == "*" or unknown:
                absent.append(f"{name}@{needed}")
                instead = [one for one in instead if one.rpartition("@")[0] != name]
            else:
                data[group][name] = other
                instead = [one for one in instead if one.rpartition("@")[0] != name] + [f"{name}@{tried}"]
        else:
            return absent, instead


def _no_match(said: str, data: dict[str, Any]) -> tuple[str, str, bool]:
    """Group and name of the direct dependency that npm did not find, and whether no version of it is there.

    The name is empty where it is no direct one.
    """
    match = _NO_MATCH.search(said)
    found = (match.group(1) or match.group(2)) if match else ""
    name = found.rpartition("@")[0]
    for group in ("dependencies", "devDependencies"):
        if match and name and name in data.get(group, {}):
            return group, name, match.group(1) is None
    return "", "", False


def target_of(kind: str, node: Node, data: object, lock: object) -> Path:
    """Where the cache keeps an installation."""
    text = json.dumps([data, lock, node.version], sort_keys=True)
    return cache.folder() / "node" / f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def write(folder: Path, data: dict[str, Any], lock: dict[str, Any] | None) -> None:
    """Writes package.json, and the lock file where there is one."""
    (folder / "package.json").write_text(json.dumps(data), "utf-8")
    (folder / "package-lock.json").unlink(missing_ok=True)
    if lock is not None:
        (folder / "package-lock.json").write_text(json.dumps(lock), "utf-8")


def _keep_node_modules(folder: Path) -> None:
    (folder / "node_modules").mkdir(exist_ok=True)
