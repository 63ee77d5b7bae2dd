"""The oracles of one project: what they are asked about, and whose lines their answers mean."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.oracles.run import chosen, start
from stackproof.project.files import read_text
from stackproof.project.terraform_roots import module_folders
from stackproof.synthesis.model import Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.oracles.model import OracleResult
    from stackproof.oracles.run import Choice, Running
    from stackproof.oracles.standing import Standing
    from stackproof.project.model import Project

_CONFIGURATION = (".tf", ".tfvars")


class Oracles:
    """Asks the oracles as early as there is something to ask about; a context, at whose end none of them runs on.

    Args:
        project: what is assessed.
        choice: which oracles.
        timeout: seconds of wall time for each.
        standing: where oracles may have their tables loaded.
    """

    def __init__(self, project: Project, choice: Choice, timeout: float, standing: Standing | None) -> None:
        self._project = project
        self._timeout = timeout
        self._standing = standing
        self._oracles = chosen(choice, project.engine)
        self._running: list[Running] = []
        self._asked: list[tuple[str, Template]] | None = None
        self._folder: Path | None = None

    def __enter__(self) -> Oracles:
        return self

    def __exit__(self, *error: object) -> None:
        for running in self._running:
            running.abandon()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def ask_about_sources(self) -> None:
        """Asks about what the user wrote, while we read it too; what has to be synthesised first is waited for."""
        if self._project.templates:
            self._ask([(_named(self._project, path), path) for path in self._project.templates])
        elif self._project.engine == "terraform":
            self._ask(list(self._configuration()) if self._oracles else [])

    def ask_about(self, templates: Mapping[str, Template]) -> None:
        """Asks about what was synthesised, unless the sources were what they had to be asked about."""
        if self._asked is not None:
            # The same files, with what is known of their resources by now. One that could not be read is not among the
            # templates, and one that another nests may be among them beside the files.
            known = {template.path.resolve(): (name, template) for name, template in templates.items() if template.path}
            self._asked = [
                known.get(template.path.resolve(), (name, template)) if template.path else (name, template)
                for name, template in self._asked
            ]
            return
        self._ask([(name, template.path or self._written(name, template.text)) for name, template in templates.items()])
        self._asked = list(templates.items())

    def answers(self) -> list[tuple[OracleResult, list[tuple[str, Template]]]]:
        """Waits for each oracle; with its answer come the files that its diagnostics number."""
        return [(running.finish(), self._asked or []) for running in self._running]

    def _ask(self, files: list[tuple[str, Path]]) -> None:
        self._asked = [(name, Template(text="", path=path, addresses={})) for name, path in files]
        self._running = start(self._oracles, [path for _, path in files], self._timeout, self._standing)

    def _configuration(self) -> Iterator[tuple[str, Path]]:
        """Copies of a configuration and nothing beside it, the root module's files first.

        An oracle would read settings of its own from the project's folder.
        """
        root = self._project.root
        entry = root / self._project.entry
        if entry.is_file():
            return
        own = Path(os.path.normpath(entry.absolute()))
        folders = sorted(module_folders(entry, root), key=lambda folder: folder != own)
        for folder in folders:
            for file in sorted(folder.iterdir()):
                name = file.relative_to(root.absolute()).as_posix()
                if file.suffix in _CONFIGURATION and (text := read_text(root, name)) is not None:
                    copy = self._written(name, text)
                    if file.suffix == ".tf":
                        yield name, copy

    def _written(self, name: str, text: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="stackproof-asked-"))
        number = name if name.endswith(_CONFIGURATION) else f"{len(list(self._folder.iterdir()))}.template.json"
        copy = self._folder / number
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, "utf-8")
        return copy


def _named(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()
