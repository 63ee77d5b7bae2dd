"""Which line of the user's made a resource of the synthesised template."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Parent
from stackproof.synthesis.cloudformation.assemble import Placement
from stackproof.synthesis.own_files import is_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from stackproof.synthesis.cdk.cloud_assembly import StackArtifact
    from stackproof.synthesis.cdk.execution import Made

_FRAME = re.compile(r"(?:.* )?\(?(?P<file>/[^()]*):(?P<line>[0-9]{1,7})(?::[0-9]+)?\)?")
_CONTAINERS = frozenset({"app", "stage", "stack", "nested stack"})


class Origins:
    """Joins the recorded constructs and the CDK's own stack traces with resources, on the path in the construct tree.

    Args:
        root: the project.
        copy: where the program saw it.
        constructs: what was recorded, by path.
        renamed: turns the names of this synthesis into those of the first one, so that a twin has the same addresses.
        traces: the line that led to what libraries made, by path, where it was recorded.
    """

    def __init__(
        self,
        root: Path,
        copy: Path,
        constructs: Mapping[str, Made],
        renamed: Callable[[str], str] = lambda name: name,
        traces: Mapping[str, tuple[str, int, int]] | None = None,
    ) -> None:
        self.root = root
        self.copy = copy
        self.constructs = constructs
        self.traces = traces or {}
        self.renamed = renamed
        self._files: dict[str, bool] = {}
        self._addresses: set[str] = set()

    def of_stack(self, stack: StackArtifact) -> Location:
        """Where a stack was written: the call of its constructor.

        A resource lies below its stack, so the stack is the deepest one that all of its resources have above them.
        """
        made = self.constructs.get(self._stack_path(stack) or "")
        return Location(*made.frames[made.site]) if made is not None else NOWHERE

    def of_output(self, stack: StackArtifact, name: str) -> Location | None:
        """The line that made an output; None for one that the framework made for itself."""
        inside = self._stack_path(stack)
        for path in stack.logical_ids.get(name, ()):
            made = self.constructs.get(path)
            if made is not None and inside is not None and self._container(path) == inside:
                return Location(*made.frames[0])
        return None

    def _stack_path(self, stack: StackArtifact) -> str | None:
        resources = stack.template.get("Resources")
        nodes = resources.values() if isinstance(resources, dict) else ()
        return self._container(_common([path for node in nodes if (path := construct_path(node))]) + "/")

    def _container(self, path: str) -> str | None:
        """The path of the stack, stage or app that something is in."""
        for prefix in _prefixes(path.rpartition("/")[0]):
            made = self.constructs.get(prefix)
            if made is not None and made.kind in _CONTAINERS:
                return prefix
        return None

    def placements(self, stack: StackArtifact) -> Callable[[str, dict[str, object]], Placement | None]:
        """What `assemble` asks for each resource of the stack."""
        causes = _Causes(stack, self)

        def placement(logical_id: str, node: dict[str, object]) -> Placement | None:
            path = construct_path(node)
            if path is None:
                return self._without_path(stack, logical_id, causes)
            location, framework = self.place(stack, path)
            if framework or location == NOWHERE:
                location = self.traced(stack, path) or causes.of(logical_id) or location
            return Placement(location, tuple(self._parents(path)), self._address(path), framework)

        return placement

    def _without_path(self, stack: StackArtifact, logical_id: str, causes: _Causes) -> Placement:
        """For what the template does not say the path of, as that of an included template (CfnInclude)."""
        inside = self._stack_path(stack)
        for path in stack.logical_ids.get(logical_id, ()):
            if inside is not None and self._container(path) == inside:
                location, framework = self.place(stack, path)
                return Placement(location, tuple(self._parents(path)), None, framework)
        return Placement(causes.of(logical_id) or NOWHERE, (), None, True)

    def place(self, stack: StackArtifact, path: str) -> tuple[Location, bool]:
        """The line for a construct's path, and whether the framework made the construct for itself."""
        near, at, kind = self._nearest(path)
        if near == _nested_owner(path):
            return Location(*self.constructs[near].frames[0]), False
        if near in (self._owner(path), path):
            return at, False
        if kind in _CONTAINERS:
            return at, True
        traced = self.traced(stack, path)
        return (traced if traced is not None and traced[:2] != at[:2] else at), False

    def traced(self, stack: StackArtifact, path: str) -> Location | None:
        """The innermost line of the user's in the stack trace for the construct: a recorded one, or the CDK's own."""
        if path in self.traces:
            return Location(*self.traces[path])
        for entry in stack.metadata.get(path, ()):
            lines = entry.get("data")
            if entry.get("type") not in ("aws:cdk:creationStack", "aws:cdk:logicalId") or not isinstance(lines, list):
                continue
            for line in lines[:200]:
                match = _FRAME.fullmatch(line) if isinstance(line, str) and len(line) < 4096 else None
                file = match.group("file") if match else ""
                relative = os.path.relpath(file, self.copy) if file.startswith("/") else ""
                if match and is_file(self.root, relative, self._files):
                    return Location(relative, int(match.group("line")))
        return None

    def _owner(self, path: str) -> str:
        """The construct whose main resource this is, by the CDK's names for such resources; else the path itself."""
        parent, _, last = path.rpartition("/")
        made = self.constructs.get(parent)
        contained = made is not None and made.kind in _CONTAINERS
        return parent if parent and last in ("Resource", "Default") and not contained else path

    def _nearest(self, path: str) -> tuple[str, Location, str]:
        for prefix in _prefixes(path):
            made = self.constructs.get(prefix)
            if made is not None:
                frame = made.site if made.kind in _CONTAINERS else 0
                return prefix, Location(*made.frames[frame]), made.kind
        return "", NOWHERE, "app"

    def _parents(self, path: str) -> Iterator[Parent]:
        for prefix in reversed(list(_prefixes(path))):
            made = self.constructs.get(prefix)
            if made is not None and prefix not in (path, self._owner(path)):
                name = self.renamed(prefix).rpartition("/")[2] or "App"
                yield Parent(made.kind, name, Location(*made.frames[made.site]))

    def _address(self, path: str) -> str | None:
        """The path without the CDK's name for the main resource of a construct, while that is unique."""
        for candidate in (self.renamed(_nested_owner(path) or self._owner(path)), self.renamed(path)):
            if candidate not in self._addresses:
                self._addresses.add(candidate)
                return candidate
        return None


