"""Version constraints of Terraform, npm and pip as spans of versions, to tell what two of them have in common.

A version is its first three numbers; what marks a pre-release is left out. `!=` is taken as no constraint, so that the
spans hold every version that is really admitted, and maybe one more: that nothing is admitted is certain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Version = tuple[int, int, int]

ANY_HIGH: Version = (10**9, 0, 0)
_NUMBERS = re.compile(r"v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:\.(?:\d+|[xX*]))*(?:[-+._]?[A-Za-z][\w.+-]*)?")
_TERRAFORM = re.compile(r"(!=|>=|<=|~>|=|>|<)?\s*(\S+)")
_PYTHON = re.compile(r"(===|==|!=|~=|>=|<=|>|<)?\s*(\S+)")
_NPM = re.compile(r"(>=|<=|>|<|=|\^|~)?\s*(v?[\dxX*][^\s]*)")


class Span(NamedTuple):
    """Versions from `low` up to and without `high`."""

    low: Version
    high: Version


Spans = tuple[Span, ...]
"""Every version that is in one of them."""

EVERY: Spans = (Span((0, 0, 0), ANY_HIGH),)


def version(text: str) -> Version | None:
    """The first three numbers of a version; None for what is none."""
    found = _parts(text)
    return None if found is None else (found[0], found[1] or 0, found[2] or 0)


def of_terraform(text: str) -> Spans | None:
    """The spans of a constraint such as `>= 1.5, < 2.0` or `~> 5.0`; None for what cannot be read."""
    return _every(text, _TERRAFORM, _terraform)


def of_python(text: str) -> Spans | None:
    """The spans of a specifier such as `>=2.0,<3`, `==2.1.*` or `*`; None for what cannot be read."""
    return EVERY if text.strip() in ("", "*") else _every(text, _PYTHON, _python)


def of_npm(text: str) -> Spans | None:
    """The spans of a range such as `^2.1.0`, `1.x || >=3 <4` or `*`; None for what cannot be read (a tag, a URL)."""
    found: list[Span] = []
    for option in text.split("||"):
        part = option.strip()
        if part in ("", "*", "x", "X"):
            return EVERY
        if " - " in part:
            low, high = (_parts(end.strip()) for end in part.split(" - ", 1))
            if low is None or high is None:
                return None
            found.append(Span(_filled(low), _after(high)))
            continue
        spans = EVERY
        position = 0
        for match in _NPM.finditer(part):
            if part[position : match.start()].strip():
                return None
            position = match.end()
            numbers = _parts(match.group(2))
            if numbers is None:
                return None
            spans = common(spans, (_npm(match.group(1) or "", numbers),))
        if position == 0 or part[position:].strip():
            return None
        found.extend(spans)
    return tuple(found)


def common(one: Spans, other: Spans) -> Spans:
    """The versions that both admit; empty when there is none."""
    met = (Span(max(a.low, b.low), min(a.high, b.high)) for a in one for b in other)
    return tuple(span for span in met if span.low < span.high)


def admits(spans: Spans, one: Version) -> bool:
    """Whether a version is among them."""
    return any(span.low <= one < span.high for span in spans)


def from_on(floor: Version) -> Spans:
    """This version and every later one."""
    return (Span(floor, ANY_HIGH),)


def shown(one: Version) -> str:
    """A version as it is said: `1.10`, `5.0.1`."""
    return ".".join(str(number) for number in (one if one[2] else one[:2]))


_Parts = tuple[int, int | None, int | None]


def _parts(text: str) -> _Parts | None:
    match = _NUMBERS.fullmatch(text.strip().strip("\"'"))
    if match is None:
        return None
    major, minor, patch = (
        None if group is None or not group.isdigit() or len(group) > 9 else int(group) for group in match.groups()
    )
    return None if major is None else (major, minor, patch if minor is not None else None)


def _every(text: str, pattern: re.Pattern[str], read: Callable[[str, _Parts, str], Span | None]) -> Spans | None:
    spans = EVERY
    for part in text.split(","):
        if not part.strip():
            continue
        match = pattern.fullmatch(part.strip())
        numbers = _parts(match.group(2).removesuffix(".*")) if match else None
        if match is None or numbers is None:
            return None
        found = read(match.group(1) or "", numbers, match.group(2))
        spans = common(spans, (found,)) if found is not None else spans
    return spans


def _filled(parts: _Parts) -> Version:
    return (parts[0], parts[1] or 0, parts[2] or 0)


def _next(one: Version) -> Version:
    return (one[0], one[1], one[2] + 1)


def _after(parts: _Parts) -> Version:
    """The first version behind everything that begins with these numbers."""
    if parts[1] is None:
        return (parts[0] + 1, 0, 0)
    return (parts[0], parts[1] + 1, 0) if parts[2] is None else (parts[0], parts[1], parts[2] + 1)


def _compared(sign: str, one: Version) -> Span | None:
    """Of the signs that all three have alike."""
    low, high = EVERY[0]
    return {
        ">=": Span(one, high),
        ">": Span(_next(one), high),
        "<": Span(low, one),
        "<=": Span(low, _next(one)),
        "=": Span(one, _next(one)),
    }.get(sign)


def _terraform(sign: str, parts: _Parts, _: str) -> Span | None:
    one = _filled(parts)
    if sign == "~>":
        # With one number the sign has no upper end.
        if parts[1] is None:
            return Span(one, ANY_HIGH)
        return Span(one, (parts[0] + 1, 0, 0) if parts[2] is None else (parts[0], parts[1] + 1, 0))
    return _compared(sign or "=", one)


def _python(sign: str, parts: _Parts, written: str) -> Span | None:
    one = _filled(parts)
    if sign in ("==", "===", ""):
        return Span(one, _after(parts) if written.endswith(".*") else _next(one))
    if sign == "~=":
        return Span(one, (parts[0] + 1, 0, 0) if parts[2] is None else (parts[0], (parts[1] or 0) + 1, 0))
    return _compared(sign, one)


def _npm(sign: str, parts: _Parts) -> Span:
    one = _filled(parts)
    if sign == "^":
        if parts[0] or parts[1] is None:
            return Span(one, (parts[0] + 1, 0, 0))
        return Span(one, (0, parts[1] + 1, 0) if parts[1] or parts[2] is None else (0, 0, parts[2] + 1))
    if sign == "~":
        return Span(one, (parts[0] + 1, 0, 0) if parts[1] is None else (parts[0], parts[1] + 1, 0))
    if sign == "<=":
        return Span((0, 0, 0), _after(parts))
    if sign == ">":
        return Span(_after(parts), ANY_HIGH)
    found = _compared(sign, one) if sign not in ("", "=") else None
    return found if found is not None else Span(one, _after(parts))
