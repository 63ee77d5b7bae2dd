"""A root module of Terraform as its author wrote it: its own blocks, for those who judge texts and not values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.synthesis.terraform.providers import reference_text
from stackproof.synthesis.terraform.syntax import (
    Binary,
    Block,
    Body,
    Broken,
    Call,
    Choice,
    Expression,
    ForList,
    ForMap,
    ListExpression,
    Literal,
    MapExpression,
    Name,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Traversal,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.location import Location
    from stackproof.sources.project import ProjectSources

__all__ = [
    "Block",
    "Body",
    "configurations",
    "expressions",
    "inside",
    "literal",
    "module_files",
    "own_blocks",
    "passed_providers",
    "references",
    "walk_blocks",
]


def module_files(sources: ProjectSources) -> tuple[str, ...]:
    """The `.tf` files of the root module itself, sorted; none for other engines and for plans."""
    if sources.engine != "terraform":
        return ()
    prefix = f"{sources.folder}/" if sources.folder else ""
    return tuple(
        name
        for name in sources.files
        if name.endswith(".tf") and name.startswith(prefix) and "/" not in name.removeprefix(prefix)
    )


def own_blocks(sources: ProjectSources, *kinds: str, words: Iterable[str] = ()) -> list[Block]:
    """The blocks of the root module's own files that are of these kinds, in the order of the files.

    Args:
        words: where any are given, a file without any of them is not parsed.
    """
    found: list[Block] = []
    begins = re.compile(rf"^\s*(?:{'|'.join(kinds)})\b", re.MULTILINE)
    for name in module_files(sources):
        text = sources.text(name) or ""
        if not begins.search(text) or (words and not any(word in text for word in words)):
            continue
        body = sources.hcl(name)
        found.extend(block for block in (body.blocks if body else ()) if block.kind in kinds)
    return found


def literal(body: Body, name: str) -> str | None:
    """The text of an attribute that is a text without holes; None for everything else."""
    found = body.get(name)
    return found.data if isinstance(found, Literal) and isinstance(found.data, str) else None


def walk_blocks(body: Body) -> Iterator[Block]:
    """Every block inside a body, outermost first."""
    for block in body.blocks:
        yield block
        yield from walk_blocks(block.body)


def expressions(body: Body) -> Iterator[Expression]:
    """Every expression in a body and in the blocks inside it, each with all that it is made of."""
    for attribute in body.attributes.values():
        yield from inside(attribute.expression)
    for block in body.blocks:
        yield from expressions(block.body)


def references(expression: Expression) -> list[Location]:
    """Where an expression names something that has a value only at run time: a variable, a local, a function."""
    return [one.at for one in inside(expression) if isinstance(one, (Name, Traversal, Call))]


def inside(first: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of."""
    stack = [first]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(list(_children(one))))


def _children(one: Expression) -> Iterator[Expression]:  # noqa: PLR0912 - one branch for each kind of expression
    match one:
        case Literal() | Broken() | Name():
            return
        case Template(parts=parts):
            yield from (part for part in parts if isinstance(part, Expression))
        case TemplateIf(choice=inner) | TemplateFor(loop=inner):
            yield inner
        case Traversal(base=base, steps=steps):
            yield base
            for step in steps:
                if isinstance(step, Expression):
                    yield step
                elif isinstance(step, Splat):
                    yield from (part for part in step.steps if isinstance(part, Expression))
        case Call(arguments=items) | ListExpression(items=items):
            yield from items
        case Choice(condition=condition, then=then, otherwise=otherwise):
            yield from (condition, then, otherwise)
        case Unary(operand=operand):
            yield operand
        case Binary(left=left, right=right):
            yield from (left, right)
        case MapExpression(entries=entries):
            for key, value in entries:
                yield from (key, value)
        case ForList(collection=collection, result=result, condition=choice):
            yield from (collection, result)
            if choice is not None:
                yield choice
        case ForMap(collection=collection, name=name, result=result, condition=choice):
            yield from (collection, name, result)
            if choice is not None:
                yield choice


def passed_providers(block: Block) -> Iterator[tuple[str, Location]]:
    """The provider configurations that a block names (`aws.west`), by `provider` or, for a module, `providers`."""
    attribute = block.body.attributes.get("provider")
    if attribute is not None:
        name = reference_text(attribute.expression)
        if name is not None:
            yield name, attribute.at
    mapping = block.body.get("providers")
    for _, value in mapping.entries if isinstance(mapping, MapExpression) else ():
        name = reference_text(value)
        if name is not None:
            yield name, value.at


def configurations(block: Block) -> Iterator[str]:
    """The provider configurations that a `terraform` block says are handed in (`configuration_aliases`)."""
    for inner in block.body.of("required_providers"):
        for one in expressions(inner.body):
            if isinstance(one, Traversal):
                name = reference_text(one)
                if name is not None:
                    yield name
