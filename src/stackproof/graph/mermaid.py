"""The graph as a Mermaid flowchart: resources grouped by stack, an arrow for each pair that refers to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph, Stack
    from stackproof.graph.resource import Resource


def to_mermaid(graph: Graph) -> str:
    """A `flowchart LR`; nested stacks stand inside their parents. An arrow points at what is referred to."""
    resources = [one for one in graph.resources.values() if one.exists is not Truth.NO]
    ids = {one.address: f"r{index}" for index, one in enumerate(resources)}
    members: dict[str, list[Resource]] = {}
    for one in resources:
        members.setdefault(one.stack, []).append(one)
    shared = {key: _shared_path([one.address for one in found]) for key, found in members.items()}
    labels = {
        key: [f'{ids[one.address]}["{_text(_below(one, shared[key]))}<br/>{_text(_kind(one))}"]' for one in found]
        for key, found in members.items()
    }
    lines = ["flowchart LR"]
    roots = [stack for stack in graph.stacks.values() if stack.parent not in graph.stacks]
    groups = {
        # A nested stack of the CDK is known by its construct, not by the logical id that was made for it.
        stack.key: f's{index}["{_text(shared.get(stack.key) or stack.key)}"]'
        for index, stack in enumerate(graph.stacks.values())
    }
    for stack in roots:
        lines.extend(_stack(stack, graph, groups, labels, 1))
    for key, found in labels.items():
        if key not in graph.stacks:
            lines.extend(f"  {label}" for label in found)
    pairs = dict.fromkeys((edge.source, edge.target) for edge in graph.edges)
    lines.extend(
        f"  {ids[source]} --> {ids[target]}"
        for source, target in pairs
        if source in ids and target in ids and source != target
    )
    return "\n".join(lines) + "\n"


def _stack(
    stack: Stack, graph: Graph, groups: dict[str, str], labels: dict[str, list[str]], depth: int
) -> Iterator[str]:
    indent = "  " * depth
    framed = bool(stack.key)
    if framed:
        yield f"{indent}subgraph {groups[stack.key]}"
    inner = indent + "  " if framed else indent
    for label in labels.get(stack.key, []):
        yield f"{inner}{label}"
    for child in graph.stacks.values():
        if child.parent == stack.key and child is not stack:
            yield from _stack(child, graph, groups, labels, depth + 1)
    if framed:
        yield f"{indent}end"


def _shared_path(addresses: list[str]) -> str:
    """The path that all addresses begin with, their last steps left out."""
    paths = [address.split("/")[:-1] for address in addresses]
    shared = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "/".join(shared)


def _below(resource: Resource, path: str) -> str:
    return resource.address.removeprefix(f"{path or resource.stack}/")


def _kind(resource: Resource) -> str:
    return resource.type.removeprefix("AWS::").replace("::", " ")


def _text(text: str) -> str:
    """A text that cannot end its label: Mermaid reads entities written with `#`."""
    plain = "".join(c if c.isprintable() else " " for c in text[:120])
    return plain.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
