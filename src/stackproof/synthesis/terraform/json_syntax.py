"""Terraform's JSON syntax to the same tree as HCL (https://developer.hashicorp.com/terraform/language/syntax/json)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.synthesis.cloudformation.document import entries, items
from stackproof.synthesis.terraform.hcl import read_expression, read_template
from stackproof.synthesis.terraform.syntax import (
    Attribute,
    Block,
    Body,
    Broken,
    Expression,
    ListExpression,
    Literal,
    MapExpression,
    Name,
    SyntaxFault,
    Traversal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.syntax import Step

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "check": 1}
_UNLABELLED = frozenset({"terraform", "locals", "moved", "import", "removed"})
_BLOCKS: dict[str, dict[str, int]] = {
    "resource": {"lifecycle": 0, "connection": 0, "provisioner": 1, "dynamic": 1},
    "data": {"lifecycle": 0, "dynamic": 1},
    "ephemeral": {"lifecycle": 0, "dynamic": 1},
    "dynamic": {"content": 0},
    "content": {"dynamic": 1},
    "lifecycle": {"precondition": 0, "postcondition": 0},
    "terraform": {"backend": 1, "required_providers": 0, "cloud": 0, "provider_meta": 1},
    "variable": {"validation": 0},
    "provider": {"assume_role": 0, "default_tags": 0, "ignore_tags": 0, "endpoints": 0},
    "removed": {"lifecycle": 0},
}
"""Blocks inside blocks, with the number of their labels; what else is a mapping there is an attribute."""

_BARE = {
    "variable": {"type"},
    "resource": {"provider", "depends_on"},
    "data": {"provider", "depends_on"},
    "ephemeral": {"provider", "depends_on"},
    "module": {"providers", "depends_on"},
    "output": {"depends_on"},
    "lifecycle": {"ignore_changes", "replace_triggered_by"},
    "dynamic": {"iterator"},
    "moved": {"from", "to"},
    "removed": {"from"},
    "import": {"to", "provider"},
    "required_providers": {"configuration_aliases"},
}
"""Attributes whose texts are expressions without `${}`."""

_PLAIN = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\.\d{1,9}|\[\d{1,9}\])*")
_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|[.\[](\d+)\]?")


class JsonReader:
    """Reads one document.

    Attributes:
        faults: what cannot be read.
    """

    def __init__(self) -> None:
        self.faults: list[SyntaxFault] = []

    def file(self, root: object, at: Location) -> Body:
        """The content of a file."""
        body = Body()
        for one, place in self._each(root, at):
            for kind, value, where in entries(one, place):
                if kind == "//":
                    continue
                if kind in _LABELS or kind in _UNLABELLED:
                    self._blocks(kind, value, where, _LABELS.get(kind, 0), (), body)
                else:
                    self.faults.append(SyntaxFault(f"there are no blocks of the type {kind[:60]}", where))
        return body

    def _each(self, node: object, at: Location) -> Iterator[tuple[dict[str, object], Location]]:
        """The mappings that a node is: itself, or those of a list."""
        if isinstance(node, dict):
            yield node, at
        elif isinstance(node, list):
            for one, place in items(node, at):
                yield from self._each(one, place) if not isinstance(one, list) else ()
        elif node is not None:
            self.faults.append(SyntaxFault("a JSON object is expected here", at))

    def _blocks(self, kind: str, node: object, at: Location, labels: int, given: tuple[str, ...], into: Body) -> None:
        for one, place in self._each(node, at):
            if labels:
                for label, inner, where in entries(one, place):
                    if label != "//":
                        self._blocks(kind, inner, where, labels - 1, (*given, label), into)
            else:
                # The place of a block is that of its label, and of its own braces where there is a list of them.
                into.blocks.append(Block(kind, given, self._body(kind, one, place), place if given else at))

    def _body(self, kind: str, node: dict[str, object], at: Location) -> Body:
        body = Body()
        nested = _BLOCKS.get(kind, {})
        bare = _BARE.get(kind, ())
        for name, value, where in entries(node, at):
            if name == "//":
                continue
            if name in nested and isinstance(value, (dict, list)):
                self._blocks(name, value, where, nested[name], (), body)
            elif name in bare:
                body.attributes[name] = Attribute(name, self._reference(value, where), where)
            elif kind == "variable" and name == "default":
                body.attributes[name] = Attribute(name, self.expression(value, where, literal=True), where)
            else:
                body.attributes[name] = Attribute(name, self.expression(value, where), where)
        return body

    def _reference(self, node: object, at: Location) -> Expression:
        """An attribute whose texts are expressions."""
        if isinstance(node, str):
            return self._text_expression(node.removeprefix("${").removesuffix("}") if "${" in node else node, at)
        if isinstance(node, list):
            return ListExpression(at, tuple([self._reference(one, place) for one, place in items(node, at)]))
        if isinstance(node, dict):
            pairs = [(Literal(place, key), self._reference(one, place)) for key, one, place in entries(node, at)]
            return MapExpression(at, tuple(pairs))
        return self.expression(node, at)

    def _text_expression(self, text: str, at: Location) -> Expression:
        if _PLAIN.fullmatch(text):
            return _traversal(text, at)
        expression, faults = read_expression(text, at)
        self.faults.extend(faults[:1])
        return expression

    def expression(self, node: object, at: Location, *, literal: bool = False) -> Expression:
        """The expression that a JSON value stands for; with `literal`, texts are no templates."""
        if isinstance(node, str):
            return Literal(at, node) if literal else self._template(node, at)
        if isinstance(node, dict):
            pairs: list[tuple[Expression, Expression]] = []
            for key, one, place in entries(node, at):
                name = Literal(place, key) if literal else self._template(key, place)
                pairs.append((name, self.expression(one, place, literal=literal)))
            return MapExpression(at, tuple(pairs))
        if isinstance(node, list):
            found = [self.expression(one, place, literal=literal) for one, place in items(node, at)]
            return ListExpression(at, tuple(found))
        if node is None or isinstance(node, (bool, int, float)):
            return Literal(at, node)
        return Broken(at, "the value cannot be read")

    def _template(self, text: str, at: Location) -> Expression:
        if "${" not in text and "%{" not in text:
            return Literal(at, text)
        if text.startswith("${") and text.endswith("}") and _PLAIN.fullmatch(inner := text[2:-1]):
            return _traversal(inner, at)
        expression, faults = read_template(text, at)
        self.faults.extend(faults[:1])
        return expression


def _traversal(text: str, at: Location) -> Expression:
    first = re.match(r"[\w-]+", text)
    name = first.group() if first is not None else text
    if name in ("true", "false", "null"):
        return Literal(at, {"true": True, "false": False}.get(name))
    path: list[Step] = []
    for attribute, index in _STEP.findall(text[len(name) :]):
        path.append(attribute or Literal(at, int(index)))
    base = Name(at, name)
    return Traversal(at, base, tuple(path)) if path else base
