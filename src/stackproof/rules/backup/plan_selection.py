"""A backup plan says what it backs up.

## What it does
Reports a backup plan for which no backup selection is in the project.

## Why is this bad
A plan is a schedule alone. Without a selection it backs up nothing, and nothing tells so before the day on which the
backup is needed.

## How to mend
Add an `AWS::Backup::BackupSelection` with the plan's id, a role, and resources or tags.

## References
- [Assigning resources to a backup plan](https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.truth import Truth
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_PLAN, _SELECTION = "AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection"


@rule(
    id="BACKUP-SELECT-001",
    title="Backup plan that backs up nothing",
    severity="high",
    blocks="runtime",
    category="recovery",
    types=(_PLAN,),
    root_cause="The plan was written, and what it is for was left out.",
    fix="Add a backup selection for the plan.",
    impacts=Impacts(security="Data that is lost cannot be restored."),
    effort=15,
    reference="https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
    source="AWS Backup Developer Guide, assigning-resources, 2026-11-28",
)
def check(plan: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a selection that is, or may be, of the plan."""
    selected = context.graph.index(_selected)
    if plan.address not in selected and "" not in selected and not context.graph.rewritten:
        yield Fault(
            f"no backup selection names {plan.address}, so it backs up nothing",
            plan.location,
            (f"backup selections in the project: {len(context.graph.of_type(_SELECTION))}",),
        )


def _selected(graph: Graph) -> set[str]:
    """The addresses of plans that a selection names; the empty text when one may name any."""
    found: set[str] = set()
    for selection in graph.of_type(_SELECTION):
        named = selection.get("BackupPlanId")
        plan = meant(graph, named, _PLAN)
        if plan is not None:
            found.add(plan.address)
        elif identify(named, graph, _PLAN).truth is not Truth.NO:
            found.add("")
    return found
