"""Code of functions that stands as a text inside a program."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.project import ProjectSources

_HANDLER = re.compile(
    r"^\s*(?:async\s+)?def\s+\w*handler\w*\s*\(|\bexports\.\w*[hH]andler\s*=|\bexport\s+(?:const|async\s+function|function)\s+\w*[hH]andler",
    re.MULTILINE,
)
_SCRIPT_TEXT = re.compile(r"`((?:\\.|[^`\\])*)`", re.DOTALL)
_ZIPS = frozenset({"zip_file", "zipFile", "ZipFile"})
_PROGRAMS = (".ts", ".js", ".mts", ".mjs")


class InlineText(NamedTuple):
    """A text that defines a handler: where it begins, and how many lines of it are not blank.

    `as_zip` tells that it is the value of a `zip_file`, as CloudFormation has it.
    """

    at: Location
    lines: int
    as_zip: bool = False


def lines_of(text: str) -> int:
    """How many lines are not blank."""
    return sum(1 for line in text.splitlines() if line.strip())


def handlers_in_texts(sources: ProjectSources) -> Iterator[InlineText]:
    """Each text in the program's own files that defines a handler."""
    for name in sources.files:
        text = sources.text(name) if name.endswith((".py", *_PROGRAMS)) else None
        if text is None or "andler" not in text:
            continue
        if name.endswith(".py"):
            tree = sources.python(name)
            if tree is not None and not isinstance(tree, Exception):
                yield from _python(tree, name)
        else:
            for match in _SCRIPT_TEXT.finditer(text):
                if _HANDLER.search(match.group(1)):
                    line = text.count("\n", 0, match.start()) + 1
                    column = match.start() - text.rfind("\n", 0, match.start())
                    yield InlineText(Location(name, line, column), lines_of(match.group(1)))


def _python(tree: ast.Module, name: str) -> Iterator[InlineText]:
    zips = {id(value) for node in ast.walk(tree) for value in _zipped(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            written = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = node.value
        else:
            continue
        if _HANDLER.search(written):
            at = Location(name, node.lineno, node.col_offset + 1)
            yield InlineText(at, lines_of(written), id(node) in zips)


def _zipped(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in _ZIPS:
                yield value
    elif isinstance(node, ast.keyword) and node.arg in _ZIPS:
        yield node.value
