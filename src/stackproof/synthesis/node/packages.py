"""The node packages that a program runs with: the project's own, an installation of ours of what it pins, or ours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stackproof.errors import InputError
from stackproof.project import surroundings
from stackproof.synthesis import cache
from stackproof.synthesis.node import installing, manifest, toolchain
from stackproof.synthesis.node.imports import imported_by, is_source
from stackproof.synthesis.node.installing import OUT_OF_STEP, set_of_project, target_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.project.surroundings import Surroundings
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

_MAX_SOURCE_BYTES = 2 << 20
_ABOVE = 4


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
        around: what the project uses of its repository beside its folder; None where nobody looked.
        beside: a further node_modules folder that what lies outside of the project's folder finds.
        further: what was installed beside what package.json names, requirement by name.
        request: what `find` was asked for.
    """

    folder: Path
    source: Source
    versions: dict[str, str]
    notes: tuple[str, ...] = ()
    asked: Manifest | None = None
    absent: tuple[str, ...] = ()
    workspace: bool = False
    around: Surroundings | None = None
    beside: tuple[Path, ...] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    request: tuple[Sequence[str], str] = ((), "")

    @property
    def scripts(self) -> Mapping[str, str]:
        """The commands of package.json, by name."""
        return self.asked.scripts if self.asked is not None else {}


def find(root: Path, wanted: Sequence[str], engine: str, undeclared: Mapping[str, str] | None = None) -> Packages:
    """The packages of a project.

    The project's own node_modules when all that is wanted is in it, else an installation in stackproof's cache of what
    package.json and the lock file name, else the set of ours. An installation is made on first use (5 to 60 s), needs
    npm's registry, and runs no package's scripts.

    Args:
        root: the project's folder. Where it has no package.json, that of a folder above it counts, up to the
            repository's.
        wanted: names of the packages that the engine cannot do without, such as `aws-cdk-lib`.
        engine: key of `DEFAULTS`.
        undeclared: what the program imports although nothing names it, requirement by name: it is installed as well.

    Raises:
        InputError: package.json cannot be read.
        NoSuchVersion: npm's registry does not have what package.json asks for of what is wanted.
        MissingToolchain: npm is not there, or it cannot install.
    """
    above = and_above(root)
    asked = wishes(root)
    workspace = any(map(_is_workspace, above[1:]))
    around = surroundings.of(root)
    for folder in above:
        own = folder / "node_modules"
        if found := _installed(own, wanted):
            notes = [*_other_pins(asked, found), *around.notes]
            beside = _beside(around, own)
            return Packages(own, "project", found, tuple(notes), asked, (), workspace, around, beside)
    node = toolchain.find_node()
    defaults = DEFAULTS[engine]
    if asked is None:
        made = set_of(node, defaults)
        said = (_no_manifest(defaults, wanted), *around.notes)
        return Packages(made, "default", _installed(made, wanted) or {}, said, around=around)
    lacking = {name: defaults[name] for name in wanted if name in defaults and asked.requirement(name) is None}
    further = {**_of_others(around, asked), **(undeclared or {})}
    folder = set_of_project(node, root, asked, lacking, wanted, further)
    remarks = installing.remarks(folder)
    notes = [*_notes(asked, lacking, wanted), *around.notes]
    notes += [OUT_OF_STEP.format(asked.lock_file)] if remarks["out_of_step"] else []
    notes += [
        f"npm's registry has no {one}, which package.json names: it was not installed"
        for one in remarks["absent"]
        if one.rpartition("@")[0] not in (undeclared or {})
    ]
    # An installation of an earlier version says nothing of it.
    notes += _substitutes(folder, remarks.get("instead", ()))
    absent = tuple(one.rpartition("@")[0] for one in remarks["absent"])
    versions = _installed(folder, wanted) or {}
    request = (tuple(wanted), engine)
    return Packages(
        folder, "pinned", versions, tuple(notes), asked, absent, workspace, around, (), undeclared or {}, request
    )


def _beside(around: Surroundings, own: Path) -> tuple[Path, ...]:
    """The first node_modules folder above what lies outside of the project's folder, where it is another one."""
    for one in around.used:
        for folder in (around.top / one).parents:
            if not folder.is_relative_to(around.top):
                break
            found = folder / "node_modules"
            if found != own and found.is_dir() and not found.is_symlink():
                return (found,)
    return ()


def _of_others(around: Surroundings, asked: Manifest) -> dict[str, str]:
    """What the sources outside of the project's folder import and its package.json does not name, as theirs does."""
    found: dict[str, str] = {}
    known: dict[Path, Manifest | None] = {}
    for file in filter(is_source, around.sources()):
        lacking = [name for name in imported_by(file) if asked.requirement(name) is None and name not in found]
        theirs = _nearest_manifest(file.parent, around.top, known) if lacking else None
        wanted = {name: theirs.requirement(name) for name in lacking} if theirs is not None else {}
        found.update({name: requirement for name, requirement in wanted.items() if requirement is not None})
    return dict(sorted(found.items()))


def _nearest_manifest(folder: Path, top: Path, known: dict[Path, Manifest | None]) -> Manifest | None:
    for one in (folder, *folder.parents):
        if one not in known:
            known[one] = manifest_in(one)
        if known[one] is not None or one == top:
            return known[one]
    return None


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
    found = manifest_in(folder)
    return found is not None and found.workspace


def manifest_in(folder: Path) -> Manifest | None:
    """What the package.json of a folder says; None where there is none that can be read."""
    try:
        return manifest.read(folder)
    except InputError:
        return None


def version_of(folder: Path, name: str) -> str:
    """The version of a package in a node_modules folder; empty where it is not there."""
    return (_installed(folder, [name]) or {}).get(name, "")


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
        found = version_of(folder, name)
        yield f"npm's registry has no {one}, which the project asks for: read with {found or 'another version'}"


def default_folder(engine: str, node: Node) -> Path:
    """Where the cache keeps the set of an engine."""
    return target_of("default", node, _data_of(DEFAULTS[engine]), None)


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
    target = target_of("default", node, data, None)

    def make(fresh: Path) -> None:
        write(fresh, data, None)
        toolchain.install(node, fresh, ["install"], f"the packages of stackproof ({', '.join(dependencies)})")

    return cache.made(target, make) / "node_modules"
