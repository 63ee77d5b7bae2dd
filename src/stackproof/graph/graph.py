"""The graph: every resource of a project with its stacks, outputs and the edges between resources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference, Value, references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.graph.resource import Resource


Index = TypeVar("Index")


class Edge(NamedTuple):
    """A reference from a property (or a depends-on) of one resource to another resource."""

    source: str
    path: tuple[str, ...]
    target: str
    attribute: str


@dataclass(slots=True)
class Output:
    """An output of a stack. `export` is the exported name, where there is one."""

    name: str
    stack: str
    value: Value
    at: Location
    export: Value | None = None
    exists: Truth = Truth.YES
    description: str = ""


@dataclass(slots=True)
class Stack:
    """A unit of deployment: a template, a CDK stack, a nested stack.

    Attributes:
        key: unique in the graph; empty for the only template of a project.
        name: the physical name, where it is known.
        parent: key of the stack that nests it.
        document: the synthesised template, relative to the project or the output folder.
        settings: what the tool is told of the deployment itself, by the tool's own name: for Terraform `backend`,
            `required_version`, `required_providers`, `providers` (by name and alias), `moved`, `removed`, `import`.
    """

    key: str
    name: Value
    region: Value
    account: Value
    location: Location = NOWHERE
    parent: str | None = None
    document: str = ""
    tags: dict[str, Value] = field(default_factory=dict)
    termination_protection: Truth = Truth.NO
    settings: dict[str, Value] = field(default_factory=dict)


class Problem(NamedTuple):
    """Something that a project's author should know of the synthesis itself.

    `level` is `error` when part of the project could not be read and `note` when it was read with a reservation.
    """

    level: str
    message: str
    at: Location


@dataclass
class Graph:
    """All that is known of a project's infrastructure. Built once, never changed afterwards.

    Attributes:
        resources: by address, in the order of the source.
        unmapped: types without a counterpart in CloudFormation, with how often they occur.
        undecided_resources: descriptions of things of unknown existence or type (a macro, a module that could not be
            expanded), each with its place: an absence cannot be proven while there are any.
        rewritten: why any resource may be another than the one shown (a macro that is not known takes the whole
            template); empty when nothing does. It completes "undecided, because ...".
        assumptions: what was assumed while reading, each once: the parameters whose defaults were taken.
    """

    resources: dict[str, Resource] = field(default_factory=dict)
    stacks: dict[str, Stack] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmapped: dict[str, int] = field(default_factory=dict)
    undecided_resources: list[Problem] = field(default_factory=list)
    rewritten: str = ""
    assumptions: list[str] = field(default_factory=list)
    _indexes: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def index(self, build: Callable[[Graph], Index]) -> Index:
        """What `build` derives from this graph, built on the first call and kept with the graph."""
        found = self._indexes.get(build)
        if found is None:
            found = self._indexes[build] = build(self)
        return found  # type: ignore[return-value]

    @cached_property
    def _listed(self) -> dict[tuple[str, ...], list[Resource]]:
        return {}

    def of_type(self, *types: str) -> list[Resource]:
        """Resources of these types that exist or may exist, in the order of the source."""
        index = self._by_type
        if len(types) == 1:
            return index.get(types[0], [])
        listed = self._listed.get(types)
        if listed is None:
            listed = self._listed[types] = [resource for name in types for resource in index.get(name, [])]
        return listed

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        index: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources.values():
            if resource.exists is not Truth.NO:
                index[resource.type].append(resource)
        return dict(index)

    @property
    def types(self) -> set[str]:
        """The types of the resources that exist or may exist."""
        return set(self._by_type)

    @cached_property
    def edges(self) -> list[Edge]:
        """Every reference between resources, in the order of the source."""
        return list(self._find_edges())

    def _find_edges(self) -> Iterator[Edge]:
        for resource in self.resources.values():
            for path, reference in references(resource.properties):
                if reference.target in self.resources:
                    yield Edge(resource.address, path, reference.target, reference.attribute)
            for target in resource.depends_on:
                if target in self.resources:
                    yield Edge(resource.address, (), target, "DependsOn")

    @cached_property
    def edges_to(self) -> dict[str, list[Edge]]:
        """Edges by the address that they point at."""
        index: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            index[edge.target].append(edge)
        return dict(index)

    def target(self, value: Value, *types: str) -> Resource | None:
        """The resource that a plain reference points at, when it is one of `types` (any type when none is given)."""
        if not isinstance(value, Reference):
            return None
        found = self.resources.get(value.target)
        return found if found is not None and (not types or found.type in types) else None
