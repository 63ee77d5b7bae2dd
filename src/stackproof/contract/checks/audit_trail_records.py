"""What is done in the account is recorded, in every region, so that nobody can change the record unseen.

## What it proves
There is a CloudTrail trail that logs, in all regions, with validation of its log files; with `encrypted`, it names a
key.

## Parameters
- `encrypted`: whether the trail has to name a key of KMS; false where it is left out.

## Example
    expect: {check: audit.trail-records, with: {encrypted: true}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import Parameter, check
from stackproof.contract.checks.stating import on, states
from stackproof.contract.document import fault
from stackproof.contract.outcome import together, undecided, violated
from stackproof.graph.query import present
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_SWITCHES = ("IsLogging", "IsMultiRegionTrail", "EnableLogFileValidation")


def _flag(node: Node, name: str) -> bool:
    if not isinstance(node.data, bool):
        raise fault(f"{name} has to be true or false, and this is {node.shape}", node.at)
    return node.data


@check({"encrypted": Parameter(_flag, "whether it has to name a key of KMS", default=False)})
def CHECK(context: EvaluationContext, encrypted: bool) -> Outcome:
    """Asks whether one of the trails is as it has to be."""
    outcomes = [_trail(trail, encrypted) for trail in context.graph.of_type("AWS::CloudTrail::Trail")]
    best = [one for wanted in (Truth.YES, Truth.UNDECIDED) for one in outcomes if one.truth is wanted]
    if best:
        return best[0]
    if context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home)
    return together(outcomes) if outcomes else violated("there is no AWS::CloudTrail::Trail", context.home)


def _trail(trail: Resource, encrypted: bool) -> Outcome:
    outcomes = [states(trail, name, on, "true") for name in _SWITCHES]
    if encrypted:
        outcomes.append(states(trail, "KMSKeyId", present, "a key of KMS"))
    if trail.exists is not Truth.YES:
        outcomes.append(undecided(f"whether {trail.address} exists", trail.location))
    return together(outcomes)
