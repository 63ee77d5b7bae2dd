"""Which block of a root module of Terraform needs which: resources, data sources and locals by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.cycles import Link
from stackproof.sources.terraform import inside, own_blocks
from stackproof.synthesis.terraform.syntax import ForList, ForMap, Name, Traversal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.project import ProjectSources
    from stackproof.synthesis.terraform.syntax import Attribute, Block, Body, Expression

# Read when the resource is there already, so that its own name is no circle.
_LATER = ("provisioner.", "connection.", "lifecycle.")
_NO_REFERENCES = frozenset({"ignore_changes", "provider"})


def links(sources: ProjectSources) -> Iterator[Link]:
    """Each need of one block for another, in the order of the files."""
    blocks = own_blocks(sources, "resource", "data", "locals")
    names = {name for block in blocks for name, _ in _parts(block)}
    for block in blocks:
        for name, attributes in _parts(block):
            for path, attribute in attributes:
                for target, one in _needs(attribute.expression):
                    if target in names and not (target == name and path.startswith(_LATER)):
                        yield Link(name, target, path, one.at)


def _parts(block: Block) -> Iterator[tuple[str, list[tuple[str, Attribute]]]]:
    """What a block makes, each with the attributes that it is made of."""
    if block.kind == "locals":
        for name, attribute in block.body.attributes.items():
            yield f"local.{name}", [(name, attribute)]
    elif len(block.labels) == 2:
        prefix = "data." if block.kind == "data" else ""
        yield f"{prefix}{block.labels[0]}.{block.labels[1]}", list(_attributes(block.body, ""))


def _attributes(body: Body, path: str) -> Iterator[tuple[str, Attribute]]:
    for name, attribute in body.attributes.items():
        if name not in _NO_REFERENCES:
            yield f"{path}{name}", attribute
    for block in body.blocks:
        yield from _attributes(block.body, f"{path}{block.kind}.")


def _needs(expression: Expression) -> Iterator[tuple[str, Expression]]:
    inner = list(inside(expression))
    bound = {name for one in inner if isinstance(one, (ForList, ForMap)) for name in (one.key, one.value) if name}
    for one in inner:
        if isinstance(one, Traversal) and isinstance(one.base, Name) and one.base.name not in bound:
            steps = [step for step in one.steps[:2] if isinstance(step, str)]
            if one.base.name == "local" and steps:
                yield f"local.{steps[0]}", one
            elif one.base.name == "data" and len(steps) == 2:
                yield f"data.{steps[0]}.{steps[1]}", one
            elif steps:
                yield f"{one.base.name}.{steps[0]}", one
