"""Which line of the user's made a resource of a synthesised document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stackproof.synthesis.cdk.execution import Made
    from stackproof.synthesis.cdktf.stacks import StackDocument

_CONTAINERS = frozenset({"app", "stack"})
_INSTANCE = re.compile(r"\[[^\]]*\]$")
_GROUPS = {"resource": "", "data": "data.", "ephemeral": "ephemeral."}


class Block(NamedTuple):
    """A block of a document: its first line, and the path of its construct, or the provider and its number."""

    line: int
    path: str = ""
    provider: str = ""
    number: int = 0


class Places:
    """Joins the recorded constructs with resources, on the path in the construct tree.

    Args:
        constructs: what the program's own code made, by path.
        traces: for what libraries made, the line that led to it, by path.
        renamed: turns the names of this synthesis into those of the first one.
    """

    def __init__(
        self,
        constructs: Mapping[str, Made],
        traces: Mapping[str, tuple[str, int, int]],
        renamed: Callable[[str], str] = lambda name: name,
    ) -> None:
        self._constructs = constructs
        self._traces = traces
        self._renamed = renamed

    def of(self, path: str) -> tuple[Location, bool]:
        """The line that made the construct of a path, and whether the framework made it for itself."""
        traced = self._traces.get(path)
        if traced is not None and path not in self._constructs:
            return Location(*traced), False
        for prefix in _prefixes(path):
            made = self._constructs.get(prefix)
            if made is not None:
                contained = made.kind in _CONTAINERS
                return Location(*made.frames[made.site if contained else 0]), contained and prefix != path
        return NOWHERE, True

    def at(self, paths: Paths, line: int) -> Location:
        """The line of the user's behind a line of a stack's document: of a construct, a provider, or the stack."""
        block = paths.at_line(line)
        if block is not None and block.provider:
            made = self._providers(paths.stack.path, block.provider)
            if len(made) == paths.providers.get(block.provider, 0):
                return made[block.number]
        return self.of(block.path if block is not None and block.path else paths.stack.path)[0]

    def _providers(self, stack: str, kind: str) -> list[Location]:
        """Where the providers of a kind were made in a stack, in the order in which they were made."""
        return [
            Location(*made.frames[0])
            for path, made in self._constructs.items()
            if made.kind == f"provider {kind}" and path.startswith(f"{stack}/")
        ]

    def parents(self, path: str) -> tuple[Parent, ...]:
        """What a construct was made in, outermost first."""
        found = []
        for prefix in reversed(list(_prefixes(path))):
            made = self._constructs.get(prefix)
            if made is not None and prefix != path:
                name = self._renamed(prefix).rpartition("/")[2] or "App"
                found.append(Parent(made.kind, name, Location(*made.frames[made.site])))
        return tuple(found)


class Paths:
    """The path of the construct behind each part of a stack's document."""

    def __init__(self, stack: StackDocument) -> None:
        self.stack = stack
        self._blocks = dict(_blocks(stack.document))
        self._lines = sorted(_lines(stack.document))
        self.providers = Counter(block.provider for block in self._lines if block.provider)
        self.outputs = dict(_outputs(stack.document))

    def of(self, address: str) -> str | None:
        """The path for the address of a resource within the stack; for what is in a module, the module's."""
        while address:
            found = self._blocks.get(address) or self._blocks.get(_INSTANCE.sub("", address))
            if found is not None:
                return found
            if not address.startswith("module."):
                return None
            # module.net.module.subnets.aws_subnet.a: the module that stands in the document is the first.
            name = re.match(r"module\.([\w-]+)", address)
            address = f"module.{name.group(1)}" if name and f"module.{name.group(1)}" != address else ""
        return None

    def at_line(self, line: int) -> Block | None:
        """The block that a line of the document belongs to."""
        index = bisect_right(self._lines, line, key=lambda block: block.line) - 1
        return self._lines[index] if index >= 0 else None


def _lines(document: dict[str, Any]) -> Iterator[Block]:
    outputs = dict(_outputs(document))
    for group, found in _items(document):
        yield Block(_line(found))
        for kind, named in _items(found):
            if group in _GROUPS:
                for block in named.values() if isinstance(named, dict) else ():
                    yield Block(_line(block), _path(block) or "")
            elif group == "provider":
                for index, block in enumerate(named if isinstance(named, list) else [named]):
                    yield Block(_line(block), "", kind, index)
            else:
                yield Block(_line(named), _path(named) or (outputs.get(kind, "") if group == "output" else ""))


def _line(node: object) -> int:
    at = getattr(node, "at", None)
    return at.line if isinstance(at, Location) else 0


def _blocks(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for group, prefix in _GROUPS.items():
        for type_, named in _items(document.get(group)):
            for name, block in _items(named):
                if path := _path(block):
                    yield f"{prefix}{type_}.{name}", path
    for name, block in _items(document.get("module")):
        if path := _path(block):
            yield f"module.{name}", path


def _path(block: object) -> str | None:
    comment = block.get("//") if isinstance(block, dict) else None
    metadata = comment.get("metadata") if isinstance(comment, dict) else None
    path = metadata.get("path") if isinstance(metadata, dict) else None
    return path if isinstance(path, str) and 0 < len(path) < 4096 else None


def _outputs(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Path by name: the document has a tree of constructs whose leaves are the names of outputs."""
    comment = document.get("//")
    pending: list[tuple[str, object]] = [("", comment.get("outputs") if isinstance(comment, dict) else None)]
    while pending:
        path, found = pending.pop()
        if isinstance(found, str):
            yield found, path
        else:
            pending.extend((f"{path}/{key}" if path else key, item) for key, item in _items(found))


def _items(found: object) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        yield from found.items()


def _prefixes(path: str) -> Iterator[str]:
    """The path and all above it, the root last."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""
