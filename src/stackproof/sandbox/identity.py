"""Under which user a foreign program runs."""

from __future__ import annotations

import itertools
import os
from typing import NamedTuple

_FIRST_UNUSED = 1_879_048_192
_CAP_DAC_READ_SEARCH = 2


class Identity(NamedTuple):
    """The user and group of a run."""

    uid: int
    gid: int
    privileged: bool
    """Whether we are root and change to them; else they are the caller's own."""


def choose() -> Identity:
    """The caller's own identity, or as root one that no other process has.

    As uid 0 a program would be above its process limit and could signal everything. The number is made from our process
    id, so that two runs at the same time do not meet; in a container with few user ids it comes from the upper end of
    those.
    """
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid(), privileged=False)
    with open("/proc/self/uid_map", encoding="ascii") as file:
        ranges = [tuple(int(field) for field in line.split()) for line in file]
    last = max(first + count for first, _, count in ranges) - 1
    offset = _next_offset()
    number = _FIRST_UNUSED + offset if last > _FIRST_UNUSED + offset else max(1, last - 2 - offset % 20_000)
    return Identity(number, number, privileged=True)


_runs = itertools.count()  # one step that no thread can take twice


def _next_offset() -> int:
    return os.getpid() * 64 + next(_runs) % 64


def may_read_past_permissions() -> bool:
    """Whether this process holds CAP_DAC_READ_SEARCH."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("CapPrm:"):
                return bool(int(line.split()[1], 16) & 1 << _CAP_DAC_READ_SEARCH)
    return False
