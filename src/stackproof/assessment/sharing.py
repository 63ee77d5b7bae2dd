"""What the assessments of many projects have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.oracles.standing import Standing
    from stackproof.synthesis.workers.pool import Pool


@dataclass(frozen=True, slots=True)
class Shared:
    """Made once for many assessments; None: each has its own.

    Attributes:
        workers: where programs wait that have a framework loaded.
        oracles: oracles that have their tables loaded.
    """

    workers: Pool | None = None
    oracles: Standing | None = None


ALONE = Shared()
"""For an assessment that shares nothing."""
