"""Places as the user would name them from the folder in which stackproof was run."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.assessment.model import ProjectFacts
    from stackproof.graph.location import Location

# What `ProjectFacts.entry` says where a project has more than one template.
_SEVERAL = re.compile(r"\d+ templates")
_PROGRAM = re.compile(r"[\w./-]+\.(?:py|[mc]?ts|[mc]?js)\b")
_CONFIGURATIONS = {"cdk": "cdk.json", "cdktf": "cdktf.json", "pulumi": "Pulumi.yaml"}


def name(project: ProjectFacts) -> str:
    """The project's path; the file's own for a single template and for a Markdown answer."""
    if project.answer:
        file = join(project, project.answer)
        return f"{file} ({project.title})" if project.title else file
    if project.engine == "terraform":
        return join(project, project.entry)
    if project.engine != "cloudformation" or not project.entry or _SEVERAL.fullmatch(project.entry):
        return project.path
    return join(project, project.entry)


def category(project: ProjectFacts) -> str:
    """The project's name among others that may lie in the same folder for another engine."""
    extra = "" if project.engine in {"cloudformation", "cdk"} else f" [{project.engine}]"
    return name(project) + extra


def anchor(project: ProjectFacts) -> str:
    """A file that stands for the project where something has no place of its own; the folder where none is known."""
    if project.answer:
        return join(project, project.answer)
    if project.engine in {"cloudformation", "terraform"}:
        return name(project)
    program = _PROGRAM.search(project.entry)
    return join(project, program.group() if program else _CONFIGURATIONS.get(project.engine, ""))


def join(project: ProjectFacts, file: str) -> str:
    """The path of a file of the project."""
    return posixpath.normpath(posixpath.join(project.path, file))


def shown(project: ProjectFacts, at: Location) -> str:
    """`file:line:column`, as far as it is known; empty where there is no source."""
    return str(at._replace(file=join(project, at.file))) if at.file else ""
