"""The grammar of a composite alarm's rule: ALARM(name), AND, OR, NOT, parentheses, TRUE and FALSE.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html, read 2026-11-28.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"\s*(?:(\()|(\))|([A-Za-z_]+)(?:\s*\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^()\s]+))\s*\))?)")
_STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")
_DEEPEST = 200


class _Stop(Exception):
    """What is wrong with the rule."""


def fault_of(rule: str) -> str | None:
    """Why CloudWatch refuses the rule of a composite alarm; None when it does not. Functions like AT_LEAST pass."""
    if "AT_LEAST" in rule.upper():
        return None
    try:
        tokens = list(_tokens(rule))
        rest = _either(tokens, 0)
        if rest < len(tokens):
            return f"there is more behind it: {tokens[rest]}"
    except _Stop as stop:
        return str(stop)
    return None


def _tokens(rule: str) -> Iterator[str]:
    position = 0
    text = rule.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _Stop(f"it cannot be read from {text[position : position + 20]!r} on")
        opened, closed, word, *named = found.groups()
        position = found.end()
        argument = next((one for one in named if one is not None), None)
        if argument is not None:
            if word.upper() not in _STATES:
                raise _Stop(f"{word} is none of {', '.join(_STATES)}")
            yield "STATE"
        else:
            yield opened or closed or word.upper()


def _either(tokens: list[str], at: int, depth: int = 0) -> int:
    """Reads terms joined by AND and OR from `at` on, and says where they end."""
    if depth > _DEEPEST:
        raise _Stop("it is nested too deeply")
    at = _term(tokens, at, depth)
    while at < len(tokens) and tokens[at] in ("AND", "OR"):
        at = _term(tokens, at + 1, depth)
    return at


def _term(tokens: list[str], at: int, depth: int) -> int:
    while at < len(tokens) and tokens[at] == "NOT":
        at += 1
    if at == len(tokens):
        raise _Stop("it ends where a term is due")
    if tokens[at] in ("STATE", "TRUE", "FALSE"):
        return at + 1
    if tokens[at] != "(":
        raise _Stop(f"{tokens[at]} stands where a term is due, such as ALARM(name)")
    at = _either(tokens, at + 1, depth + 1)
    if at == len(tokens) or tokens[at] != ")":
        raise _Stop("a parenthesis is not closed")
    return at + 1
