"""A Markdown answer as projects on disk, in a private folder for a while."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.project import discovery
from stackproof.project.answer import markdown
from stackproof.project.answer.answers import Answer, Note, answers_in
from stackproof.project.answer.completion import Completion, complete
from stackproof.project.answer.writing import write
from stackproof.project.configuration import contract_in
from stackproof.project.discovery import Discovery
from stackproof.project.model import CONTRACT_NAME
from stackproof.project.places import Block as Place
from stackproof.project.places import Places
from stackproof.project.tree import BUILD_FOLDERS
from stackproof.sandbox.removal import remove_tree
from stackproof.sandbox.scratch import scratch_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.project.answer.markdown import Block
    from stackproof.project.model import Project

_SHOWN_FILES = 12


@contextlib.contextmanager
def materialised(path: Path, base: Path | None) -> Iterator[Discovery]:
    """The projects of every answer in a Markdown file; see `stackproof.project.opening.opened`.

    Raises:
        InputError: the file or the base cannot be read, or no answer holds anything that can be assessed.
    """
    answers = answers_in(markdown.blocks_of(markdown.read(path)), str(path))
    projects: list[Project] = []
    skipped: list[InputError] = []
    with contextlib.ExitStack() as stack:
        for answer in answers:
            root = stack.enter_context(_folder(base))
            try:
                found = _Opening(path, answer, root, base).discovery(stack)
            except InputError as error:
                skipped.append(error)
            else:
                projects.extend(found.projects)
                skipped.extend(found.skipped)
        if not projects:
            raise skipped[0]
        yield Discovery(projects, skipped)


@contextlib.contextmanager
def _folder(base: Path | None) -> Iterator[Path]:
    """A private folder: empty, or a copy of the base without what tools made or installed there."""
    if base is None:
        folder = Path(tempfile.mkdtemp(prefix="stackproof-answer-")).resolve()
        try:
            yield folder
        finally:
            remove_tree(folder)
    elif base.is_dir():
        with scratch_copy(base, ignore=_is_made) as copy:
            yield copy.path
    else:
        raise InputError("the base is no folder", file=str(base), hint="Name the project that the answer completes")


def _is_made(relative: str) -> bool:
    name = relative.rpartition("/")[2]
    return name in BUILD_FOLDERS or name in {".git", ".venv", ".terraform", ".gen"}


class _Opening:
    """One answer on its way to projects; every step is done once."""

    def __init__(self, path: Path, answer: Answer, root: Path, base: Path | None) -> None:
        self._path, self._answer, self._root, self._base = path, answer, root, base
        self._outside = contract_in(path.parent)
        self._notes = list(answer.notes)
        self._written = self._write()
        self._completion = Completion()

    def discovery(self, stack: contextlib.ExitStack) -> Discovery:
        """The projects of the answer, completed by an entry point where it has none.

        Args:
            stack: keeps the folders that are made on the way.

        Raises:
            InputError: there is none that can be assessed.
        """
        if not self._written:
            hint = "Files are fenced blocks under a heading, a line or a first comment with their name"
            raise InputError("the answer holds no file", file=str(self._path), line=self._answer.line, hint=hint)
        found, nothing = self._discover()
        self._completion = complete(self._root, self._written, found.projects)
        sources = None
        if self._completion.files:
            # What stackproof writes is neither the answer's merit nor its fault.
            sources = stack.enter_context(scratch_copy(self._root)).path
            self._write_generated()
            found, nothing = self._discover()
        places = self._places()
        folders = {folder for name in self._written for folder in (self._root / name).parents}
        # Of a base there may be other projects as well, that the answer has nothing to do with.
        projects = [project for project in found.projects if project.root in folders] + self._completion.projects
        skipped = [places.error(error) for error in found.skipped]
        if not projects:
            raise skipped[0] if skipped else places.error(nothing) if nothing else self._untouched()
        notes = self._problems(places)
        completed = [
            replace(
                project,
                contract=self._outside or project.contract,
                notes=notes,
                sources=sources / project.root.relative_to(self._root) if sources else None,
                places=places,
            )
            for project in projects
        ]
        return Discovery(completed, skipped)

    def _write(self) -> dict[str, Block]:
        files = dict(self._answer.files)
        if self._outside or self._base:
            # The candidate does not mark its own homework.
            why = "there is one that is not the answer's" if self._outside else "the base is what it is judged by"
            for name in [name for name in files if name.rpartition("/")[2] == CONTRACT_NAME]:
                message = f"the {name} of the answer is not used: {why}"
                self._notes.append(Note("note", message, files.pop(name).fence))
        written, failed = write(self._root, files.items())
        self._notes.extend(failed)
        return written

    def _write_generated(self) -> None:
        for name, text in self._completion.files.items():
            file = self._root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def _discover(self) -> tuple[Discovery, InputError | None]:
        try:
            return discovery.discover(self._root, within=self._root), None
        except InputError as error:
            if Path(error.file or "") == self._root:
                # The message names the folder, which the user does not know.
                error = InputError(
                    "the answer holds no project",
                    file=str(self._path),
                    line=self._answer.line,
                    hint=error.hint,
                )
                return Discovery([], []), error
            return Discovery([], [error]), None

    def _untouched(self) -> InputError:
        message = "no file of the answer lies in a project of the base"
        return InputError(message, file=str(self._path), line=self._answer.line)

    def _places(self) -> Places:
        folder = self._path.parent
        base = None if self._base is None else os.path.relpath(self._base, folder).replace(os.sep, "/")
        blocks = {name: Place(block.line, block.indent) for name, block in self._written.items()}
        places = Places(folder, self._path.name, self._root, self._answer.title, blocks, {}, base)
        at = places.move(self._completion.at)
        return replace(places, generated=dict.fromkeys(self._completion.files, at))

    def _problems(self, places: Places) -> tuple[Problem, ...]:
        """What the user should know of how the answer was read, each with its line in the answer."""
        notes = [self._summary(), *self._notes]
        problems = [Problem(note.level, note.message, Location(self._path.name, note.line)) for note in notes]
        if self._completion.note:
            problems.append(Problem("note", self._completion.note, places.move(self._completion.at)))
        return tuple(problems)

    def _summary(self) -> Note:
        shown = [
            f"{name} (lines {block.line} to {block.line + max(0, block.text.count(chr(10)) - 1)})"
            for name, block in list(self._written.items())[:_SHOWN_FILES]
        ]
        more = len(self._written) - len(shown)
        text = ", ".join(shown) + (f" and {more} more" if more else "")
        return Note("note", f"files of the answer: {text}", self._answer.line)
