"""The templates of a project on disk, and which of them nests which."""

from __future__ import annotations

from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.document import place
from stackproof.synthesis.cloudformation.loader import Document, load_file
from stackproof.synthesis.cloudformation.stack import NESTED, StackInput

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LEVELS = 10
"""Levels of nested stacks that are followed."""

_LOCATIONS = {NESTED: "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Properties that `aws cloudformation package` takes local files in."""


class Project:
    """Loads each template once.

    Attributes:
        documents: loaded templates by their path relative to the root.
        paths: where they are on disk.
        unreadable: templates that could not be read, each once and at its place.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents: dict[str, Document] = {}
        self.paths: dict[str, Path] = {}
        self.unreadable: list[Problem] = []
        self._faults: dict[str, InputError] = {}
        self._resolved = root.resolve()
        self._nested: dict[str, dict[str, StackInput]] = {}

    def name(self, path: Path) -> str:
        """The path of a file as locations name it: relative to the root where it lies inside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.name

    def load(self, path: Path) -> Document:
        """Loads a template.

        Raises:
            InputError: it cannot be read or is no template.
        """
        file = self.name(path)
        if file in self._faults:
            raise self._faults[file]
        if file not in self.documents:
            try:
                self.documents[file] = load_file(path, file)
            except InputError as error:
                self._faults[file] = error
                at = Location(file, error.line or 0, error.column or 0)
                self.unreadable.append(Problem("error", f"the template cannot be read: {error.message}", at))
                raise
            self.paths[file] = path
        return self.documents[file]

    def parameter_names(self) -> set[str]:
        """The parameters of all templates that were loaded."""
        found: set[str] = set()
        for document in self.documents.values():
            section = document.root.get("Parameters")
            found.update(section if isinstance(section, dict) else ())
        return found

    def nested_files(self, document: Document) -> set[str]:
        """The local files that a template nests."""
        return {self.name(path) for _, path, _ in self._links(document)}

    def nested(self, document: Document, above: tuple[str, ...] = ()) -> dict[str, StackInput]:
        """The stacks that a template nests, by the logical id of their resource.

        Raises:
            InputError: templates nest one another in a circle or too deeply.
        """
        if document.file in self._nested:
            return self._nested[document.file]
        chain = (*above, document.file)
        found: dict[str, StackInput] = {}
        for logical_id, path, node in self._links(document):
            file = self.name(path)
            at = place(document.root["Resources"], logical_id)
            if file in chain:
                raise InputError(
                    f"nested templates lead in a circle: {' -> '.join((*chain[chain.index(file) :], file))}",
                    file=document.file,
                    line=at.line,
                    column=at.column,
                    hint="A template cannot nest itself",
                )
            if len(chain) >= MAX_LEVELS:
                raise InputError(
                    f"templates are nested more than {MAX_LEVELS} levels deep",
                    file=document.file,
                    line=at.line,
                    column=at.column,
                )
            try:
                child = self.load(path)
            except InputError:
                # It is named among the unreadable ones, and the nested stack is one whose template is not at hand.
                continue
            name = node.get("StackName")
            found[logical_id] = StackInput(
                key="",
                document=child.root,
                file=file,
                name=name if isinstance(name, str) else None,
                nested=self.nested(child, chain),
            )
        # Without a circle in it, the same for every template that nests it.
        self._nested[document.file] = found
        return found

    def _links(self, document: Document) -> Iterator[tuple[str, Path, dict[str, object]]]:
        resources = document.root.get("Resources")
        if not isinstance(resources, dict):
            return
        for logical_id, node in resources.items():
            properties = node.get("Properties") if isinstance(node, dict) else None
            named = _LOCATIONS.get(str(node.get("Type"))) if isinstance(node, dict) else None
            if named is None or not isinstance(properties, dict):
                continue
            path = self._local(document, properties.get(named))
            if path is not None:
                yield logical_id, path, properties

    def _local(self, document: Document, written: object) -> Path | None:
        """The file that a local template URL names, when it lies in the project and no symbolic link leads to it."""
        if not isinstance(written, str) or "://" in written or "\0" in written:
            return None
        path = Path(normpath(self.paths[document.file].parent / written))
        try:
            relative = path.relative_to(normpath(self.root))
            found = self._resolved / relative
            direct = found.resolve(strict=True) == found and found.is_file()
        except (OSError, RuntimeError, ValueError):
            return None
        return self.root / relative if direct else None
