"""Runtimes of AWS Lambda by date, and the names of environment variables that Lambda refuses.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and configuration-envvars.html, as cfn-lint
carries them; version and date are in the extract.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from stackproof.facts.extracts import load, source_of


class Runtime(NamedTuple):
    """The life cycle of one runtime; None where AWS has named no date.

    Attributes:
        name: the identifier, such as `python3.12`.
        deprecated: from this day on it gets no security updates.
        create_blocked: from this day on no function can be created with it.
        update_blocked: from this day on no function that uses it can be updated.
        successor: the newest runtime of the same language, empty when this is the one.
    """

    name: str
    deprecated: date | None
    create_blocked: date | None
    update_blocked: date | None
    successor: str


def runtime(name: str) -> Runtime | None:
    """The life cycle of a runtime; None for a name that the table does not have (new, or misspelt)."""
    row = load("lambda")["runtimes"].get(name)
    if row is None:
        return None
    deprecated, create, update = (date.fromisoformat(day) if day else None for day in row[:3])
    return Runtime(name, deprecated, create, update, row[3] or "")


@lru_cache(maxsize=1)
def reserved_environment() -> frozenset[str]:
    """Names that CreateFunction refuses as keys of Environment.Variables."""
    return frozenset(load("lambda")["reserved_environment"])


def source() -> str:
    """Where and when the table was read."""
    return source_of("lambda")
