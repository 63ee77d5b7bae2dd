"""Every physical name is one that its service accepts, with a longer suffix too.

## What it proves
Each name that is written down has a length and characters that its service accepts and uses no reserved word, also
when the suffix of the environment has as many characters as `suffix-length` says. Names that AWS or the tool makes
up are left out, and so are types whose rules are not known.

## Parameters
- `suffix-length`: characters of the longest suffix that has to fit; 9 when nothing is said (`pr` and seven digits).
- `except`: globs of addresses whose names are not looked at.

## Example
    expect: {check: naming.fits-limits, with: {suffix-length: 12}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, WHOLE, Parameter, all_known, check
from stackproof.contract.outcome import note, place, proven, undecided, violated
from stackproof.graph.query import why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Sensitive
from stackproof.reasoning.naming import broken, limits_of, spellings, with_suffix, written_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.facts.names import NameLimits
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


def judge(context: EvaluationContext, **given: int | tuple[str, ...] | None) -> Outcome:
    """Judges every name whose rules are known."""
    length, left_out = given["suffix-length"], given["except"]
    assert isinstance(length, int)
    assert isinstance(left_out, tuple)
    outcomes: list[Outcome] = []
    for resource in context.graph.resources.values():
        name = written_name(resource)
        limits = None if isinstance(name, (Absent, Sensitive)) else limits_of(resource)
        if resource.exists is Truth.NO or limits is None or any(fnmatchcase(resource.address, one) for one in left_out):
            continue
        outcomes.extend(_name(resource, name, limits, context, length))
    return all_known(context, outcomes, "nothing in the whole graph has a name with known rules")


CHECK = check(
    {
        "suffix-length": Parameter(WHOLE, "characters of the longest suffix that has to fit", default=9),
        "except": Parameter(TEXTS, "globs of addresses whose names are not looked at", default=()),
    }
)(judge)


def _name(
    resource: Resource, name: Value, limits: NameLimits, context: EvaluationContext, length: int
) -> Iterator[Outcome]:
    found = list(spellings(name, context.graph))
    if not found:
        if not (isinstance(name, Known) and name.data in ("", None)):
            yield undecided(f"the name of {resource.address} is not known: {why(name)}", place(resource, name))
        return
    for spelling in found:
        shown = f"{resource.address} is named {spelling.shown}"
        breach = next(broken(spelling, limits), None)
        if breach is not None:
            yield violated(f"{shown}, which {breach.said}", place(resource, name), note(resource, shown, name))
            continue
        suffix = context.policy.suffix
        longer = with_suffix(spelling, suffix, length) if suffix else None
        if longer is not None and longer > limits.longest:
            words = f"{shown}: with a suffix of {length} characters it has {longer}, and {limits.longest} are allowed"
            yield violated(words, place(resource, name), note(resource, shown, name))
        elif spelling.longest is None or spelling.longest > limits.longest:
            yield undecided(f"whether the name of {resource.address} fits: {why(name)}", place(resource, name))
        else:
            yield proven(note(resource, shown, name))
