"""The graph as a Mermaid flowchart: resources grouped by stack, an arrow for each pair that refers to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph, Stack


def to_mermaid(graph: Graph) -> str:
    """A `flowchart LR`; nested stacks stand inside their parents. An arrow points at what is referred to."""
    resources = [one for one in graph.resources.values() if one.exists is not Truth.NO]
    ids = {one.address: f"r{index}" for index, one in enumerate(resources)}
    labels: dict[str, list[str]] = {}
    for one in resources:
        kind = one.type.removeprefix("AWS::").replace("::", " ")
        name = one.logical_id or one.address
        labels.setdefault(one.stack, []).append(f'{ids[one.address]}["{_text(name)}<br/>{_text(kind)}"]')
    lines = ["flowchart LR"]
    roots = [stack for stack in graph.stacks.values() if stack.parent not in graph.stacks]
    groups = {stack.key: f"s{index}" for index, stack in enumerate(graph.stacks.values())}
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
        yield f'{indent}subgraph {groups[stack.key]}["{_text(stack.key)}"]'
    inner = indent + "  " if framed else indent
    for label in labels.get(stack.key, []):
        yield f"{inner}{label}"
    for child in graph.stacks.values():
        if child.parent == stack.key and child is not stack:
            yield from _stack(child, graph, groups, labels, depth + 1)
    if framed:
        yield f"{indent}end"


def _text(text: str) -> str:
    """A text that cannot end its label: Mermaid reads entities written with `#`."""
    plain = "".join(c if c.isprintable() else " " for c in text[:120])
    return plain.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
