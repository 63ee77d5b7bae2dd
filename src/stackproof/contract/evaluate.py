"""Judges every requirement of a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract import allowed_paths, evaluate_files, evaluate_resources
from stackproof.contract.context import EvaluationContext
from stackproof.contract.expectation import FileExpectation, OutputExpectation, ResourceExpectation
from stackproof.contract.outcome import together, undecided
from stackproof.contract.verdict import RequirementVerdict
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.expectation import Expectation
    from stackproof.contract.model import Contract, Requirement
    from stackproof.contract.outcome import Outcome
    from stackproof.contract.verdict import RequirementStatus

__all__ = ["EvaluationContext", "evaluate"]

_STATUS: dict[Truth, RequirementStatus] = {
    Truth.YES: "proven",
    Truth.NO: "violated",
    Truth.UNDECIDED: "undecided",
}


def evaluate(contract: Contract, context: EvaluationContext) -> list[RequirementVerdict]:
    """How each requirement stands, in the order of the contract, and last how its `policy.allowed_paths` does."""
    verdicts = [_verdict(requirement, context) for requirement in contract.requirements]
    return [*verdicts, allowed_paths.judge(context)] if context.policy.allowed_paths else verdicts


def _verdict(requirement: Requirement, context: EvaluationContext) -> RequirementVerdict:
    outcomes = [judge(expectation, context) for expectation in requirement.expect]
    outcome = together(outcomes)
    # A place inside the project's outermost stack says more than the stack itself.
    deciding = [one.at for one in outcomes if one.truth is outcome.truth and one.at is not None]
    at = next((place for place in deciding if place != context.home), outcome.at)
    status = _STATUS[outcome.truth]
    reason = outcome.reason
    if requirement.infeasible is not None:
        if outcome.truth is Truth.YES:
            status, reason = "infeasible", requirement.infeasible
        else:
            reason = f"declared infeasible, but what is to stand in its place: {reason}"
    waived = requirement.waived
    return RequirementVerdict(
        id=requirement.id,
        text=requirement.text,
        source=requirement.source,
        status=status,
        evidence=outcome.evidence,
        reason=reason,
        at=at,
        waived=f"{waived.reason} ({waived.by})" if waived is not None else None,
    )


def judge(expectation: Expectation, context: EvaluationContext) -> Outcome:
    """How one expectation stands."""
    if isinstance(expectation, ResourceExpectation):
        return _as_written(evaluate_resources.resources(expectation, context), context)
    if isinstance(expectation, OutputExpectation):
        return _as_written(evaluate_resources.outputs(expectation, context), context)
    if isinstance(expectation, FileExpectation):
        return evaluate_files.files(expectation, context)
    from stackproof.contract.checks import registry

    return registry.find(expectation.name).run(expectation.parameters, context)


def _as_written(outcome: Outcome, context: EvaluationContext) -> Outcome:
    """The outcome, open when a macro may give back another template than the one that was judged."""
    if not context.rewritten or outcome.truth is Truth.UNDECIDED:
        return outcome
    found = f"; as it is written: {outcome.reason}" if outcome.reason else ""
    return undecided(f"{context.rewritten}{found}", outcome.at or context.home, *outcome.evidence)
