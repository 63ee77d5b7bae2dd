"""How long to wait after failures: longer after each, and never the same time for all tasks."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Waiting times that double up to a limit; half of each is left to chance."""

    def __init__(self, first_seconds: float, most_seconds: float, chance: Callable[[], float] = random.random) -> None:
        """Start without any failure.

        Args:
            first_seconds: longest wait after the first failure.
            most_seconds: longest wait of all.
            chance: gives numbers from 0 up to 1.
        """
        self._first = first_seconds
        self._most = most_seconds
        self._chance = chance
        self._failures = 0

    def failed(self) -> float:
        """Count a failure; returns the seconds to wait."""
        longest = min(self._most, self._first * 2.0 ** min(self._failures, 32))
        self._failures += 1
        return longest / 2 * (1 + self._chance())

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failures = 0
