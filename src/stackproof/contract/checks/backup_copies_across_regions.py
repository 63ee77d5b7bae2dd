"""Backups are copied to another region.

## What it proves
There is a backup plan, and every rule of every plan copies what it makes to a vault of another region than the
plan's, or of the region `to`.

## Parameters
- `to`: the region of the copies; any other region when it is not given.

## Example
    expect: {check: backup.copies-across-regions, with: {to: us-west-2}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, all_known, check
from stackproof.contract.outcome import fact, place, proven, undecided, violated
from stackproof.graph.query import elements, get, same, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Text, Unknown, Value
from stackproof.reasoning.wiring import meant

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_PLAN, _VAULT = "AWS::Backup::BackupPlan", "AWS::Backup::BackupVault"


def judge(context: EvaluationContext, *, to: str) -> Outcome:
    """Judges every rule of every plan."""
    plans = context.graph.of_type(_PLAN)
    if not plans and not context.blind:
        return violated("there is no backup plan", context.home)
    outcomes: list[Outcome] = []
    for plan in plans:
        rules, whole = elements(plan.get("BackupPlan", "BackupPlanRule"))
        outcomes.extend(_rule(context.graph, plan, one, to) for one in rules)
        if not whole:
            outcomes.append(undecided(f"not all rules of {plan.address} are known", plan.location))
    return all_known(context, outcomes, "no rule of a backup plan")


CHECK = check({"to": Parameter(TEXT, "the region of the copies", default="")})(judge)


def _rule(graph: Graph, plan: Resource, rule: Value, to: str) -> Outcome:
    copies, whole = elements(get(rule, "CopyActions"))
    name = show(get(rule, "RuleName"))
    open_to: list[Value] = []
    for copy in copies:
        vault = get(copy, "DestinationBackupVaultArn")
        region = _region(graph, vault)
        answer = same(region, Known(to)) if to else ~same(region, plan.region)
        if answer is Truth.YES and plan.exists is Truth.YES:
            return proven(fact(plan, f"copy of {name}", vault))
        if answer is not Truth.NO:
            open_to.append(vault)
    wanted = to or "another region"
    if open_to or not whole or plan.exists is not Truth.YES:
        at = place(plan, open_to[0]) if open_to else plan.location
        return undecided(f"whether the rule {name} of {plan.address} copies to {wanted} is not known", at)
    return violated(f"the rule {name} of {plan.address} does not copy to {wanted}", place(plan, rule))


def _region(graph: Graph, vault: Value) -> Value:
    """The region of a vault: of the resource that is meant, or the one in its ARN."""
    found = meant(graph, vault, _VAULT)
    if found is not None:
        return found.region
    written = string(vault)
    if written is None and isinstance(vault, Text) and isinstance(vault.parts[0], str):
        written = vault.parts[0]
    fields = (written or "").split(":")
    # arn:partition:backup:region:...; the last field of a part of an ARN may go on.
    return Known(fields[3]) if len(fields) > 4 and fields[3] else Unknown("the vault's region is not known")
