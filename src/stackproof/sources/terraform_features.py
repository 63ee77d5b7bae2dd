"""What the text of a root module needs of Terraform itself: each part of the language used, with its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts import terraform_floors as floors
from stackproof.sources.terraform import expressions, module_files, walk_blocks
from stackproof.synthesis.terraform.syntax import Call, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.location import Location
    from stackproof.sources.project import ProjectSources
    from stackproof.synthesis.terraform.syntax import Block

_RESOURCE_KINDS = frozenset({"resource", "data", "ephemeral"})


class Use(NamedTuple):
    """One use of something that Terraform has from `floor` on."""

    what: str
    floor: floors.Floor
    at: Location


def uses(sources: ProjectSources) -> Iterator[Use]:
    """Each use in the root module's own files, in the order of the source."""
    for name in module_files(sources):
        body = sources.hcl(name)
        for block in body.blocks if body is not None else ():
            yield from _block(block)


def _block(block: Block) -> Iterator[Use]:
    floor = floors.BLOCKS.get(block.kind)
    if floor is not None:
        yield Use(f"the block {block.kind}", floor, block.at)
    if block.kind == "terraform":
        for inner in block.body.of("cloud"):
            yield Use("the block cloud", floors.CLOUD, inner.at)
        for inner in block.body.of("backend"):
            for name, attribute in inner.body.attributes.items():
                since = floors.BACKEND_ARGUMENTS.get((inner.labels[0] if inner.labels else "", name))
                if since is not None:
                    yield Use(f"{name} of the backend {inner.labels[0]}", since, attribute.at)
        return
    yield from _values(block)
    yield from _inner(block)
    for one in expressions(block.body):
        if isinstance(one, Call):
            yield from _call(one, block)


def _values(block: Block) -> Iterator[Use]:
    if block.kind == "resource" and block.labels and block.labels[0] in floors.RESOURCES:
        yield Use(f"the resource {block.labels[0]}", floors.RESOURCES[block.labels[0]], block.at)
    if block.kind in {"variable", "output"}:
        ephemeral = block.body.get("ephemeral")
        if isinstance(ephemeral, Literal) and ephemeral.data is True:
            yield Use(f"an ephemeral {block.kind}", floors.EPHEMERAL_VALUES, ephemeral.at)
    if block.kind in _RESOURCE_KINDS:
        for name, attribute in block.body.attributes.items():
            if name.endswith("_wo"):
                yield Use(f"the write-only argument {name}", floors.WRITE_ONLY, attribute.at)


def _inner(block: Block) -> Iterator[Use]:
    for inner in walk_blocks(block.body):
        if inner.kind in floors.INNER_BLOCKS:
            yield Use(f"the block {inner.kind}", floors.INNER_BLOCKS[inner.kind], inner.at)
        elif inner.kind == "lifecycle":
            for name in inner.body.attributes.keys() & floors.LIFECYCLE.keys():
                yield Use(name, floors.LIFECYCLE[name], inner.body.attributes[name].at)


def _call(one: Call, block: Block) -> Iterator[Use]:
    if one.name.startswith("provider::"):
        yield Use(f"the function {one.name}", floors.PROVIDER_FUNCTIONS, one.at)
    elif one.name in floors.FUNCTIONS:
        yield Use(f"the function {one.name}", floors.FUNCTIONS[one.name], one.at)
    elif one.name == "optional" and block.kind == "variable":
        yield Use("optional attributes", floors.OPTIONAL_ATTRIBUTES, one.at)
