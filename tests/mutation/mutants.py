"""Copies of what is known of a project, changed in one thing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stackproof.graph.graph import Graph, Output
from stackproof.graph.location import Location
from stackproof.graph.resource import Resource
from stackproof.graph.values import ListValue, MapValue, Reference, Text, Value, from_plain

__all__ = ["Mutant", "Mutation", "Ref", "copy_of", "parent_place", "with_value"]


@dataclass
class Mutant:
    """A project that was read: its graph, the graph under a second suffix, and the folder of its files.

    The graphs are copies of its own. The folder is shared with others until `own_files` has been called.
    """

    graph: Graph
    twin: Graph
    root: Path
    workshop: Path

    def own_files(self) -> None:
        """Makes a copy of the project's files that may be changed."""
        mine = self.workshop / "files"
        if self.root != mine:
            shutil.copytree(self.root, mine)
            self.root = mine


Apply = Callable[[Mutant], None]
Place = Callable[[Graph, Path], Location]


@dataclass(frozen=True)
class Change:
    """What is done to a mutant, and where the first requirement that it violates is reported.

    The place is asked of the graph as it was before, and of the folder of the files as they are after.
    """

    apply: Apply
    place: Place


@dataclass(frozen=True)
class Mutation:
    """One thing that is wrong, and the exact set of requirements that it violates.

    Attributes:
        name: what is wrong, in a few words; unique.
        violates: the ids; the first is the requirement that the mutation is made for, whose place is looked at.
        change: what is done.
    """

    name: str
    violates: tuple[str, ...]
    change: Change


def copy_of(graph: Graph) -> Graph:
    """A graph that can be changed without changing the first one; values are immutable and shared."""
    return Graph(
        resources={address: replace(resource) for address, resource in graph.resources.items()},
        stacks={key: replace(stack, tags=dict(stack.tags)) for key, stack in graph.stacks.items()},
        outputs=[replace(output) for output in graph.outputs],
        problems=list(graph.problems),
        unmapped=dict(graph.unmapped),
        undecided_resources=list(graph.undecided_resources),
        assumptions=list(graph.assumptions),
    )


def parent_place(resource: Resource) -> Location:
    """Where the construct or stack stands that holds a resource; a nested stack is not in itself."""
    steps = [parent for parent in resource.parents if parent.kind != "app"]
    if "/".join(parent.name for parent in steps) == resource.address:
        steps.pop()
    return steps[-1].at


@dataclass(frozen=True)
class Ref:
    """A reference to a resource, in the plain data that a property is changed to; `inside` is a text behind it."""

    target: str
    attribute: str = "Arn"
    inside: str = ""


def value_of(data: Any, at: Location) -> Value:
    """A value of plain data, with references."""
    if isinstance(data, Ref):
        reference = Reference(data.target, data.attribute, at)
        return Text((reference, data.inside), at) if data.inside else reference
    if isinstance(data, dict):
        return MapValue({key: value_of(one, at) for key, one in data.items()}, at)
    if isinstance(data, list):
        return ListValue(tuple(value_of(one, at) for one in data), at)
    return from_plain(data, at)


def with_value(value: Value, path: tuple[str, ...], change: Callable[[Value | None], Value | None]) -> Value:
    """The value with what stands at a path changed; None stands for nothing.

    A step is a key, a number, `*` for every item, or `Key=text` for the items that have that entry.

    Raises:
        KeyError: there is no such path, so that a mutation which changes nothing is noticed.
    """
    step, rest = path[0], path[1:]
    if isinstance(value, MapValue):
        entries = dict(value.entries)
        if rest:
            entries[step] = with_value(entries[step], rest, change)
        else:
            _put(entries, step, change(entries.get(step)))
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if not isinstance(value, ListValue):
        raise KeyError(f"{step}: below it is {value!r}")
    chosen = [number for number, item in enumerate(value.items) if _chosen(step, number, item)]
    if not chosen:
        raise KeyError(step)
    items = []
    for number, item in enumerate(value.items):
        new = item if number not in chosen else with_value(item, rest, change) if rest else change(item)
        if new is not None:
            items.append(new)
    return ListValue(tuple(items), value.at, value.assumed, complete=value.complete)


def _put(entries: dict[str, Value], key: str, new: Value | None) -> None:
    if new is not None:
        entries[key] = new
    else:
        del entries[key]


def _chosen(step: str, number: int, item: Value) -> bool:
    key, sign, wanted = step.partition("=")
    if not sign:
        return step in ("*", str(number))
    found = item.entries.get(key) if isinstance(item, MapValue) else None
    return found == from_plain(wanted)


def output_named(graph: Graph, name: str) -> Output:
    """The output of that name."""
    return next(output for output in graph.outputs if output.name == name)
