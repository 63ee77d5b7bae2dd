"""Metric math of alarms: the identifiers of its entries, and those that an expression speaks of.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, read 2026-11-28.
"""

from __future__ import annotations

import re

IDENTIFIER = re.compile(r"[a-z][a-zA-Z0-9_]*")
"""The form of an entry's id: it begins with a lower-case letter."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAMED = re.compile(r"(?<![\w.])[a-z]\w*")
# Expressions that look metrics up by themselves name none by id.
_QUERIES = ("SELECT", "SEARCH", "METRICS", "INSIGHT_RULE_METRIC", "DB_PERF_INSIGHTS")


def spoken_of(expression: str) -> set[str]:
    """The ids that an expression speaks of; none for a query, which finds its metrics by itself."""
    plain = _QUOTED.sub(" ", expression)
    if any(query in plain.upper() for query in _QUERIES):
        return set()
    return set(_NAMED.findall(plain))
