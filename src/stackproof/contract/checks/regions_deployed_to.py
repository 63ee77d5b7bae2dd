"""Everything is deployed to the regions that were asked for, and to each of them something.

## What it proves
The region of each resource is known and is one of `regions`, and each of them has a resource. What the framework
makes for itself is left out.

## Parameters
- `regions`: the regions, such as `[us-east-1, eu-west-1]`.
- `except`: globs of addresses that may lie elsewhere (a certificate for CloudFront in us-east-1).

## Example
    expect: {check: regions.deployed-to, with: {regions: [eu-west-1]}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.graph.query import string, why
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


def judge(context: EvaluationContext, **given: tuple[str, ...]) -> Outcome:
    """Compares the region of each resource with those that were asked for."""
    regions = given["regions"]
    meant = [
        resource
        for resource in context.graph.resources.values()
        if resource.exists is not Truth.NO
        and not resource.framework
        and not any(fnmatchcase(resource.address, one) for one in given["except"])
    ]
    outcomes = [_one(resource, regions) for resource in meant]
    known = {string(resource.region) for resource in meant if resource.exists is Truth.YES}
    if None not in known:
        outcomes.extend(
            violated(f"nothing is deployed to {region}", context.home) for region in regions if region not in known
        )
    if not meant:
        return violated("nothing is deployed at all", context.home)
    return all_known(context, outcomes, "")


CHECK = check(
    {
        "regions": Parameter(TEXTS, "the regions", required=True),
        "except": Parameter(TEXTS, "globs of addresses that may lie elsewhere", default=()),
    }
)(judge)


def _one(resource: Resource, regions: tuple[str, ...]) -> Outcome:
    region = string(resource.region)
    if region is None:
        return undecided(f"the region of {resource.address} is not known: {why(resource.region)}", resource.location)
    words = f"{resource.address} is deployed to {region}"
    proof = note(resource, words)
    return proven(proof) if region in regions else violated(words, resource.location, proof)
