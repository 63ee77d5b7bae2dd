"""Versions of the database engines of Amazon RDS that can be chosen.

Source: DescribeDBEngineVersions, as cfn-lint carries it; version and date are in the extract.
"""

from __future__ import annotations

import re
from typing import Literal

from stackproof.facts.extracts import load, source_of

Standing = Literal["offered", "gone", "never", "unknown"]


def standing(engine: str, version: str) -> Standing:
    """How a version of an engine stands.

    `offered` covers the beginning of a version, for which RDS takes the newest one. `never` is a version between those
    that were ever offered; what is newer than all of the table may have come since.
    """
    if engine == "provenance" or engine not in load("engine_versions"):
        return "unknown"
    table = load("engine_versions")[engine]
    if version in table["offered"] or any(one.startswith(f"{version}.") for one in table["offered"]):
        return "offered"
    if version in table["gone"] or any(one.startswith(f"{version}.") for one in table["gone"]):
        return "gone"
    wanted = _numbers(version)
    if not re.fullmatch(r"\d+(\.\d+)*", version) or not wanted:
        return "unknown"
    # Of the same major version something newer is offered, so this one did not come later.
    alike = [_numbers(one) for one in (*table["offered"], *table["gone"]) if _numbers(one)[:1] == wanted[:1]]
    return "never" if any(one > wanted for one in alike) else "unknown"


def newest(engine: str, version: str) -> str:
    """The newest version that is offered of those most alike; empty for an unknown engine."""
    if engine == "provenance" or engine not in load("engine_versions"):
        return ""
    offered = load("engine_versions")[engine]["offered"]
    wanted = _numbers(version)
    alike = [[one for one in offered if _numbers(one)[:length] == wanted[:length]] for length in (2, 1)]
    # A release of long-term support carries a date behind its version; nobody means that one by a plain version.
    plain = [[one for one in group if "-" not in one] or group for group in (*alike, offered)]
    return next((max(group, key=_numbers) for group in plain if group), "")


def source() -> str:
    """Where the table was read and when."""
    return source_of("engine_versions")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
