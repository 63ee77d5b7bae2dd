"""The node packages that a program runs with: the project's own, an installation of ours of what it pins, or ours."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stackproof.errors import InputError
from stackproof.sandbox import read_output
from stackproof.synthesis import cache
from stackproof.synthesis.node import manifest, toolchain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.synthesis.node.manifest import Manifest
    from stackproof.synthesis.node.toolchain import Node

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "cdk": {"aws-cdk-lib": "2.276.0", "constructs": "10.8.1", "source-map-support": "0.5.21"},
    "pulumi": {"@pulumi/pulumi": "3.276.0", "@pulumi/aws": "7.48.0", "typescript": "5.9.3"},
    "cdktf": {"cdktf": "0.21.0", "constructs": "10.7.2"},
    "cdktf with bindings": {"cdktf": "0.21.0", "constructs": "10.7.2", "@cdktf/provider-aws": "21.22.1"},
    "cdktn": {"cdktn": "0.24.0", "constructs": "10.7.2"},
    "cdktn with bindings": {"cdktn": "0.24.0", "constructs": "10.7.2", "@cdktn/provider-aws": "25.7.0"},
}
"""What a project is read with that names no packages of its own, by engine; versions as of 2026-11-27."""

Source = Literal["project", "pinned", "default"]

_MAX_SOURCES = 5_000
_MAX_SOURCE_BYTES = 2 << 20
_ABOVE = 4
_SOURCE_ENDINGS = (".ts", ".js", ".mts", ".cts", ".mjs", ".cjs", ".tsx", ".jsx")
# Bundlers and the like count as development packages, and so do tests; a program that imports one gets them all.
_IMPORT = re.compile(rb"""(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*["']([^"'\s.][^"'\s]*)["']""")
_TESTS = frozenset({"test", "tests", "__tests__", "spec", "e2e", "__mocks__", "node_modules", "cdk.out", "cdktf.out"})


@dataclass(frozen=True, slots=True)
class Packages:
    """Packages that a program finds.

    Attributes:
        folder: the node_modules folder, shown read-only. The program runs its code like the project's own.
        source: `project` for the project's own folder, `pinned` for an installation of ours of what it asks for,
            `default` for our own set.
        versions: of the packages that were asked for.
        notes: what the project's author should know, one sentence each without a full stop.
        asked: what package.json and the lock file name; None where there is no package.json.
        absent: packages that package.json names in a version that npm's registry does not have.
        workspace: whether the project belongs to a workspace whose packages find each other.
    """

    folder: Path
    source: Source
    versions: dict[str, str]
    notes: tuple[str, ...] = ()
    asked: Manifest | None = None
    absent: tuple[str, ...] = ()
    workspace: bool = False

    @property
    def scripts(self) -> Mapping[str, str]:
        """The commands of package.json, by name."""
        return self.asked.scripts if self.asked is not None else {}


def find(root: Path, wanted: Sequence[str], engine: str) -> Packages:
    """The packages of a project.

    The project's own node_modules when all that is wanted is in it, else an installation in stackproof's cache of what
    package.json and the lock file name, else the set of ours. An installation is made on first use (5 to 60 s), needs
    npm's registry, and runs no package's scripts.

    Args:
        root: the project's folder. Where it has no package.json, that of a folder above it counts, up to the
            repository's.
        wanted: names of the packages that the engine cannot do without, such as `aws-cdk-lib`.
        engine: key of `DEFAULTS`.

    Raises:
        InputError: package.json cannot be read.
        NoSuchVersion: npm's registry does not have what package.json asks for of what is wanted.
        MissingToolchain: npm is not there, or it cannot install.
    """
    above = and_above(root)
    asked = wishes(root)
    workspace = any(map(_is_workspace, above[1:]))
    for folder in above:
        if found := _installed(folder / "node_modules", wanted):
            return Packages(
                folder / "node_modules", "project", found, tuple(_other_pins(asked, found)), asked, workspace=workspace
            )
    node = toolchain.find_node()
    defaults = DEFAULTS[engine]
    if asked is None:
        made = set_of(node, defaults)
        return Packages(made, "default", _installed(made, wanted) or {}, (_no_manifest(defaults, wanted),))
    lacking = {name: defaults[name] for name in wanted if name in defaults and asked.requirement(name) is None}
    notes = list(_notes(asked, lacking, wanted))
    folder = _set_of_project(node, root, asked, lacking, wanted)
    remarks = json.loads((folder.parent / _REMARKS).read_text("utf-8"))
    notes += [_OUT_OF_STEP.format(asked.lock_file)] if remarks["out_of_step"] else []
    notes += [
        f"npm's registry has no {one}, which package.json names: it was not installed" for one in remarks["absent"]
    ]
    # An installation of an earlier version says nothing of it.
    notes += _substitutes(folder, remarks.get("instead", ()))
    absent = tuple(one.rpartition("@")[0] for one in remarks["absent"])
    return Packages(folder, "pinned", _installed(folder, wanted) or {}, tuple(notes), asked, absent, workspace)


