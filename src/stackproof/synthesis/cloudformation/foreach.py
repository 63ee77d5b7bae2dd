"""Fn::ForEach of AWS::LanguageExtensions, unrolled before anything is evaluated.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.query import string, why
from stackproof.graph.values import Absent, ListValue, Sensitive, Unknown, Value
from stackproof.synthesis.cloudformation.budget import Budget
from stackproof.synthesis.cloudformation.document import (
    MAX_NODES,
    ListNode,
    MapNode,
    entries,
    items,
    new_list,
    new_map,
    place,
)
from stackproof.synthesis.cloudformation.evaluate import Evaluator
from stackproof.synthesis.cloudformation.template import LANGUAGE_EXTENSIONS, Template, with_sections

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.environment import Environment, Parameters

PREFIX = "Fn::ForEach::"

_SECTIONS = ("Conditions", "Resources", "Outputs")


class Unrolling:
    """A template without loops.

    Attributes:
        template: the template with every loop over a known collection unrolled.
        undecided: the loops whose collection is not known.
        assumed: by logical id, the assumption that a collection rests on.
    """

    __slots__ = ("assumed", "template", "undecided")

    def __init__(self, template: Template, undecided: list[Problem], assumed: dict[str, str]) -> None:
        self.template = template
        self.undecided = undecided
        self.assumed = assumed


def unrolled(template: Template, parameters: Parameters, environment: Environment) -> Unrolling:
    """Unrolls the loops of a template.

    Raises:
        InputError: the loops make more values than a template may have.
    """
    loops = _Loops(template, parameters, environment)
    sections: dict[str, dict[str, object]] = {}
    for name in _SECTIONS:
        section = template.section(name)
        if section:
            loops.section = name
            sections[name] = loops.mapping(section, template.section_at(name), {}, top=name)
    made = with_sections(template, **sections)
    made.problems.extend(loops.problems)
    return Unrolling(made, loops.undecided, loops.assumed)


class _Loops:
    def __init__(self, template: Template, parameters: Parameters, environment: Environment) -> None:
        bare = with_sections(template, Conditions={}, Resources={})
        self.evaluator = Evaluator(bare, parameters, environment, {}, _Alone())
        self.file = template.file
        self.section = ""
        self.problems: list[Problem] = []
        self.undecided: list[Problem] = []
        self.assumed: dict[str, str] = {}
        self.count = 0

    def substituted(self, text: str, bound: dict[str, str], at: Location) -> str:
        """A text with the identifiers of the loops replaced; 100 characters made count as one value."""
        if "{" in text:
            made = sum(len(value) * text.count("{" + name + "}") for name, value in bound.items())
            self.spend((made + len(text)) // 100, at)
            return _substituted(text, bound)
        return text

    def spend(self, count: int, at: Location) -> None:
        """Counts values that the loops make."""
        self.count += count
        if self.count > MAX_NODES:
            raise InputError(
                f"the loops of the template make more than {MAX_NODES} values",
                file=at.file or self.file,
                line=at.line or None,
                hint="Loop over fewer items",
            )

    def node(self, node: object, at: Location, bound: dict[str, str]) -> object:
        """A node with its loops unrolled."""
        self.spend(1, at)
        if isinstance(node, str):
            return self.substituted(node, bound, at) if bound else node
        if isinstance(node, dict):
            name = node.get("Ref")
            if len(node) == 1 and isinstance(name, str) and name in bound:
                return bound[name]
            return self.mapping(node, at, bound)
        if isinstance(node, list):
            if type(node) is not ListNode:
                return [self.node(item, at, bound) for item in node]
            made = new_list(node.at)
            for item, where in items(node, at):
                made.append(self.node(item, where, bound))
                made.places.append(where)
            return made
        return node

    def mapping(self, node: dict[str, object], at: Location, bound: dict[str, str], top: str = "") -> dict[str, object]:
        made: dict[str, object] = new_map(node.at) if type(node) is MapNode else {}
        for key, item, where in entries(node, at):
            if key.startswith(PREFIX):
                self._loop(key, item, where, bound, made, top)
            else:
                self._put(made, self.substituted(key, bound, where), self.node(item, where, bound), where, bool(bound))
        return made

    def _put(self, made: dict[str, object], key: str, value: object, at: Location, generated: bool) -> None:
        if generated and key in made and key != "Fn::Transform":
            self.problems.append(Problem("error", f"a loop makes {key[:80]} twice", at))
        made[key] = value
        if type(made) is MapNode:
            made.places[key] = at

    def _loop(
        self, key: str, node: object, at: Location, bound: dict[str, str], made: dict[str, object], top: str
    ) -> None:
        name = key.removeprefix(PREFIX)
        if (
            not isinstance(node, list)
            or len(node) != 3
            or not isinstance(node[0], str)
            or not isinstance(node[2], dict)
        ):
            self._unknown(name, "it takes an identifier, a collection and a map", "error", at, made, top)
            return
        collection = self.evaluator.value(self.node(node[1], place(node, 1, at), bound), place(node, 1, at))
        texts = _texts(collection)
        if texts is None:
            self._unknown(name, why(collection), "note", at, made, top)
            return
        before = set(made)
        body_at = place(node, 2, at)
        for one in texts:
            below = self.mapping(node[2], body_at, {**bound, node[0]: one}, top)
            for made_key, item, where in entries(below, body_at):
                self._put(made, made_key, item, where, True)
        assumed = collection.assumed
        if assumed and top == "Resources":
            self.assumed.update((made_key, assumed) for made_key in made if made_key not in before)

    def _unknown(self, name: str, reason: str, level: str, at: Location, made: dict[str, object], top: str) -> None:
        problem = Problem(level, f"the loop {name[:80]} cannot be unrolled: {reason}", at)
        (self.undecided if top == "Resources" else self.problems).append(problem)
        if not top:
            # The map holds keys that are not known, as if a macro made them.
            self._put(made, "Fn::Transform", {"Name": LANGUAGE_EXTENSIONS}, at, False)


def _texts(value: Value) -> list[str] | None:
    """The items of a collection that is known in full."""
    if isinstance(value, Sensitive) or not isinstance(value, ListValue) or not value.complete:
        return None
    found = [string(item) for item in value.items if not isinstance(item, Absent)]
    texts = [one for one in found if one is not None]
    return texts if len(texts) == len(found) else None


def _substituted(text: str, bound: dict[str, str]) -> str:
    """A text with the identifiers of the loops replaced; `&{X}` takes only letters and digits of the value."""
    for name, value in bound.items():
        text = text.replace("${" + name + "}", value)
        if "&{" in text:
            text = text.replace("&{" + name + "}", "".join(one for one in value if one.isalnum()))
    return text


class _Alone:
    """Collections reach no other stack."""

    def __init__(self) -> None:
        self.budget = Budget()

    def nested_output(self, logical_id: str, output: str, at: Location) -> Value | None:
        return None

    def imported(self, name: Value, at: Location) -> Value:
        return Unknown("a collection cannot be imported", None, at)
