"""What CloudFormation's published schemas say of a resource type.

Source: the schemas that cfn-lint carries, extracted by `scripts/extract_facts.py`; `scripts/type_rules.py` states how
each fact follows from a schema. The extract has one type a line and only the lines asked for are parsed.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Literal, NamedTuple

from stackproof.facts.extracts import raw


class TypeFacts(NamedTuple):
    """Facts of one resource type.

    Attributes:
        type: `AWS::Service::Type`.
        name_property: the property that holds the physical name, with dots when nested; empty when there is none.
        tags_property: the property that holds the tags; empty when the type takes none.
        tags_shape: `list` of Key and Value, `map`, `other` (a list with other keys), `none`.
        ref: what `Ref` returns: the physical name, the ARN, or another identifier.
        arn_attribute: the attribute that holds the ARN; empty when there is none (then `ref` may be `arn`).
        attributes: what `Fn::GetAtt` returns, beside the properties themselves.
    """

    type: str
    name_property: str
    tags_property: str
    tags_shape: Literal["list", "map", "other", "none"]
    ref: Literal["name", "arn", "id"]
    arn_attribute: str
    attributes: tuple[str, ...]

    @property
    def name_path(self) -> tuple[str, ...]:
        """The steps that lead to the physical name; empty when the type has none."""
        return tuple(self.name_property.split(".")) if self.name_property else ()


@lru_cache(maxsize=1)
def _lines() -> bytes:
    return raw("types.jsonl")


@lru_cache(maxsize=4096)
def type_facts(name: str) -> TypeFacts | None:
    """The facts of a type; None for a type without a published schema (custom, third-party, misspelt)."""
    if '"' in name or "\n" in name:
        return None
    data = _lines()
    start = data.find(f'\n["{name}",'.encode())
    if start < 0:
        return None
    row = json.loads(data[start + 1 : data.index(b"\n", start + 1)])
    return TypeFacts(row[0], row[1], row[2], row[3], row[4], row[5], tuple(row[6]))


@lru_cache(maxsize=1)
def known_types() -> frozenset[str]:
    """Every type with a published schema in some region."""
    rows = _lines().decode().split("\n")[1:]
    return frozenset(row[2 : row.index('"', 2)] for row in rows if row)


def provenance() -> dict[str, str]:
    """Script, package, version, licence and date of the extract."""
    data = _lines()
    head: dict[str, str] = json.loads(data[: data.index(b"\n")])
    return head