def wishes(root: Path) -> Manifest | None:
    """What the project asks npm for; None where neither its folder nor one above it has a package.json.

    Raises:
        InputError: package.json cannot be read.
    """
    return next((found for folder in and_above(root) if (found := manifest.read(folder)) is not None), None)


def and_above(root: Path) -> list[Path]:
    """The folder and those above it, up to the one that holds the repository; the folder alone where there is none."""
    here = root.resolve()
    chain = [here, *list(here.parents)[:_ABOVE]]
    for index, folder in enumerate(chain):
        if (folder / ".git").exists() or (folder / "pnpm-workspace.yaml").is_file():
            return chain[: index + 1]
    return [here]


def _is_workspace(folder: Path) -> bool:
    if (folder / "pnpm-workspace.yaml").is_file():
        return True
    try:
        found = manifest.read(folder)
    except InputError:
        return False
    return found is not None and found.workspace


def _installed(folder: Path, wanted: Sequence[str]) -> dict[str, str] | None:
    """Versions of the wanted packages in a node_modules folder; None unless all are there."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    versions: dict[str, str] = {}
    for name in wanted:
        try:
            data = json.loads((folder / name / "package.json").read_bytes()[:_MAX_SOURCE_BYTES])
        except (OSError, ValueError, RecursionError):
            return None
        version = data.get("version") if isinstance(data, dict) else None
        if not isinstance(version, str):
            return None
        versions[name] = version[:60]
    return versions


def _no_manifest(defaults: Mapping[str, str], wanted: Sequence[str]) -> str:
    return f"there is no package.json: the program is read with {_listed(defaults, wanted)}"


def _listed(versions: Mapping[str, str], names: Sequence[str]) -> str:
    return " and ".join(f"{name} {versions[name]}" for name in names if name in versions)


def _other_pins(asked: Manifest | None, found: Mapping[str, str]) -> Iterator[str]:
    """Where the installed version is not the one that the project pins."""
    for name, version in found.items():
        pin = asked.pins.get(name) if asked is not None else None
        if pin is not None and pin != version:
            yield f"the project pins {name} {pin}, read with {version}, which is installed in its node_modules"


def _notes(asked: Manifest, lacking: Mapping[str, str], wanted: Sequence[str]) -> Iterator[str]:
    missing = [name for name in wanted if name in lacking]
    if missing:
        yield f"package.json does not name {' and '.join(missing)}: read with {_listed(lacking, missing)}"
    if asked.left_out:
        names = ", ".join(asked.left_out[:5])
        yield f"packages that do not come from npm's registry were not installed: {names}"


def _substitutes(folder: Path, instead: Sequence[str]) -> Iterator[str]:
    """What was installed of another version than the one that is asked for."""
    for one in instead:
        name = one.rpartition("@")[0]
        found = (_installed(folder, [name]) or {}).get(name)
        yield f"npm's registry has no {one}, which the project asks for: read with {found or 'another version'}"


def default_folder(engine: str, node: Node) -> Path:
    """Where the cache keeps the set of an engine."""
    return _target("default", node, _data_of(DEFAULTS[engine]), None)


def _data_of(dependencies: Mapping[str, str]) -> dict[str, Any]:
    return {"private": True, "dependencies": dict(dependencies)}


def set_of(node: Node, dependencies: Mapping[str, str]) -> Path:
    """A node_modules folder of the cache that holds these packages and what they need, installed on first use.

    Args:
        dependencies: exact version by name.

    Raises:
        MissingToolchain: npm is not there, or it cannot install.
    """
    data = _data_of(dependencies)
    target = _target("default", node, data, None)

    def make(fresh: Path) -> None:
        _write(fresh, data, None)
        toolchain.install(node, fresh, ["install"], f"the packages of stackproof ({', '.join(dependencies)})")

    return cache.made(target, make) / "node_modules"


_REMARKS = "remarks.json"
_OUT_OF_STEP = "{} cannot be installed from: only the versions of the project's own dependencies were taken from it"
_MAX_ABSENT = 5
_NO_MATCH = re.compile(
    r"No matching version found for (\S+@[^\s]*?)\.?(?:\s|$)|'(\S+@[^']*)' (?:is not in|could not be found)"
)


class NoSuchVersion(InputError):
    """npm's registry does not have a package that an engine cannot do without, in the version that is asked for."""


