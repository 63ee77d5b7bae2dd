"""Suppressions in the Metadata of a template: JSON has no comments, and cfn-lint has a place of its own there.

    Metadata:
      stackproof: {ignore: [{rule: S3-LOG-001, reason: "the log bucket itself"}]}
      cfn-lint: {config: {ignore_checks: [E3002, W]}}

Of a resource it covers the resource; of a template, everything in it. cfn-lint's ids, whole or the beginning of one,
cover what cfn-lint alone reports: another validator that sees the same was not told to ignore it.
Source: https://github.com/aws-cloudformation/cfn-lint/blob/main/README.md#metadata, read 2026-11-28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.assessment.suppress import Comments, Entry
from stackproof.graph.query import elements, get, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.values import Value

_LINTER = "the template tells cfn-lint to ignore {}"


def read(graph: Graph) -> Comments:
    """What the metadata of all stacks and resources suppresses."""
    found = Comments()
    for stack in graph.stacks.values():
        told = stack.settings.get("Metadata")
        if told is not None:
            address = f"{stack.key}*" if stack.key else "*"
            _read(told, address, found)
    for resource in graph.resources.values():
        told = resource.attributes.get("Metadata")
        if told is not None:
            _read(told, _literal(resource.address), found)
    return found


def _read(told: Value, address: str, found: Comments) -> None:
    for one in _items(told, "stackproof", "ignore"):
        rule, reason = string(get(one, "rule")), string(get(one, "reason"))
        if rule and reason and reason.strip():
            found.entries.append(Entry(rule, reason.strip(), one.at, address, in_sources=True))
        else:
            found.faulty.append(one.at)
    for one in _items(told, "cfn-lint", "config", "ignore_checks"):
        if check := string(one):
            entry = Entry(check, _LINTER.format(check), one.at, address, in_sources=True, linter=True)
            found.entries.append(entry)


def _items(told: Value, *path: str) -> Iterator[Value]:
    yield from elements(get(told, *path))[0]


def _literal(address: str) -> str:
    """A glob that matches the address and nothing else: instances have brackets in theirs."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in address)
