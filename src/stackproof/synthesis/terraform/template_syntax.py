"""Templates: a quoted text, a heredoc, or a whole file, to parts in which everything is trimmed and unescaped.

The order follows HashiCorp's implementation, as `terraform console` 1.11 shows it: the strip markers `~` take their
white space first (to the right up to the end of the line alone), then `<<-` takes away the indentation that all lines
share, and escapes come last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stackproof.synthesis.terraform.syntax import (
    Broken,
    Choice,
    Expression,
    ForList,
    SyntaxFault,
    Template,
    TemplateFor,
    TemplateIf,
)
from stackproof.synthesis.terraform.syntax import Literal as LiteralExpression

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.source import Source

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARK_ESCAPE = re.compile(r"([$%])\1\{")
_WRAPPED = frozenset({"template_if", "template_for"})

Kind = Literal["text", "value", "if", "else", "endif", "for", "endfor"]


@dataclass(slots=True)
class _Token:
    kind: Kind
    text: str = ""
    node: Node | None = None
    strip_left: bool = False
    strip_right: bool = False


def unescaped(text: str) -> str:
    """A quoted text without its escapes."""
    return _ESCAPE.sub(_escape, text) if "\\" in text or "{" in text else text


def _escape(match: re.Match[str]) -> str:
    short, long, simple, mark = match.groups()
    if mark:
        return mark + "{"
    if short or long:
        number = int(short or long, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _SIMPLE.get(simple, "\\" + simple)


def _unmarked(text: str) -> str:
    return _MARK_ESCAPE.sub(r"\1{", text)


class TemplateReader:
    """Reads the templates of one source.

    Args:
        source: what the nodes belong to.
        expression: reads the node of an expression.
    """

    def __init__(self, source: Source, expression: Callable[[Node | None, Location], Expression]) -> None:
        self._source = source
        self._expression = expression

    def quoted(self, node: Node) -> Expression:
        """`"..."` with something in it."""
        children = node.children
        tokens: list[_Token] = []
        self._collect(children[1:-1], children[0].end_byte, children[-1].start_byte, tokens)
        return self._assembled(tokens, unescaped, self._source.at(node))

    def heredoc(self, node: Node) -> Expression:
        """`<<MARK` or `<<-MARK` up to the line of the mark."""
        source = self._source
        children = node.children
        start = source.data.find(b"\n", children[1].end_byte) + 1
        last = children[-1]
        end = last.start_byte - last.start_point[1]
        tokens: list[_Token] = []
        self._collect(children[2:-1], start, max(start, end), tokens)
        lines = _by_line(tokens)
        flush = source.data[node.start_byte : node.start_byte + 3] == b"<<-"
        return self._assembled(lines, _unmarked, source.at(node), flush=flush)

    def _collect(self, children: list[Node], start: int, end: int, into: list[_Token]) -> None:
        """Tokens of what lies between two offsets; texts are the gaps, since tree-sitter leaves white space out."""
        position = start
        for child in children:
            kind = child.type
            if kind in ("template_literal", "comment", "ERROR"):
                continue
            if child.start_byte > position:
                into.append(_Token("text", self._source.between(position, child.start_byte)))
            if kind == "template_directive":
                self._directive(child, into)
            else:
                into.append(_marked("value", child))
            position = child.end_byte
        if end > position:
            into.append(_Token("text", self._source.between(position, end)))

    def _directive(self, node: Node, into: list[_Token]) -> None:
        inner = next((child for child in node.children if child.type in _WRAPPED), None)
        if inner is None:
            return
        kinds: dict[str, Kind] = {
            "template_if_intro": "if",
            "template_else_intro": "else",
            "template_if_end": "endif",
            "template_for_start": "for",
            "template_for_end": "endfor",
        }
        body: list[Node] = []
        start = inner.start_byte
        for child in inner.children:
            kind = kinds.get(child.type)
            if kind is None:
                body.append(child)
                continue
            if kind not in ("if", "for"):
                self._collect(body, start, child.start_byte, into)
            into.append(_marked(kind, child))
            body, start = [], child.end_byte

    def _assembled(
        self, tokens: list[_Token], clean: Callable[[str], str], at: Location, *, flush: bool = False
    ) -> Expression:
        _strip(tokens)
        if flush:
            _take_indentation(tokens)
        reader = _Assembly(self._source, self._expression, tokens, clean, at)
        parts = reader.parts()
        if len(parts) == 1:
            only = parts[0]
            if isinstance(only, str):
                return LiteralExpression(at, only)
            if not isinstance(only, (TemplateIf, TemplateFor)):
                return only
        return Template(at, parts) if parts else LiteralExpression(at, "")


def _marked(kind: Kind, node: Node) -> _Token:
    children = node.children
    markers = [index for index, child in enumerate(children) if child.type == "strip_marker"]
    return _Token(kind, "", node, 1 in markers, len(children) - 2 in markers and len(children) > 3)


def _by_line(tokens: list[_Token]) -> list[_Token]:
    lines: list[_Token] = []
    for token in tokens:
        if token.kind == "text":
            lines.extend(_Token("text", line) for line in re.findall(r"[^\n]*\n|[^\n]+", token.text))
        else:
            lines.append(token)
    return lines


def _strip(tokens: list[_Token]) -> None:
    for index, token in enumerate(tokens):
        if token.strip_left and index and tokens[index - 1].kind == "text":
            tokens[index - 1].text = tokens[index - 1].text.rstrip()
        if token.strip_right and index + 1 < len(tokens) and tokens[index + 1].kind == "text":
            tokens[index + 1].text = tokens[index + 1].text.lstrip()


def _take_indentation(tokens: list[_Token]) -> None:
    starts: list[_Token] = []
    shared: int | None = None
    at_start = True
    for token in tokens:
        if token.kind != "text":
            if at_start:
                shared = 0
            at_start = False
            continue
        ends = token.text.endswith("\n")
        if at_start and not (ends and token.text.isspace()):
            width = len(token.text) - len(token.text.lstrip())
            shared = width if shared is None else min(shared, width)
            starts.append(token)
        at_start = ends
    for token in starts:
        token.text = token.text[shared or 0 :]


class _Assembly:
    """Puts the flat tokens of a template together again."""

    def __init__(
        self,
        source: Source,
        expression: Callable[[Node | None, Location], Expression],
        tokens: list[_Token],
        clean: Callable[[str], str],
        at: Location,
    ) -> None:
        self.source = source
        self.expression = expression
        self.tokens = tokens
        self.clean = clean
        self.at = at
        self.position = 0
        self.depth = 0

    def parts(self, *ends: Kind) -> tuple[str | Expression, ...]:
        """The parts up to a token of one of the kinds, which is left where it is."""
        found: list[str | Expression] = []
        text: list[str] = []

        def close() -> None:
            joined = self.clean("".join(text))
            if joined:
                found.append(joined)
            text.clear()

        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.kind in ends:
                break
            self.position += 1
            if token.kind == "text":
                text.append(token.text)
                continue
            close()
            if token.kind == "value" and token.node is not None:
                inner = next((child for child in token.node.children if child.type == "expression"), None)
                found.append(self.expression(inner, self.source.at(token.node)))
            elif token.kind == "if" and token.node is not None:
                found.append(self.choice(token.node))
            elif token.kind == "for" and token.node is not None:
                found.append(self.loop(token.node))
        close()
        return tuple(found)

    def nested(self, *ends: Kind) -> Template:
        self.depth += 1
        if self.depth > 50:
            self.position = len(self.tokens)
            self.source.faults.append(SyntaxFault("directives are nested deeper than 50 levels", self.at))
            return Template(self.at, (Broken(self.at, "its template is nested too deeply"),))
        parts = self.parts(*ends)
        self.depth -= 1
        return Template(self.at, parts)

    def choice(self, node: Node) -> Expression:
        at = self.source.at(node)
        inner = next((child for child in node.children if child.type == "expression"), None)
        then = self.nested("else", "endif")
        otherwise = Template(at, ())
        if self._skip("else"):
            otherwise = self.nested("endif")
        self._skip("endif")
        text = " ".join(self.source.text(inner).split()) if inner is not None else ""
        return TemplateIf(at, Choice(at, self.expression(inner, at), then, otherwise, text))

    def loop(self, node: Node) -> Expression:
        at = self.source.at(node)
        names = [self.source.text(child) for child in node.children if child.type == "identifier"]
        inner = next((child for child in node.children if child.type == "expression"), None)
        body = self.nested("endfor")
        self._skip("endfor")
        key = names[0] if len(names) > 1 else None
        value = names[-1] if names else ""
        return TemplateFor(at, ForList(at, key, value, self.expression(inner, at), body, None))

    def _skip(self, kind: Kind) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position].kind == kind:
            self.position += 1
            return True
        return False
