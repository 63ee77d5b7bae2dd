"""Trying again: a few times, after growing waits of random length, so that many functions do not come back at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

ATTEMPTS = 3
"""How often something is tried. A caller is waiting: what is still failing then is told, and asked for again."""

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 2.0


def retrying(action: Callable[[], T], passing: Callable[[Exception], bool], attempts: int = ATTEMPTS) -> T:
    """What `action` returns, at its first success.

    Args:
        action: what may fail; it has to be safe to be done again.
        passing: whether a failure may pass by itself.
        attempts: how often to try.

    Raises:
        Exception: the failure that does not pass, or the last one.
    """
    for attempt in range(1, attempts):
        try:
            return action()
        except Exception as error:
            if not passing(error):
                raise
        time.sleep(random.uniform(0, longest_wait(attempt)))
    return action()


def longest_wait(attempt: int) -> float:
    """The longest wait in seconds after an attempt, counted from 1: twice as long each time, up to a limit."""
    return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1))
