"""Everything goes with its stack: nothing is retained, protected, snapshotted or left because it is not empty.

## What it proves
Every resource of the project is deleted with its stack; no stack and no resource is protected against deletion, by the
tool or by a property (`DeletionProtection` and the like); buckets and repositories are emptied first.

## Parameters
- `except`: globs of addresses that may stay.

## Example
    expect: {check: lifecycle.destroyable}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.outcome import fact, note, place, proven, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.query import is_true, why
from stackproof.graph.truth import Truth
from stackproof.reasoning.lifecycle import HOLDS_CONTENT, emptiers, protections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


def judge(context: EvaluationContext, **given: tuple[str, ...]) -> Outcome:
    """Judges every stack and every resource."""
    left_out = given["except"]
    outcomes = list(_stacks(context.graph))
    for resource in context.graph.resources.values():
        if resource.exists is not Truth.NO and not any(fnmatchcase(resource.address, one) for one in left_out):
            found = list(_resource(resource, context.graph))
            outcomes.extend(found or [proven(note(resource, "goes with its stack"))])
    return all_known(context, outcomes, "nothing in the whole graph")


CHECK = check({"except": Parameter(TEXTS, "globs of addresses that may stay", default=())})(judge)


def _stacks(graph: Graph) -> Iterator[Outcome]:
    for stack in graph.stacks.values():
        name = stack.key or "the stack"
        if stack.termination_protection is Truth.YES:
            words = f"{name} has termination protection"
            yield violated(words, stack.location, Proof(name, stack.location, words))
        elif stack.termination_protection is Truth.UNDECIDED:
            yield undecided(f"whether {name} has termination protection is not known", stack.location)


def _resource(resource: Resource, graph: Graph) -> Iterator[Outcome]:
    """Outcomes for what may keep a resource; nothing when nothing does."""
    lifecycle = resource.lifecycle
    at = lifecycle.at if lifecycle.at.file else resource.location
    if lifecycle.on_delete in ("retain", "snapshot"):
        verb = "stays" if lifecycle.on_delete == "retain" else "leaves a snapshot"
        words = f"{resource.address} {verb} when its stack is deleted"
        yield _answer(resource, Truth.YES, violated(words, at, Proof(resource.address, at, words)))
    elif lifecycle.on_delete == "unknown":
        yield undecided(f"what happens to {resource.address} when its stack is deleted is not known", at)
    words = f"the tool refuses to delete {resource.address}"
    yield from _when(resource, lifecycle.protected, violated(words, at, note(resource, words)))
    for one in protections(resource):
        words = f"{resource.address} is protected by {one.name}"
        shown = violated(words, place(resource, one.value), fact(resource, one.name, one.value))
        yield from _when(resource, one.truth, shown)
    if resource.type in HOLDS_CONTENT and lifecycle.on_delete == "delete":
        yield from _content(resource, graph)


def _content(resource: Resource, graph: Graph) -> Iterator[Outcome]:
    """A bucket or repository that is not emptied is not deleted once it holds something."""
    emptied = resource.lifecycle.empties_on_delete
    if resource.type == "AWS::ECR::Repository":
        emptied = emptied | is_true(resource.get("EmptyOnDelete"))
    if emptied is Truth.YES:
        return
    content = HOLDS_CONTENT[resource.type]
    words = f"{resource.address} is not emptied before it is deleted, and is not deleted while it holds {content}"
    if emptied is Truth.NO and not emptiers(graph, resource):
        yield _answer(resource, Truth.YES, violated(words, resource.location, note(resource, words)))
        return
    others = emptiers(graph, resource)
    reason = f"whether {others[0].address} empties {resource.address}" if others else words
    yield undecided(f"{reason} is not known", resource.location)


def _when(resource: Resource, truth: Truth, found: Outcome) -> Iterator[Outcome]:
    if truth is not Truth.NO:
        yield _answer(resource, truth, found)


def _answer(resource: Resource, truth: Truth, found: Outcome) -> Outcome:
    """The fault, or an open question when it or the resource is not certain."""
    if truth is Truth.YES and resource.exists is Truth.YES:
        return found
    evidence = found.evidence
    reason = f"whether {found.reason}: {why(resource.properties) if truth is not Truth.YES else 'it may not exist'}"
    return undecided(reason, found.at or resource.location, *evidence)
