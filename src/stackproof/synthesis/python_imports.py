"""Packages that a Python program imports and its requirements do not name, as far as it is certain which they are.

A name of a module says little of the distribution that it comes in. It is certain where the project names a
distribution of that name elsewhere (among its development packages, in another file of requirements or in a lock file),
where the distribution is known to hold the module and the project names it, and for Pulumi's providers, which are all
named alike.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.project import pins, tree
from stackproof.synthesis import environments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_MAX_SOURCES = 3_000
_MAX_BYTES = 2 << 20
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([A-Za-z_]\w*)(?:\.[\w.]+)?[ \t]+import\b|import[ \t]+([^#\n;]+))", re.MULTILINE
)
_MODULE = re.compile(r"[A-Za-z_]\w*")
_TESTS = frozenset({"test", "tests", "docs", "examples"})
_OTHER_PROJECT = ("Pulumi.yaml", "Pulumi.yml", "cdk.json", "cdktf.json")
_PROVIDER = re.compile(r"pulumi_[a-z0-9_]+")
_KNOWN = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "git": "gitpython",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "slugify": "python-slugify",
    "yaml": "pyyaml",
}
"""Distributions that are named otherwise than the module in them."""


@dataclass(frozen=True, slots=True)
class Further:
    """What is installed beside what the requirements name.

    Attributes:
        requirements: specifier by package.
        imported: for each package the module and where it is imported first.
        named: those of the packages that the project names elsewhere.
    """

    requirements: dict[str, str] = field(default_factory=dict)
    imported: dict[str, tuple[str, Location]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()

    def problems(self, site: Path, asked: Iterable[str]) -> list[Problem]:
        """What is to be said of those that were installed: an error, but for what the project names elsewhere.

        Nothing is said of what a package that the project asks for brings along.

        Args:
            site: the folder that they are installed in.
            asked: the packages that the project asks for.
        """
        versions = environments.versions(site)
        there = [package for package in self.requirements if package in versions]
        brought = environments.brought_along(site, asked) if there else frozenset()
        return [
            _problem(package, *self.imported[package], versions[package], named=package in self.named)
            for package in there
            if package not in brought
        ]


def _problem(package: str, module: str, at: Location, version: str, *, named: bool) -> Problem:
    if named:
        message = f"the program imports {module}, which the project names for development alone: read with {package}"
        return Problem("note", f"{message} {version}", at)
    message = (
        f"the program imports {module}, and no file of requirements names {package}, so it does not run where only what"
        f" they name is installed: name it there. The rest was read with {package} {version}"
    )
    return Problem("error", message, at)


def further(root: Path, asked: Mapping[str, str]) -> Further:
    """What a project's sources import beside what it asks for.

    Args:
        asked: specifiers by package, as `pins.read` gives them.
    """
    elsewhere = {name: one for name, one in pins.named(root).items() if name not in asked}
    requirements: dict[str, str] = {}
    imported: dict[str, tuple[str, Location]] = {}
    for module, at in _imports(root).items():
        if module in sys.stdlib_module_names or _is_local(root, module):
            continue
        package = _package(module, elsewhere)
        if package and package not in asked and package not in requirements:
            requirements[package] = elsewhere.get(package, "")
            imported[package] = (module, at)
    return Further(dict(sorted(requirements.items())), imported, frozenset(requirements.keys() & elsewhere.keys()))


def _package(module: str, elsewhere: Mapping[str, str]) -> str:
    plain = module.lower().replace("_", "-")
    for name in (plain, _KNOWN.get(module, "")):
        if name in elsewhere:
            return name
    return plain if _PROVIDER.fullmatch(module) else ""


def _imports(root: Path) -> dict[str, Location]:
    """The modules that sources import, each with the first place; tests and projects below this one left aside."""
    found: dict[str, Location] = {}
    others: dict[Path, bool] = {}
    for count, file in enumerate(tree.files(root)):
        if count > _MAX_SOURCES:
            break
        parts = file.relative_to(root).parts
        if file.suffix != ".py" or _TESTS & set(parts) or _is_of_other(root, file.parent, others):
            continue
        for module, line in _imported_by(file):
            found.setdefault(module, Location("/".join(parts), line))
    return found


def _is_of_other(root: Path, folder: Path, known: dict[Path, bool]) -> bool:
    """Whether a folder belongs to another project below this one."""
    if folder == root:
        return False
    if folder not in known:
        here = any((folder / name).is_file() for name in _OTHER_PROJECT)
        known[folder] = here or _is_of_other(root, folder.parent, known)
    return known[folder]


def _imported_by(file: Path) -> Iterator[tuple[str, int]]:
    try:
        with file.open("rb") as opened:
            text = opened.read(_MAX_BYTES)
    except OSError:
        return
    for match in _IMPORT.finditer(text):
        line = text.count(b"\n", 0, match.end()) + 1
        names = match.group(1) or match.group(2)
        for name in names.decode("utf-8", "replace").split(","):
            module = _MODULE.match(name.strip())
            if module is not None:
                yield module.group(), line


def _is_local(root: Path, module: str) -> bool:
    """Whether a module may be one of the project's own."""
    folders = (root, *(root / name for name in ("src", "lib", "infra", "infrastructure", "cdk")))
    return any((folder / f"{module}.py").is_file() or (folder / module).is_dir() for folder in folders)
