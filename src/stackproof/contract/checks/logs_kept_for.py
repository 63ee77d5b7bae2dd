"""Logs are kept for long enough.

## What it proves
Every log group keeps its events for at least `days`. A group without a retention keeps them for ever.

## Parameters
- `days`: how many days at least.

## Example
    expect: {check: logs.kept-for, with: {days: 365}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import WHOLE, Parameter, all_known, check
from stackproof.contract.checks.stating import at_least, states

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome


@check({"days": Parameter(WHOLE, "days that logs are kept at least", required=True)})
def CHECK(context: EvaluationContext, days: int) -> Outcome:
    """Judges every log group."""
    enough = at_least(days, unset=float("inf"))
    groups = context.graph.of_type("AWS::Logs::LogGroup")
    outcomes = [states(group, "RetentionInDays", enough, f"at least {days} days") for group in groups]
    return all_known(context, outcomes, "no log group in the whole graph")
