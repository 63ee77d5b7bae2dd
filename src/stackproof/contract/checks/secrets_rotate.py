"""Secrets are exchanged by themselves.

## What it proves
Every secret of Secrets Manager has a rotation schedule, or is the master secret that RDS manages and rotates itself.

## Parameters
None.

## Example
    expect: {check: secrets.rotate}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type
_ATTACHMENT = "AWS::SecretsManager::SecretTargetAttachment"


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every secret."""
    graph = context.graph
    outcomes = [_secret(secret, graph) for secret in graph.of_type(_SECRET)]
    return all_known(context, outcomes, "no secret in the whole graph")


def _secret(secret: Resource, graph: Graph) -> Outcome:
    doubts = []
    for schedule in graph.of_type("AWS::SecretsManager::RotationSchedule"):
        found = identify(schedule.get("SecretId"), graph, _SECRET, _ATTACHMENT)
        meant = found.resource
        if meant is not None and meant.type == _ATTACHMENT:
            found = identify(meant.get("SecretId"), graph, _SECRET)
            meant = found.resource
        if meant is secret and found.truth is schedule.exists is Truth.YES:
            return proven(note(secret, f"rotated by {schedule.address}"), note(schedule, "a rotation schedule"))
        if (meant is None or meant is secret) and found.truth is not Truth.NO:
            doubts.append(schedule)
    if doubts:
        return undecided(f"whether {doubts[0].address} rotates {secret.address}", doubts[0].location)
    words = f"{secret.address} has no rotation schedule"
    if secret.exists is Truth.YES:
        return violated(words, secret.location, note(secret, words))
    return undecided(f"{words}, if it exists", secret.location)
