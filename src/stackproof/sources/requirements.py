"""The packages that a project asks for, each with its line, in requirements, Pipfile, pyproject and package.json."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location
from stackproof.project.pins import normal_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.project import ProjectSources

_LINE = re.compile(
    r"^\s*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?\s*[^\s;#,\"']+\s*,?\s*)*)"
)
_PIPFILE = re.compile(r"^\s*\"?([A-Za-z0-9][A-Za-z0-9._-]*)\"?\s*=\s*(?:\"([^\"]*)\"|\{.*?version\s*=\s*\"([^\"]*)\")")
_SECTIONS = ("dependencies", "devDependencies", "peerDependencies")
_MAX_ENTRIES = 2_000


class Requirement(NamedTuple):
    """One package that is asked for. Names of Python packages are normalised; `constraint` is as it is written."""

    name: str
    constraint: str
    at: Location


def python_requirements(sources: ProjectSources) -> list[Requirement]:
    """What the files beside the project's entry ask for; lock files are results and left out."""
    found: list[Requirement] = []
    for name in sources.files:
        if "/" in name:
            continue
        if re.fullmatch(r"requirements[\w.-]*\.(?:txt|in)", name):
            found.extend(_plain(name, sources.text(name) or ""))
        elif name == "Pipfile":
            found.extend(_pipfile(name, sources.text(name) or ""))
        elif name == "pyproject.toml":
            found.extend(_pyproject(name, sources.text(name) or ""))
    return found[:_MAX_ENTRIES]


def node_requirements(sources: ProjectSources) -> list[Requirement]:
    """What package.json beside the project's entry asks for."""
    text = sources.text("package.json")
    if text is None:
        return []
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    lines = text.splitlines()
    found: list[Requirement] = []
    for section in _SECTIONS:
        entries = data.get(section) if isinstance(data, dict) else None
        for package, wanted in entries.items() if isinstance(entries, dict) else ():
            if isinstance(wanted, str):
                found.append(Requirement(package, wanted, _line_of(lines, f'"{package}"', "package.json")))
    return found[:_MAX_ENTRIES]


def _line_of(lines: list[str], words: str, file: str) -> Location:
    for number, line in enumerate(lines, 1):
        if words in line:
            return Location(file, number, line.index(words) + 1)
    return Location(file, 1)


def _plain(file: str, text: str) -> Iterator[Requirement]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(("#", "-")):
            continue
        match = _LINE.match(line)
        if match and "://" not in line:
            yield Requirement(
                normal_name(match.group(1)), match.group(2).strip().rstrip(","), Location(file, number, 1)
            )


def _pipfile(file: str, text: str) -> Iterator[Requirement]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            section = line.strip("[] \t")
        elif section in {"packages", "dev-packages"} and not line.lstrip().startswith("#"):
            match = _PIPFILE.match(line)
            if match:
                wanted = match.group(2) or match.group(3) or "*"
                yield Requirement(normal_name(match.group(1)), wanted, Location(file, number, 1))


def _pyproject(file: str, text: str) -> Iterator[Requirement]:
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    lines = text.splitlines()
    project = data.get("project")
    listed = project.get("dependencies") if isinstance(project, dict) else None
    for item in listed if isinstance(listed, list) else []:
        match = _LINE.match(str(item))
        if match:
            at = _line_of(lines, match.group(1), file)
            yield Requirement(normal_name(match.group(1)), match.group(2).strip().rstrip(","), at)
    tool = data.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    tables = poetry.get("dependencies") if isinstance(poetry, dict) else None
    for name in tables if isinstance(tables, dict) else {}:
        # Poetry writes ranges of its own kind; the name is what can be told.
        yield Requirement(normal_name(name), "", _line_of(lines, name, file))
