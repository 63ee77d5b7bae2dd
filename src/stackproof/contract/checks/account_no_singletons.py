"""Nothing is created that the account can have only once, unless a setting asks for it.

## What it proves
No detector of GuardDuty, Security Hub, Macie session, recorder or delivery channel of AWS Config, account setting of
API Gateway, password policy or the like is created whatever the settings are, so that copies of the stack can stand
beside each other and beside what the account has already. One under a condition is allowed.

## Parameters
- `except`: globs of addresses that may be there all the same.

## Example
    expect: {check: account.no-singletons, with: {except: ["*GithubProvider*"]}}
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.outcome import note, proven, violated
from stackproof.facts.singletons import SINGLETONS
from stackproof.graph.truth import Truth
from stackproof.reasoning.singletons import claims

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


def judge(context: EvaluationContext, **given: tuple[str, ...]) -> Outcome:
    """Judges every resource that an account can have only once."""
    outcomes = [
        _one(resource)
        for resource in context.graph.resources.values()
        if resource.type in SINGLETONS
        and resource.exists is not Truth.NO
        and not any(fnmatchcase(resource.address, one) for one in given["except"])
    ]
    return all_known(context, outcomes, "nothing in the whole graph is there only once in an account")


CHECK = check({"except": Parameter(TEXTS, "globs of addresses that may be there all the same", default=())})(judge)


def _one(resource: Resource) -> Outcome:
    what = SINGLETONS[resource.type].what
    words = f"{resource.address} is the {what} of its {SINGLETONS[resource.type].scope}"
    proof = note(resource, words)
    return (
        violated(f"{words}, created whatever the settings are", resource.location, proof)
        if claims(resource)
        else proven(proof)
    )
