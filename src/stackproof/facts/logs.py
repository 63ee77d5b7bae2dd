"""Facts about CloudWatch Logs."""

from __future__ import annotations

from stackproof.facts.extracts import load, source_of


def retention_days() -> tuple[int, ...]:
    """The values that RetentionInDays accepts, in days, ascending."""
    return tuple(load("logs")["retention_days"])


def source() -> str:
    """Where and when the values were read."""
    return source_of("logs")
