"""Packages that a program imports and its package.json does not name, though npm's registry may have them.

The program does not run where only package.json is installed, so that is a fault. It says nothing of the rest, which is
read with the package from the registry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.node import packages
from stackproof.synthesis.node.manifest import is_name
from stackproof.synthesis.node.sources import configuration

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.node.packages import Packages

MOST = 8
"""How many are taken for one program."""

_NOT_FOUND = re.compile(r"Cannot find (?:module|package) '([^']{1,300})'")
_PACKAGE = re.compile(r"(?:@[^/]+/)?[^/]+")
_ALPHA = re.compile(r"@aws-cdk/[a-z0-9-]+-alpha")
_LOCAL_ENDINGS = ("", ".ts", ".tsx", ".js", ".json", ".mjs", ".cjs")


class Failure(Protocol):
    """What is looked at of what a program said when it failed; see `runner.Failure`."""

    @property
    def message(self) -> str:
        """What the error says."""

    @property
    def code(self) -> str:
        """Node's code of it."""

    @property
    def place(self) -> tuple[str, int] | None:
        """(file, line) of the nearest code in the project."""


def not_found(failure: Failure) -> tuple[str, str]:
    """What an import asked for that is not there, and the package of that; empty where it is no package."""
    found = _NOT_FOUND.search(failure.message)
    if failure.code not in ("MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND") or found is None:
        return "", ""
    name = found.group(1)
    match = _PACKAGE.match(name)
    package = match.group() if match is not None and not name.startswith((".", "/", "file:")) else ""
    return name, package


def wanted(failure: Failure, found: Packages, root: Path) -> str:
    """The package of the registry that a program failed for want of; empty where that is not its trouble.

    A name that may be one of the project's own files, or of its workspace's packages, is none.
    """
    name, package = not_found(failure)
    asked = found.asked
    if found.source != "pinned" or asked is None or not is_name(package) or package in found.further:
        return ""
    if asked.requirement(package) is not None or package in asked.left_out or len(found.further) >= MOST:
        return ""
    if found.workspace and _above(root, package) is None:
        return ""
    return "" if _may_be_own(root, name) else package


def taken(root: Path, found: Packages, package: str) -> Packages:
    """The same packages and that one.

    Raises:
        MissingToolchain: npm cannot install it.
    """
    names, engine = found.request
    requirement = _above(root, package) or _fitting(package, found) or "*"
    return packages.find(root, names, engine, {**found.further, package: requirement})


def problem(failure: Failure, found: Packages, root: Path) -> Problem:
    """What is to be said of a package that was taken: an error, but for one that a package.json above names."""
    name, package = not_found(failure)
    at = Location(*failure.place) if failure.place else NOWHERE
    version = packages.version_of(found.folder, package)
    read = f"{package} {version}" if version else package
    if _above(root, package) is not None:
        message = f"the program imports {name}, which only a package.json above its own names: read with {read}"
        return Problem("note", message, at)
    message = (
        f"the program imports {name}, and package.json does not name {package}, so it does not run where only that is"
        f" installed: name it there (npm install {package}). The rest was read with {read} from npm's registry"
    )
    return Problem("error", message, at)


def _above(root: Path, package: str) -> str | None:
    """What a package.json above the project's own asks for a package."""
    for folder in packages.and_above(root)[1:]:
        asked = packages.manifest_in(folder)
        if asked is not None and (requirement := asked.requirement(package)) is not None:
            return requirement
    return None


def _fitting(package: str, found: Packages) -> str:
    """The release of an experimental module of the CDK that goes with the version of the CDK."""
    version = found.versions.get("aws-cdk-lib", "")
    return f"{version}-alpha.0" if _ALPHA.fullmatch(package) and re.fullmatch(r"[0-9.]+", version) else ""


def _may_be_own(root: Path, name: str) -> bool:
    """Whether an import may mean a file of the project: from its folder, or by TypeScript's configuration."""
    options = configuration(root, "tsconfig.json").get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    paths = options.get("paths")
    patterns = [one.rstrip("*") for one in paths if one != "*"] if isinstance(paths, dict) else []
    if any(name == one or (one and name.startswith(one)) for one in patterns):
        return True
    base = options.get("baseUrl")
    folders = [root, root / "src", *([root / base] if isinstance(base, str) and "\0" not in base else [])]
    first = name.split("/", maxsplit=1)[0]
    return any(
        (folder / f"{one}{ending}").exists() for folder in folders for one in (first, name) for ending in _LOCAL_ENDINGS
    )
