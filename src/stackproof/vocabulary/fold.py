"""Split resources: `aws_s3_bucket_versioning` is the VersioningConfiguration of the bucket that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.facts.properties import shape_of
from stackproof.graph.identity import identify
from stackproof.graph.resource import Part
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Unknown, Value, references
from stackproof.vocabulary.map import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stackproof.facts.properties import Shape
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.vocabulary.native import NativeResource

FOLDED = "folded"
"""Attribute of a resource that lists the addresses of the split resources it was put together from."""


@dataclass(frozen=True, slots=True)
class Split:
    """A split resource, translated.

    Attributes:
        wholes: CloudFormation's types of what it may configure.
        names: the value that names what it configures.
        at: path of the property that it is; ends with `[]` for one item of a list, empty for the resource itself.
        properties: what it sets, from that path down.
        complete: False when something it sets is not known by name.
    """

    native: NativeResource
    wholes: tuple[str, ...]
    names: Value
    at: tuple[str, ...]
    properties: dict[str, Value]
    complete: bool


def fold(splits: Iterable[Split], graph: Graph) -> tuple[list[Split], dict[str, str]]:
    """Puts split resources into what they configure.

    Args:
        graph: what names are looked up in; its resources are changed.

    Returns:
        Those that stay, because what they configure is not in the graph or cannot be told; and the address of the
        whole by the address of each that was folded.
    """
    placed: list[tuple[Split, Resource]] = []
    left: list[Split] = []
    doubtful: list[Split] = []
    for split in splits:
        found = identify(split.names, graph, *split.wholes)
        if found.resource is not None and found.truth is Truth.YES and found.resource.type in split.wholes:
            placed.append((split, found.resource))
            continue
        left.append(split)
        if found.truth is not Truth.NO and split.native.exists is not Truth.NO:
            doubtful.append(split)
    for split, resource in placed:
        _put(split, resource, shape_of(resource.type) or {})
    for split in doubtful:
        _doubt(split, graph)
    return left, {split.native.address: resource.address for split, resource in placed}


def _put(split: Split, resource: Resource, shapes: Mapping[str, Shape]) -> None:
    entries = dict(resource.properties.entries)
    sure = split.native.exists is Truth.YES
    if split.native.exists is not Truth.NO:
        if split.at and split.at[-1].endswith("[]"):
            _append(entries, shapes, split, sure=sure)
        else:
            fresh: dict[str, Value] = {}
            value: Value = MapValue(split.properties, split.native.location, complete=split.complete)
            if not split.at:
                fresh = split.properties
            elif split.properties or not split.complete:
                put(fresh, shapes, split.at, value)
            for name, new in fresh.items():
                if sure:
                    put(entries, shapes, (name,), new)
                else:
                    entries[name] = _maybe(split, new, entries.get(name, Absent(resource.location)))
    old = resource.properties
    complete = old.complete and (split.complete or bool(split.at))
    resource.properties = MapValue(entries, old.at, old.assumed, complete=complete)
    waits = dict.fromkeys((*split.native.depends_on, *(one.target for _, one in references(split.native.arguments))))
    part = Part(split.native.address, split.native.type, split.native.location, tuple(waits))
    resource.parts = (*resource.parts, part)
    folded = resource.attributes.get(FOLDED)
    items = folded.items if isinstance(folded, ListValue) else ()
    address = Known(split.native.address, split.native.location)
    resource.attributes = {**resource.attributes, FOLDED: ListValue((*items, address), resource.location)}


def _maybe(split: Split, new: Value, old: Value) -> Value:
    condition = split.native.condition
    if condition is None:
        return Unknown(f"it is not known whether {split.native.address} exists", None, new.at, None, (new,))
    return Conditional(condition, new, old, new.at)


def _append(entries: dict[str, Value], shapes: Mapping[str, Shape], split: Split, *, sure: bool) -> None:
    """One more item of a list; the list may lie below other properties."""
    at = split.native.location
    item: Value = MapValue(split.properties, at, complete=split.complete)
    if not split.properties and not split.complete:
        item = Unknown(f"what {split.native.address} sets is not known", None, at)
    elif len(split.properties) == 1 and "" in split.properties:
        # A list of scalars: the whole item is one argument.
        item = split.properties[""]
    if not sure:
        item = _maybe(split, item, Absent(at))
    steps = (*split.at[:-1], split.at[-1].removesuffix("[]"))
    current = entries
    for step in steps[:-1]:
        inner = current.get(step)
        fresh = MapValue(dict(inner.entries) if isinstance(inner, MapValue) else {}, at)
        current[step] = fresh
        current = fresh.entries
    old = current.get(steps[-1])
    if old is None:
        current[steps[-1]] = ListValue((item,), at)
    elif isinstance(old, ListValue):
        current[steps[-1]] = ListValue((*old.items, item), old.at, old.assumed, complete=old.complete)
    else:
        current[steps[-1]] = ListValue((item,), at, complete=False)


def _doubt(split: Split, graph: Graph) -> None:
    """Any resource of the type may be the one that is configured: what it sets is known of none of them."""
    names = {split.at[0].removesuffix("[]")} if split.at else set(split.properties)
    reason = f"{split.native.address} may configure it: which resource it names is not known"
    for resource in graph.of_type(*split.wholes):
        entries = dict(resource.properties.entries)
        for name in names:
            old = entries.get(name)
            if isinstance(old, ListValue):
                entries[name] = ListValue(old.items, old.at, old.assumed, complete=False)
            else:
                sources = (old,) if old is not None else ()
                entries[name] = Unknown(reason, None, split.native.location, None, sources)
        properties = resource.properties
        resource.properties = MapValue(entries, properties.at, properties.assumed, complete=properties.complete)
