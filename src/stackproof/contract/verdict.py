"""How one requirement stands, and what shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from stackproof.graph.location import Location

RequirementStatus = Literal["proven", "violated", "undecided", "infeasible"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that shows how a requirement stands: a resource, property or file with its place."""

    address: str
    location: Location
    note: str


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """How one requirement stands.

    `evidence` proves it, or shows what was found instead; `reason` says why it is violated, undecided or infeasible.
    `waived` is the reason, with who gave it, for which it does not have to be met; None when it has to be.
    """

    id: str
    text: str
    source: str
    status: RequirementStatus
    evidence: tuple[Proof, ...] = ()
    reason: str = ""
    at: Location | None = None
    waived: str | None = None

    @property
    def standing(self) -> str:
        """The status as it counts: `waived` for what is not met and does not have to be, else `status`."""
        return "waived" if self.waived is not None and self.status in {"violated", "undecided"} else self.status
