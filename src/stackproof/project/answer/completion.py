"""What an answer lacks to be run: an entry point and a configuration are written for a stack class that allows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from stackproof.project.model import Engine, Project


@dataclass(frozen=True, slots=True)
class Completion:
    """What was added to an answer.

    Attributes:
        files: text by name of the files that have to be written.
        note: what was added and why, one sentence; empty where nothing was.
        at: the place in the answer's files that the addition was made for.
        projects: projects of which the sources alone can be judged.
    """

    files: dict[str, str] = field(default_factory=dict)
    note: str = ""
    at: Location = NOWHERE
    projects: list[Project] = field(default_factory=list)


def complete(root: Path, names: Iterable[str], engines: Collection[Engine]) -> Completion:
    """An entry for the stack classes of an answer, where it has a program of an engine without one.

    Args:
        root: the folder that the answer's files were written to.
        names: the answer's files.
        engines: the engines of which there is a project already.
    """
    return Completion()
