"""Everything that can carry tags carries these.

## What it proves
Every resource of a type that takes tags has each key, as its own tag or as a tag of its stack, which CloudFormation
passes on.

## Parameters
- `keys`: the keys. Without them, those of `policy.tags`.
- `except`: globs of addresses that may lack them.

## Example
    expect: {check: tags.present, with: {keys: [Environment, Owner]}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.contract.select import own_tag, tag
from stackproof.facts.types import type_facts
from stackproof.graph.query import present, why
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


def judge(context: EvaluationContext, **given: tuple[str, ...]) -> Outcome:
    """Judges every resource that takes tags."""
    keys, left_out = given["keys"] or context.policy.tags, given["except"]
    if not keys:
        return undecided("neither the check nor policy.tags names a key", context.home)
    outcomes = [
        _resource(resource, keys, context.graph)
        for resource in context.graph.resources.values()
        if _takes_tags(resource) and not any(fnmatchcase(resource.address, one) for one in left_out)
    ]
    return all_known(context, outcomes, "nothing in the whole graph takes tags")


CHECK = check(
    {
        "keys": Parameter(TEXTS, "the keys", default=()),
        "except": Parameter(TEXTS, "globs of addresses that may lack them", default=()),
    }
)(judge)


def _takes_tags(resource: Resource) -> bool:
    facts = type_facts(resource.type)
    return resource.exists is not Truth.NO and facts is not None and bool(facts.tags_property)


def _resource(resource: Resource, keys: tuple[str, ...], graph: Graph) -> Outcome:
    found = {key: tag(graph, resource, key) for key in keys}
    has = {key: present(value) for key, value in found.items()}
    facts = type_facts(resource.type)
    readable = facts is not None and facts.tags_shape in ("list", "map")
    missing = [key for key in keys if has[key] is Truth.NO and readable]
    at = own_tag(resource, keys[0]).at
    at = at if at.file else resource.location
    if missing and resource.exists is Truth.YES:
        words = f"{resource.address} lacks the tag{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        return violated(words, at, note(resource, words))
    still = [key for key in keys if has[key] is not Truth.YES]
    if still:
        reason = f"whether {resource.address} has the tag {still[0]}: {why(found[still[0]])}"
        return undecided(reason, at, note(resource, reason))
    return proven(note(resource, f"has the tags {', '.join(keys)}"))