class _Causes:
    """For what the framework made for itself: the line of the first resource that leads to it by references."""

    def __init__(self, stack: StackArtifact, origins: Origins) -> None:
        self.stack = stack
        self.origins = origins
        self._referrers: dict[str, list[str]] | None = None

    def of(self, logical_id: str) -> Location | None:
        resources = self.stack.template.get("Resources")
        resources = resources if isinstance(resources, dict) else {}
        if self._referrers is None:
            self._referrers = {}
            for name, node in resources.items():
                for target in sorted(set(_targets(node))):
                    self._referrers.setdefault(target, []).append(name)
        seen = {logical_id}
        queue = [logical_id]
        while queue:
            for name in self._referrers.get(queue.pop(0), ()):
                if name in seen:
                    continue
                seen.add(name)
                queue.append(name)
                path = construct_path(resources[name])
                if path is None:
                    continue
                location, framework = self.origins.place(self.stack, path)
                if not framework and location != NOWHERE:
                    return location
        return None


def _targets(node: object) -> Iterator[str]:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, dict):
            for key, item in current.items():
                if key == "Ref" and isinstance(item, str):
                    yield item
                elif key == "Fn::GetAtt" and isinstance(item, list) and item and isinstance(item[0], str):
                    yield item[0]
                elif key == "DependsOn":
                    yield from [one for one in (item if isinstance(item, list) else [item]) if isinstance(one, str)]
                else:
                    pending.append(item)


def construct_path(node: object) -> str | None:
    """The path of the construct that a resource node of a template says it was made by."""
    metadata = node.get("Metadata") if isinstance(node, dict) else None
    path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None
    return path if isinstance(path, str) and 0 < len(path) < 4096 else None


def _prefixes(path: str) -> Iterator[str]:
    """The path and all above it; the part of a nested stack's resource stands for the nested stack too."""
    while path:
        yield path
        if path.endswith(".NestedStack"):
            yield path.removesuffix(".NestedStack")
        path = path.rpartition("/")[0]
    yield ""


def _nested_owner(path: str) -> str | None:
    """The path of the nested stack whose resource in the parent stack this is."""
    parent, _, last = path.rpartition("/")
    if parent.endswith(".NestedStack") and last.endswith(".NestedStackResource"):
        return parent.removesuffix(".NestedStack")
    return None


def _common(paths: list[str]) -> str:
    """The path that all of the paths lie below."""
    first, last = (min(paths).split("/"), max(paths).split("/")) if paths else ([], [])
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return "/".join(first[:shared])
