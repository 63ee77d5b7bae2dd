"""JavaScript and TypeScript sources as syntax trees. Nothing is run.

Source of the syntax: the grammar of https://github.com/tree-sitter/tree-sitter-typescript, which reads both languages.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser


@lru_cache(maxsize=2)
def _parser(with_elements: bool) -> Parser:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    grammar = tree_sitter_typescript.language_tsx if with_elements else tree_sitter_typescript.language_typescript
    return Parser(Language(grammar()))


def syntax(name: str, text: str) -> Node:
    """The syntax tree of a file; where the grammar cannot read it, with nodes that say so."""
    return _parser(name.endswith(("tsx", "jsx"))).parse(text.encode()).root_node


def words(node: Node | None) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def inside(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the source."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def text_of(node: Node | None) -> str | None:
    """The text of a string without holes."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return words(node)[1:-1]


def bare(node: Node | None) -> Node | None:
    """An expression without what changes nothing of its value: `x!`, `x as string`, parentheses, `await`."""
    while node is not None and node.type in (
        "non_null_expression", "as_expression", "satisfies_expression", "parenthesized_expression", "await_expression",
    ):  # fmt: skip
        node = node.named_children[0] if node.named_children else None
    return node
