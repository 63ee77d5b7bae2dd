"""The project's own files, for those who judge sources: read once each, as hostile, and only when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from stackproof.project import files
from stackproof.project.tree import files as walk
from stackproof.project.tree import is_ignored
from stackproof.sources.python import SourceError, parse

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stackproof.project.model import Engine, Project
    from stackproof.synthesis.terraform.syntax import Body


Made = TypeVar("Made")


@dataclass(frozen=True)
class ProjectSources:
    """What lies in a project's folder. Names of files are relative to `root`, with forward slashes.

    Attributes:
        root: the folder that places are relative to.
        engine, language, entry, pins: see `Project`.
        folder: the project's own folder relative to `root`, empty when it is `root`: a root module of Terraform may lie
            deep in a repository whose other folders are not its own.
    """

    root: Path
    engine: Engine
    language: str
    entry: str
    folder: str = ""
    pins: Mapping[str, str] = field(default_factory=dict)
    _texts: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _trees: dict[str, ast.Module | SourceError | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _bodies: dict[str, Body | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    _made: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files of the project's own folder, sorted; without build output, dependencies and what git ignores.

        Raises:
            InputError: there are too many of them.
        """
        start = self.root / self.folder if self.folder else self.root
        return tuple(sorted(file.relative_to(self.root).as_posix() for file in walk(start)))

    @cached_property
    def contents(self) -> tuple[str, ...]:
        """The files below `root`, sorted, also those outside of the project's own folder; without build output,
        dependencies and what git ignores.

        Raises:
            InputError: there are too many of them.
        """
        if not self.folder:
            return self.files
        return tuple(sorted(file.relative_to(self.root).as_posix() for file in walk(self.root)))

    def is_ignored(self, path: str) -> bool:
        """Whether git ignores a path that may not be there, by the `.gitignore` files above it."""
        return is_ignored(self.root, path)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` derives from these sources, made at the first call under a key and kept."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]

    def matching(self, *endings: str) -> tuple[str, ...]:
        """The files whose names end so (`.py`, `/package.json`), sorted."""
        return tuple(name for name in self.files if f"/{name}".endswith(endings))

    def text(self, name: str) -> str | None:
        """The text of a file; None where it is missing, a link, too large or no UTF-8."""
        if name not in self._texts:
            self._texts[name] = files.read_text(self.root, name)
        return self._texts[name]

    def python(self, name: str) -> ast.Module | SourceError | None:
        """The syntax tree of a Python file, or why it has none; None where there is no such text."""
        if name not in self._trees:
            text = self.text(name)
            tree: ast.Module | SourceError | None = None
            if text is not None:
                try:
                    tree = parse(text)
                except SourceError as error:
                    tree = error
            self._trees[name] = tree
        return self._trees[name]

    def hcl(self, name: str) -> Body | None:
        """The blocks of a Terraform file, what cannot be read left out; None where there is no such text."""
        if name not in self._bodies:
            from stackproof.synthesis.terraform.hcl import read_hcl

            text = self.text(name)
            self._bodies[name] = None if text is None else read_hcl(text.encode(), name)[0]
        return self._bodies[name]


def sources_of(project: Project) -> ProjectSources:
    """The sources of a project."""
    folder = ""
    if project.engine == "terraform":
        entry = project.root / project.entry
        inside = entry.parent if entry.is_file() else entry
        folder = inside.relative_to(project.root).as_posix().removeprefix(".")
    return ProjectSources(
        root=project.sources or project.root,
        engine=project.engine,
        language=project.language,
        entry=project.entry,
        folder=folder,
        pins=project.pins,
    )
