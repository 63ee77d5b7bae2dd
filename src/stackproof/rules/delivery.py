"""What rules say of deliveries that a policy refuses, or may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Fault, Undecided, quoted

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.reasoning.delivery import Judged


def answer(judged: Judged, facts: dict[str, Value], *, refused: str, doubt: str) -> Answer:
    """A fault where the policies refuse the delivery for certain, and undecided elsewhere, at the delivery's target.

    Args:
        judged: a delivery that is not allowed for certain, as `by_first_sender` gives it.
        facts: values that the answer rests on, by what they are called in the evidence.
        refused: the message of the fault.
        doubt: what is open, completed by "is open: " and the reasons.
    """
    target, reasons = judged.delivery.target, judged.decision.reasons
    if judged.decision.truth is not Truth.NO:
        return Undecided(f"{doubt} is open: {'; '.join(reasons)}", target)
    others = (f"the same holds for {address}" for address in judged.also)
    return Fault(
        refused,
        target,
        (*quoted(facts), *reasons, *others),
        certainty="assumption" if judged.delivery.conditional else "proved",
    )
