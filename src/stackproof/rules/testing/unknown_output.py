"""A test reads an output that no stack has.

## What it does
Reports constant keys that tests read of the deployed outputs (`outputs["QueueUrl"]`, `outputs.QueueUrl` in a file that
opens an `outputs.json`) where the project has outputs and none of their names, exported names or stacks holds the key.
Where not all of the project is known, nothing is said.

## Why is this bad
The test reads nothing: it stops with a KeyError, or passes by comparing `undefined` with itself.

## How to mend
Export the value under that name, or read the name that the stack has.

## References
- [Outputs](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html)
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from stackproof.graph.query import show, string
from stackproof.graph.truth import Truth
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.own_tests.reading import test_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


@rule(
    id="TEST-OUTPUT-001",
    title="A test reads an output that does not exist",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    root_cause="The tests and the stack were written apart from each other.",
    fix="Export the value under that name, or read the name that the stack has.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each key with the names of the outputs."""
    graph = context.graph
    unknown = graph.undecided_resources or any(one.level == "error" for one in graph.problems)
    if context.sources is None or not graph.resources or unknown:
        return
    names = {_plain(name) for name in _names(graph)}
    seen: set[str] = set()
    for file in test_files(context.sources):
        for key in file.outputs:
            plain = _plain(key.name)
            if not plain or key.name in seen or any(plain in name or name in plain for name in names if name):
                continue
            seen.add(key.name)
            written = sorted({one.name for one in graph.outputs})
            near = difflib.get_close_matches(key.name, written, n=1, cutoff=0.6)
            hint = f"; the nearest is {near[0]}" if near else ""
            yield Fault(
                f"no stack has an output {key.name}{hint}",
                key.at,
                (f"outputs: {', '.join(written)[:300] or '(none)'}",),
                "heuristic",
            )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _names(graph: Graph) -> Iterator[str]:
    for output in graph.outputs:
        if output.exists is not Truth.NO:
            yield output.name
            if output.export is not None:
                yield string(output.export) or show(output.export)
    for key, stack in graph.stacks.items():
        yield key
        yield string(stack.name) or ""
