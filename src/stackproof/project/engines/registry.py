"""Finds the detectors: every module of this package that holds one registers by being there."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stackproof.errors import InputError
    from stackproof.project.listing import Listing
    from stackproof.project.model import Engine, Project


@dataclass(slots=True)
class Found:
    """What a detector found: projects, and what looks like one but cannot be read."""

    projects: list[Project] = field(default_factory=list)
    skipped: list[InputError] = field(default_factory=list)

    @property
    def program_folders(self) -> set[Path]:
        """The folders of the projects of languages that run, whether or not stackproof reads them."""
        folders = {project.root for project in self.projects if project.engine in {"cdk", "cdktf", "pulumi"}}
        return folders | {Path(error.file).parent for error in self.skipped if error.file}

    def gather(self, folders: Iterable[Path], project_in: Callable[[Path], Project]) -> None:
        """Adds the project in each folder, or the reason why it cannot be read."""
        from stackproof.errors import InputError

        for folder in folders:
            try:
                self.projects.append(project_in(folder))
            except InputError as error:
                self.skipped.append(error)

    def add(self, other: Found) -> None:
        """Adds what another detector found."""
        self.projects.extend(other.projects)
        self.skipped.extend(other.skipped)


@dataclass(frozen=True, slots=True)
class Detector:
    """How the projects of one engine are found.

    Attributes:
        engine: the engine.
        rank: detectors are asked in this order; those of templates after those of the programs that may use them.
        looked_for: what a project of the engine has, as the message says it that reports that nothing was found.
        find: the projects below a folder, given what detectors of a lower rank found.
        of_file: the project that a file stands for when it is named itself; None when it stands for none. Raises
            InputError where it is a project that cannot be read.
    """

    engine: Engine
    rank: int
    looked_for: str
    find: Callable[[Listing, Found], Found]
    of_file: Callable[[Path], Project | None]


@cache
def detectors() -> tuple[Detector, ...]:
    """Every detector by rank, then by engine."""
    folder = Path(__file__).parent
    package = __name__.rpartition(".")[0]
    modules = [importlib.import_module(f"{package}.{file.stem}") for file in sorted(folder.glob("[a-z]*.py"))]
    held = {value for module in modules for value in vars(module).values() if isinstance(value, Detector)}
    return tuple(sorted(held, key=lambda detector: (detector.rank, detector.engine)))
