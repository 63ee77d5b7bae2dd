"""Under which user a foreign program runs."""

from __future__ import annotations

import itertools
import os
import threading
from typing import NamedTuple

from stackproof.errors import StackproofError

_FIRST_UNUSED = 1_879_048_192
_CAP_DAC_READ_SEARCH = 2


class Identity(NamedTuple):
    """The user and group of a run."""

    uid: int
    gid: int
    privileged: bool
    """Whether we are root and change to them; else they are the caller's own."""


def choose() -> Identity:
    """The caller's own identity, or as root one that no other process has; for `release` afterwards.

    As uid 0 a program would be above its process limit and could signal everything. The number is made from our process
    id, so that two runs at the same time do not meet; in a container with few user ids it comes from the upper end of
    those.

    Raises:
        StackproofError: more programs run at the same time than there are numbers for.
    """
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid(), privileged=False)
    with open("/proc/self/uid_map", encoding="ascii") as file:
        ranges = [tuple(int(field) for field in line.split()) for line in file]
    last = max(first + count for first, _, count in ranges) - 1
    with _lock:
        for _ in range(MOST_AT_ONCE):
            offset = os.getpid() * MOST_AT_ONCE + next(_turn) % MOST_AT_ONCE
            number = _FIRST_UNUSED + offset if last > _FIRST_UNUSED + offset else max(1, last - 2 - offset % 20_000)
            # One that waits for long still has its number when the others have gone round.
            if number not in _taken:
                _taken.add(number)
                return Identity(number, number, privileged=True)
    raise StackproofError(f"more than {MOST_AT_ONCE} programs cannot be run at the same time")


def release(user: Identity) -> None:
    """Tell that nothing of the run is left, neither processes nor files."""
    with _lock:
        _taken.discard(user.uid)


MOST_AT_ONCE = 64
"""How many runs one process of ours can have as root."""
_turn = itertools.count()
_taken: set[int] = set()
_lock = threading.Lock()


def may_read_past_permissions() -> bool:
    """Whether this process holds CAP_DAC_READ_SEARCH."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("CapPrm:"):
                return bool(int(line.split()[1], 16) & 1 << _CAP_DAC_READ_SEARCH)
    return False