def _set_of_project(node: Node, root: Path, asked: Manifest, lacking: Mapping[str, str], wanted: Sequence[str]) -> Path:
    everything = not asked.dependencies or _needs_development(imported(root), asked)
    data: dict[str, Any] = {"private": True, "dependencies": dict(asked.dependencies)}
    if asked.development:
        data["devDependencies"] = dict(asked.development)
    if asked.overrides:
        data["overrides"] = asked.overrides
    options = [] if everything else ["--omit=dev"]
    locked = asked.lock if not lacking else None
    target = _target("pinned", node, [data, sorted(lacking.items()), options, sorted(asked.pins.items())], locked)

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
        _keep_node_modules(fresh)
        remarks = {"out_of_step": out_of_step, "absent": absent, "instead": instead}
        (fresh / _REMARKS).write_text(json.dumps(remarks), "utf-8")

    return cache.made(target, make) / "node_modules"


def _from_lock(node: Node, fresh: Path, data: dict[str, Any], lock: dict[str, Any], options: list[str]) -> bool:
    """Installs what the lock file says; False when it does not fit package.json, or names what there is no more."""
    _write(fresh, data, lock)
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
        _write(fresh, data, None)
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


def _target(kind: str, node: Node, data: object, lock: object) -> Path:
    text = json.dumps([data, lock, node.version], sort_keys=True)
    return cache.folder() / "node" / f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _write(folder: Path, data: dict[str, Any], lock: dict[str, Any] | None) -> None:
    (folder / "package.json").write_text(json.dumps(data), "utf-8")
    (folder / "package-lock.json").unlink(missing_ok=True)
    if lock is not None:
        (folder / "package-lock.json").write_text(json.dumps(lock), "utf-8")


def _keep_node_modules(folder: Path) -> None:
    (folder / "node_modules").mkdir(exist_ok=True)


def _needs_development(names: set[str], asked: Manifest) -> bool:
    """Whether a program imports a development package, or one that comes with them and that package.json does not name.

    Many programs import source-map-support, which they have from jest alone.
    """
    if names & asked.development.keys():
        return True
    packages = asked.lock.get("packages") if asked.lock is not None else None
    if isinstance(packages, dict):
        found = (packages.get(f"node_modules/{name}") for name in names - asked.dependencies.keys())
        return any(isinstance(one, dict) and one.get("dev") is True for one in found)
    return "source-map-support" in names - asked.dependencies.keys()


def imported(root: Path) -> set[str]:
    """Names of the packages that the project's own sources import, tests left aside."""
    found: set[str] = set()
    pending, count = [root], 0
    while pending and count < _MAX_SOURCES:
        folder = pending.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            count += 1
            if entry.is_symlink() or entry.name.startswith(".") or entry.name in _TESTS:
                continue
            if entry.is_dir():
                pending.append(entry)
            elif entry.name.endswith(_SOURCE_ENDINGS) and not re.search(r"\.(?:test|spec|d|config)\.\w+$", entry.name):
                found |= _imported_by(root, entry)
    return found


def _imported_by(root: Path, file: Path) -> set[str]:
    try:
        text = read_output(root, file.relative_to(root).as_posix(), max_bytes=_MAX_SOURCE_BYTES)
    except InputError:
        return set()
    names = (match.group(1).decode("utf-8", "replace") for match in _IMPORT.finditer(text))
    return {"/".join(name.split("/")[: 2 if name.startswith("@") else 1]) for name in names}
