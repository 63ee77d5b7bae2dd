"""Which providers a root module of Terraform asks for, and which ones its lock file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location
from stackproof.sources.terraform import literal
from stackproof.synthesis.terraform.syntax import Literal, MapExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.project import ProjectSources
    from stackproof.synthesis.terraform.syntax import Block

_HOST = "registry.terraform.io/"
_LOCK = ".terraform.lock.hcl"


class Required(NamedTuple):
    """One entry of `required_providers`; `source` without the public registry's name, `version` as it is written."""

    name: str
    source: str
    version: str | None
    at: Location


class Locked(NamedTuple):
    """One provider of a lock file."""

    version: str
    at: Location


def required(block: Block) -> Iterator[Required]:
    """The entries of the `required_providers` blocks in a `terraform` block."""
    for inner in block.body.of("required_providers"):
        for name, attribute in inner.body.attributes.items():
            value = attribute.expression
            if isinstance(value, Literal) and isinstance(value.data, str):
                yield Required(name, f"hashicorp/{name}", value.data, attribute.at)
            elif isinstance(value, MapExpression):
                entries = {
                    str(key.data): inner_value.data
                    for key, inner_value in value.entries
                    if isinstance(key, Literal) and isinstance(inner_value, Literal)
                }
                source, version = entries.get("source"), entries.get("version")
                known = source if isinstance(source, str) else f"hashicorp/{name}"
                yield Required(
                    name, known.removeprefix(_HOST), version if isinstance(version, str) else None, attribute.at
                )


def locked(sources: ProjectSources) -> dict[str, Locked]:
    """The providers of the lock file beside the root module, by source; empty where there is none."""
    name = f"{sources.folder}/{_LOCK}" if sources.folder else _LOCK
    body = sources.hcl(name)
    found: dict[str, Locked] = {}
    for block in body.of("provider") if body is not None else ():
        version = literal(block.body, "version")
        if block.labels and version is not None:
            found[block.labels[0].removeprefix(_HOST)] = Locked(version, block.at)
    return found
