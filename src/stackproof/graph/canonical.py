"""One way to write a name or an ARN, so that two spellings of it are equal values.

`!GetAtt Bucket.Arn`, `!Sub arn:${AWS::Partition}:s3:::${Bucket}` and `arn:aws:s3:::the-name` become the same text. The
partition is written as `aws` throughout: one deployment is in one partition.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from stackproof.facts.arns import FORMATS, PATHS
from stackproof.facts.types import type_facts
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Reference, Sensitive, Text, Unknown, Value, rewrite, text

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

Part = Literal["arn", "name", "id", "alias", "attribute", "none"]

COMPLETED = "the provider completes the name"
"""The reason of the unknown end of a name of which only a prefix was written."""
_ONE_PARTITION = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
_PARTITION = re.compile(r"^arn:aws[a-z-]*:")
# A name may be written in terms of another name, but not without end.
_DEPTH = 8


def name_of(resource: Resource) -> Value:
    """The physical name as it was written, or an Unknown with the symbol `name of ADDRESS` when none was."""
    facts = type_facts(resource.type)
    if facts is not None and facts.name_property:
        written = resource.get(*facts.name_path)
        if not isinstance(written, Absent):
            return written
    return Unknown(f"AWS makes the name of {resource.address} up", f"name of {resource.address}", resource.location)


@lru_cache(maxsize=4096)
def attribute_part(type_: str, attribute: str) -> Part:
    """What an attribute (empty for `Ref`) says of a resource of this type."""
    facts = type_facts(type_)
    if facts is None:
        return "id" if not attribute else "arn" if attribute == "Arn" else "attribute"
    if not attribute:
        return facts.ref
    end = type_.rsplit("::", 1)[-1]
    if attribute in (facts.arn_attribute, "Arn", f"{end}Arn"):
        return "arn"
    if attribute in (facts.name_property, f"{end}Name") or (attribute == "Name" and facts.name_property):
        return "name"
    own_id = attribute.endswith("Id") and end.lower().endswith(attribute[:-2].lower())
    if facts.ref == "arn" and attribute == "Id":
        return "arn"
    return "id" if own_id and facts.ref == "id" else "attribute"


def canonical(value: Value, graph: Graph) -> Value:
    """The value with references written out as names and ARNs, as far as these are known."""
    return _canonical(value, graph, _DEPTH)


def arn_of(resource: Resource, graph: Graph) -> Value:
    """The ARN of a resource in canonical form; a Reference to it where the form of its type's ARNs is not known."""
    known = graph.index(_Arns).by_address
    found = known.get(resource.address)
    if found is None or found[0] is not resource:
        found = known[resource.address] = (resource, _arn(resource, graph, _DEPTH))
    return found[1]


class _Arns:
    """The ARNs of a graph's resources, as they are asked for."""

    def __init__(self, graph: Graph) -> None:
        self.by_address: dict[str, tuple[Resource, Value]] = {}


def _canonical(value: Value, graph: Graph, depth: int) -> Value:
    if isinstance(value, Known):
        if isinstance(value.data, str) and value.data.startswith("arn:aws-"):
            return Known(_PARTITION.sub("arn:aws:", value.data), value.at, value.assumed)
        return value
    return rewrite(value, lambda leaf: _leaf(leaf, graph, depth))


def _leaf(value: Value, graph: Graph, depth: int) -> Value:
    if isinstance(value, Unknown) and value.symbol in _ONE_PARTITION:
        return Known(_ONE_PARTITION[value.symbol], value.at, value.assumed)
    if isinstance(value, Text) and isinstance(value.parts[0], str) and value.parts[0].startswith("arn:aws-"):
        first = _PARTITION.sub("arn:aws:", value.parts[0])
        return text((first, *value.parts[1:]), value.at, value.assumed)
    if isinstance(value, Reference):
        resource = graph.resources.get(value.target)
        if resource is not None:
            return _written_out(value, resource, graph, depth)
    return value


def _written_out(value: Reference, resource: Resource, graph: Graph, depth: int) -> Value:
    part = attribute_part(resource.type, value.attribute)
    if part == "arn":
        return arn_of(resource, graph) if depth == _DEPTH else _arn(resource, graph, depth)
    if part == "name":
        return _name(resource, graph, depth)
    if part == "id":
        return Reference(resource.address, "", value.at, value.assumed)
    return value


def _name(resource: Resource, graph: Graph, depth: int) -> Value:
    written = name_of(resource)
    if isinstance(written, Sensitive):
        written = written.inner
    made_up = isinstance(written, Unknown) and written.symbol == f"name of {resource.address}"
    if made_up or depth == 0:
        return Reference(resource.address, "") if attribute_part(resource.type, "") == "name" else written
    return _canonical(written, graph, depth - 1)


def _arn(resource: Resource, graph: Graph, depth: int) -> Value:
    form = FORMATS.get(resource.type)
    if form is None or resource.exists is Truth.NO:
        facts = type_facts(resource.type)
        attribute = facts.arn_attribute if facts is not None and facts.ref != "arn" else ""
        return Reference(resource.address, attribute)
    name = Reference(resource.address, "") if form.by == "id" else _name(resource, graph, depth)
    between: str | Value = ""
    if resource.type in PATHS:
        path = resource.get("Path")
        between = "/" if isinstance(path, Absent) else path
    elif resource.type == "AWS::SSM::Parameter" and not _starts_with_slash(name):
        between = "/"
    behind: str | Value = ""
    if resource.type == "AWS::SecretsManager::Secret":
        behind = Unknown("Secrets Manager adds six characters to the name", f"end of the ARN of {resource.address}")
        between, name = "", text([name, "-"])
    region = resource.region if "region" in form.scope else ""
    account = resource.account if "account" in form.scope else ""
    return text(["arn:aws:", form.service, ":", region, ":", account, ":", form.prefix, between, name, behind])


def _starts_with_slash(name: Value) -> bool:
    first: object = name.data if isinstance(name, Known) else name.parts[0] if isinstance(name, Text) else None
    return isinstance(first, str) and first.startswith("/")
