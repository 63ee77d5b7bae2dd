"""What an answer lacks to be run: an entry point and a configuration are written for a stack class that allows it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project import pins
from stackproof.project.answer import entries, python_classes, script_classes
from stackproof.project.answer.construction import is_test
from stackproof.project.configuration import contract_in
from stackproof.project.engines import cdk, cdktf, pulumi
from stackproof.project.listing import SNIFFED_BYTES
from stackproof.project.model import Engine, Project
from stackproof.project.programs import LANGUAGES, Marks, imports, makes_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from stackproof.project.answer.construction import Class

# Files that are longer are not looked into for classes.
_MAX_BYTES = 500_000
_ENGINES: tuple[tuple[Engine, Marks], ...] = (
    ("cdktf", cdktf.IMPORTS),
    ("cdk", cdk.IMPORTS),
    ("pulumi", pulumi.IMPORTS),
)
_ENTRIES: dict[tuple[Engine, str], str] = {
    ("cdk", "python"): "app.py",
    ("cdk", "typescript"): "bin/app.ts",
    ("cdk", "javascript"): "bin/app.mjs",
    ("cdktf", "python"): "main.py",
    ("cdktf", "typescript"): "main.ts",
    ("cdktf", "javascript"): "main.mjs",
    ("pulumi", "python"): "__main__.py",
    ("pulumi", "typescript"): "index.ts",
    ("pulumi", "javascript"): "index.mjs",
}


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


def complete(root: Path, names: Iterable[str], projects: Sequence[Project]) -> Completion:
    """An entry for the stack classes of an answer, where it has a program of an engine without one.

    Args:
        root: the folder that the answer's files were written to.
        names: the answer's files.
        projects: those that were found there already. One whose configuration names a program that is not there is
            given that program.
    """
    sources = _sources(root, names)
    for engine, marks in _ENGINES:
        of_engine = {file: text for file, text in sources.items() if marks.match(file, text.encode()[:SNIFFED_BYTES])}
        if not of_engine:
            continue
        there = [project for project in projects if project.engine == engine]
        missing = [program for project in there if (program := _missing_program(project, root))]
        if there and not missing:
            continue
        return _Completing(root, engine, of_engine, sources, missing[0] if missing else None).completion()
    return Completion()


def _sources(root: Path, names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        file = root / name
        if file.suffix in LANGUAGES and file.stat().st_size <= _MAX_BYTES:
            found[name] = file.read_text("utf-8", "replace")
    return found


def _missing_program(project: Project, root: Path) -> str | None:
    """The program that a project at the top names and that is not there."""
    if project.root != root:
        return None
    named = re.search(r"[\w./@-]+\.(?:py|[mc]?ts|[mc]?js)\b", project.entry)
    if named is None or project.entry.startswith("/") or ".." in named.group():
        return None
    name = named.group().removeprefix("./")
    stem = name.rpartition(".")[0]
    there = (name, f"{stem}.ts") if name.endswith("js") else (name,)
    return None if any(os.path.lexists(root / one) for one in there) else name


def _language_of(file: str) -> str:
    return LANGUAGES["." + file.rpartition(".")[2]]


class _Completing:
    """The completion of an answer for one engine."""

    def __init__(
        self,
        root: Path,
        engine: Engine,
        of_engine: Mapping[str, str],
        sources: Mapping[str, str],
        missing: str | None,
    ) -> None:
        self._root, self._engine, self._missing = root, engine, missing
        self._of_engine = {file: text for file, text in of_engine.items() if not is_test(file)} or dict(of_engine)
        self._sources = sources
        self._first = next(iter(self._of_engine))
        languages = {_language_of(file) for file in self._of_engine}
        self._language = next(one for one in ("python", "typescript", "javascript") if one in languages)

    def completion(self) -> Completion:
        """A configuration for the entry that is there, else an entry for the classes, else a project of sources."""
        if self._missing is None and (entry := self._own_entry()):
            return self._with_configuration(entry)
        reading = python_classes if self._language == "python" else script_classes
        family = {"python"} if self._language == "python" else {"typescript", "javascript"}
        texts = {file: text for file, text in self._sources.items() if _language_of(file) in family}
        kind = "component" if self._engine == "pulumi" else "stack"
        if self._language == "python":
            for file, text in self._of_engine.items():
                if fault := python_classes.fault_in(file, text):
                    return Completion(projects=[self._project(fault=fault)])
        classes = [found for found in reading.classes_in(texts) if found.kind == kind]
        if not classes:
            return self._sources_alone("no stack class was found in it", Location(self._first, 1))
        for found in classes:
            if found.arguments is None:
                return self._sources_alone(f"{found.name} cannot be made without it: {found.lacking}", found.at)
        return self._with_entry(classes)

    def _own_entry(self) -> str | None:
        """The file of the answer that is an entry point under a name that is not an entry's."""
        marks = imports("aws_cdk", "aws-cdk-lib") if self._engine == "cdk" else imports("cdktf", "cdktn")
        if self._engine == "pulumi":
            # A program of Pulumi is any module; with several it cannot be told which is the first.
            others = [file for file in self._of_engine if "ComponentResource" not in self._of_engine[file]]
            return others[0] if len(others) == 1 and len(self._of_engine) == 1 else None
        calls = re.compile(rb"\bApp\(")
        makers = [
            file
            for file, text in self._of_engine.items()
            if makes_app(marks).match(file, text.encode()) and calls.search(text.encode())
        ]
        return makers[0] if len(makers) == 1 else None

    def _with_configuration(self, entry: str) -> Completion:
        language = _language_of(entry)
        name, text = entries.configuration(self._engine, language, entry)
        note = f"the answer has no {name}: it was written and starts {entry}"
        return Completion({name: text}, note, Location(entry, 1))

    def _with_entry(self, classes: Sequence[Class]) -> Completion:
        entry = self._missing or self._free(_ENTRIES[self._engine, self._language])
        package = self._package()
        if self._language == "python":
            text = entries.python_entry(self._engine, package, classes)
        else:
            text = entries.script_entry(self._engine, package, classes, entry)
        files = {entry: text}
        if self._missing is None:
            name, configuration = entries.configuration(self._engine, self._language, entry)
            files[name] = configuration
        made = ", ".join(found.name for found in classes)
        note = f"the answer has no entry point: {' and '.join(files)} {'were' if len(files) > 1 else 'was'} written, "
        note += f"for {made}"
        if entries.needs_suffix(classes):
            note += f"; its suffix is {entries.DEFAULT_SUFFIX} where no setting {entries.SETTINGS[1]} gives another"
        return Completion(files, note, classes[0].at)

    def _free(self, name: str) -> str:
        """The name, or one like it where the answer has a file of this name for something else."""
        stem, dot, ending = name.rpartition(".")
        candidates = (name, *(f"{stem}_{number}{dot}{ending}" for number in range(2, 1000)))
        return next(one for one in candidates if not os.path.lexists(self._root / one))

    def _package(self) -> str:
        if self._engine == "cdk":
            return "aws_cdk" if self._language == "python" else "aws-cdk-lib"
        if self._engine == "cdktf":
            terrain = any(imports("cdktn").match(file, text.encode()) for file, text in self._of_engine.items())
            return "cdktn" if terrain else "cdktf"
        return "pulumi"

    def _sources_alone(self, reason: str, at: Location) -> Completion:
        message = f"the answer has no entry point, and none could be written: {reason}; its sources alone were judged"
        return Completion(projects=[self._project(not_run=Problem("error", message, at))])

    def _project(self, *, not_run: Problem | None = None, fault: Problem | None = None) -> Project:
        return Project(
            root=self._root,
            engine=self._engine,
            language=self._language,
            entry="",
            contract=contract_in(self._root),
            pins=pins.read(self._root, self._language),
            not_run=not_run,
            fault=fault,
        )
