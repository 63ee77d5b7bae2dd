"""The sections of a template, with what is structurally wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.graph.values import Unknown
from stackproof.synthesis.cloudformation.document import MapNode, entries, items, place

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = frozenset(
    (
        "AWSTemplateFormatVersion", "Conditions", "Description", "Globals", "Hooks", "Mappings", "Metadata", "Outputs",
        "Parameters", "Resources", "Rules", "Transform",
    )
)  # fmt: skip
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html (Globals: AWS SAM)"""

LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
SERVERLESS = "AWS::Serverless-2016-10-31"
INCLUDE = "AWS::Include"


class Template:
    """A template by its sections. Every section is a dict; `at` is the place of the document.

    Attributes:
        transforms: macros in the order in which they are listed, each with its place.
        problems: structural faults.
    """

    __slots__ = ("at", "file", "problems", "root", "transforms")

    def __init__(self, root: dict[str, object], file: str, at: Location) -> None:
        self.root = root
        self.file = file
        self.at = at
        self.problems: list[Problem] = []
        self.transforms = list(self._transforms())
        for key, _, where in entries(root, at):
            if key not in SECTIONS:
                self._error(f"{key[:60]} is no section of a CloudFormation template", where)

    def section(self, name: str) -> dict[str, object]:
        """A section; empty when it is missing or not a mapping, the latter being a problem."""
        found = self.root.get(name)
        if isinstance(found, dict):
            return found
        if found is not None or (name in self.root and name != "Resources"):
            self._error(f"the section {name} is not a mapping", place(self.root, name, self.at))
        return {}

    def section_at(self, name: str) -> Location:
        """The place of a section."""
        return place(self.root, name, self.at)

    def declarations(self, name: str, kind: str) -> Iterator[tuple[str, dict[str, object], Location]]:
        """The entries of a section that are mappings; the others are problems."""
        for key, node, at in entries(self.section(name), self.section_at(name)):
            if key.startswith("Fn::"):
                continue
            if isinstance(node, dict):
                yield key, node, at
            elif not isinstance(node, Unknown):
                self._error(f"the {kind} {key[:80]} is not a mapping", at)

    def uses(self, transform: str) -> bool:
        """Whether a macro is listed."""
        return any(name == transform for name, _ in self.transforms)

    def _transforms(self) -> Iterator[tuple[str, Location]]:
        node = self.root.get("Transform")
        at = place(self.root, "Transform", self.at)
        listed = items(node, at) if isinstance(node, list) else iter([(node, at)] if node is not None else [])
        for one, where in listed:
            name = one.get("Name") if isinstance(one, dict) else one
            if isinstance(name, str):
                yield name, where
            else:
                self._error("a transform is not named by a text", where)

    def _error(self, message: str, at: Location) -> None:
        problem = Problem("error", message, at)
        if problem not in self.problems:
            self.problems.append(problem)


def with_sections(template: Template, **changed: dict[str, object]) -> Template:
    """A copy with some sections replaced; places and problems are kept."""
    root: dict[str, object]
    if isinstance(template.root, MapNode):
        copy = MapNode(template.root)
        copy.at = template.root.at
        copy.places = dict(template.root.places)
        for name in changed:
            copy.places.setdefault(name, template.at)
        root = copy
    else:
        root = dict(template.root)
    root.update(changed)
    made = Template(root, template.file, template.at)
    made.problems = list(template.problems)
    return made
