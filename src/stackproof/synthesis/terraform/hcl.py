"""HCL to the tree of `syntax`. tree-sitter finds the structure; what it does not know of the language is mended here.

tree-sitter-hcl reads `a ? b : c ? d : e` from the left, knows no white space in templates, takes line breaks for any
white space and knows no number such as `1e5` without a fraction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.expressions import ExpressionReader
from stackproof.synthesis.terraform.source import Source, parser
from stackproof.synthesis.terraform.syntax import (
    MAX_DEPTH,
    Attribute,
    Block,
    Body,
    Broken,
    Expression,
    SyntaxFault,
)
from stackproof.synthesis.terraform.template_syntax import unescaped

if TYPE_CHECKING:
    from tree_sitter import Node

    from stackproof.graph.location import Location

MAX_FAULTS = 20
"""Faults that are named of one file."""

_TOP = re.compile(
    rb"^(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|removed|check|ephemeral|action)\b",
    re.MULTILINE,
)

# On a line without a text before it, so that no text is changed. The columns behind it are two too high.
_BARE_EXPONENT = re.compile(rb"^([^\"#\n]*[=(,\[:?+*/ -]\d+)([eE][-+]?\d+)\b", re.MULTILINE)


def read_hcl(data: bytes, file: str) -> tuple[Body, list[SyntaxFault]]:
    """A file's content, and what of it could not be read.

    Where a file has a fault it is read block by block, so that one block's fault does not swallow the others.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    tree = parser().parse(data)
    if tree.root_node.has_error and _BARE_EXPONENT.search(data):
        data = _BARE_EXPONENT.sub(rb"\1.0\2", data)
        tree = parser().parse(data)
    if not tree.root_node.has_error:
        reader = _Reader(Source(data, file))
        return reader.file(tree.root_node), reader.source.faults
    body = Body()
    faults: list[SyntaxFault] = []
    starts = [match.start() for match in _TOP.finditer(data)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    if len(starts) == 1:
        reader = _Reader(Source(data, file))
        return reader.file(tree.root_node), reader.source.faults[:MAX_FAULTS]
    del tree
    row = 1
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        part = data[start:end]
        reader = _Reader(Source(part, file, row))
        found = reader.file(parser().parse(part).root_node)
        body.attributes.update(found.attributes)
        body.blocks.extend(found.blocks)
        faults.extend(reader.source.faults)
        row += part.count(b"\n")
    return body, faults[:MAX_FAULTS]


def read_expression(text: str, at: Location) -> tuple[Expression, list[SyntaxFault]]:
    """An expression that stands alone, such as the value of a `-var`; everything in it has the place `at`."""
    return _lone(f"a = (\n{text}\n)\n", at)


def read_template(text: str, at: Location) -> tuple[Expression, list[SyntaxFault]]:
    """A template that is a whole text: a string of the JSON syntax, or a file of `templatefile`."""
    mark = "END"
    while mark in text:
        mark += "_"
    expression, faults = _lone(f"a = <<{mark}\n{text}\n{mark}\n", at)
    return _without_last_line_break(expression), faults


def _lone(text: str, at: Location) -> tuple[Expression, list[SyntaxFault]]:
    source = Source(text.encode("utf-8", "replace"), at.file, fixed=at)
    reader = _Reader(source)
    body = reader.file(parser().parse(source.data).root_node)
    found = body.get("a")
    if found is None or len(body.attributes) != 1 or body.blocks:
        source.faults.append(SyntaxFault("the expression cannot be read", at))
    if source.faults or found is None:
        return Broken(at, source.faults[0].message), source.faults
    return found, []


def _without_last_line_break(expression: Expression) -> Expression:
    """A heredoc ends with a line break that the text in it did not have."""
    from stackproof.synthesis.terraform.syntax import Literal, Template

    if isinstance(expression, Literal) and isinstance(expression.data, str):
        expression.data = expression.data.removesuffix("\n")
    elif isinstance(expression, Template) and expression.parts and isinstance(last := expression.parts[-1], str):
        parts = (*expression.parts[:-1], *([cut] if (cut := last.removesuffix("\n")) else []))
        only = parts[0] if len(parts) == 1 else None
        if isinstance(only, Expression) and type(only).__name__ not in ("TemplateIf", "TemplateFor"):
            return only
        expression.parts = parts
    return expression


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.expressions = ExpressionReader(source)

    def file(self, root: Node) -> Body:
        if root.has_error:
            self.source.faults.extend(_errors(root, self.source))
        inner = next((child for child in root.children if child.type == "body"), None)
        return self.body(inner, 1) if inner is not None else Body()

    def body(self, node: Node, depth: int) -> Body:
        found = Body()
        last_row = -1
        for child in node.children:
            kind = child.type
            if kind in ("comment", "ERROR"):
                continue
            if child.start_point[0] == last_row and not node.has_error:
                message = "an argument or block begins on the line on which another one ends"
                self.source.faults.append(SyntaxFault(message, self.source.at(child)))
            last_row = child.end_point[0]
            if kind == "attribute":
                self.attribute(child, found)
            elif kind == "block":
                self.block(child, found, depth)
        return found

    def attribute(self, node: Node, into: Body) -> None:
        source = self.source
        name = source.text(node.children[0])
        at = source.at(node)
        if name in into.attributes:
            message = f"the argument {name[:60]} is set twice, first in line {into.attributes[name].at.line}"
            source.faults.append(SyntaxFault(message, at))
            return
        if node.has_error:
            expression: Expression = Broken(at, "the expression cannot be read")
        else:
            expression = self.expressions.read(node.children[-1], at)
        into.attributes[name] = Attribute(name, expression, at)

    def block(self, node: Node, into: Body, depth: int) -> None:
        at = self.source.at(node)
        if depth > MAX_DEPTH:
            self.source.faults.append(SyntaxFault(f"blocks are nested deeper than {MAX_DEPTH} levels", at))
            return
        kind = ""
        labels: list[str] = []
        body = Body()
        for child in node.children:
            if child.type == "identifier":
                text = self.source.text(child)
                if kind:
                    labels.append(text)
                else:
                    kind = text
            elif child.type == "string_lit":
                labels.append(unescaped(self.source.between(child.start_byte + 1, child.end_byte - 1)))
            elif child.type == "body":
                body = self.body(child, depth + 1)
        into.blocks.append(Block(kind, tuple(labels), body, at))


def _errors(root: Node, source: Source) -> list[SyntaxFault]:
    found: list[SyntaxFault] = []
    pending = [root]
    while pending and len(found) < MAX_FAULTS:
        node = pending.pop()
        if node.is_missing:
            what = node.type if not node.type.isidentifier() else "something"
            found.append(SyntaxFault(f"{what} is missing here", source.at(node)))
        elif node.type == "ERROR":
            found.append(SyntaxFault(_unexpected(node, source), source.at(node)))
        elif node.has_error:
            pending.extend(reversed([child for child in node.children if child.has_error or child.is_missing]))
    return found or [SyntaxFault("this is not HCL", source.at(root))]


def _unexpected(node: Node, source: Source) -> str:
    # Only punctuation is shown: what is quoted here may be a secret.
    first = source.data[node.start_byte : node.start_byte + 1].decode("ascii", "replace")
    if first.isprintable() and not first.isalnum() and first not in ("", " ", "\ufffd", '"'):
        return f"{first} is not expected here"
    return "the text is not understood from here on"
