"""Schedule expressions: `rate(...)`, `cron(...)` and `at(...)` as EventBridge, its Scheduler and AWS Backup take them.

Sources, read 2026-11-28: for rules
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html, for schedules
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
"""

from __future__ import annotations

import re

_CALL = re.compile(r"(rate|cron|at)\((.*)\)", re.DOTALL)
_UNITS = ("minute", "hour", "day")
_RATE = re.compile(r"(\S+)\s+(\S+)")
_AT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# Name, lowest and highest number, words, further signs.
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...], str], ...] = (
    ("minutes", 0, 59, (), ""),
    ("hours", 0, 23, (), ""),
    ("day of month", 1, 31, (), "?LW"),
    ("month", 1, 12, _MONTHS, ""),
    ("day of week", 1, 7, _DAYS, "?L#"),
    ("year", 1970, 2199, (), ""),
)


def fault_of_rule_schedule(expression: str) -> str | None:
    """Why EventBridge refuses an expression as the schedule of a rule; None when it does not.

    `rate(1 minutes)` and `rate(5 minute)` are refused, and `at` is not for rules.
    """
    call = _CALL.fullmatch(expression.strip())
    if call is None:
        return "it is neither cron(...) nor rate(...)"
    kind, inner = call.groups()
    if kind == "at":
        return "at(...) is for EventBridge Scheduler, not for rules"
    return _rate(inner, number_agrees=True) if kind == "rate" else fault_of_cron(inner)


def fault_of_schedule(expression: str) -> str | None:
    """Why EventBridge Scheduler refuses an expression; None when it does not."""
    call = _CALL.fullmatch(expression.strip())
    if call is None:
        return "it is none of cron(...), rate(...) and at(...)"
    kind, inner = call.groups()
    if kind == "at":
        return None if _AT.fullmatch(inner.strip()) else "at(...) takes yyyy-mm-ddThh:mm:ss"
    return _rate(inner, number_agrees=False) if kind == "rate" else fault_of_cron(inner)


def _rate(inner: str, *, number_agrees: bool) -> str | None:
    found = _RATE.fullmatch(inner.strip())
    if found is None:
        return "rate(...) takes a number and a unit"
    number, unit = found.groups()
    if not _is_number(number) or int(number) == 0:
        return f"{number} is no positive whole number"
    singular = unit.removesuffix("s")
    if singular not in _UNITS:
        return f"{unit} is none of minute, minutes, hour, hours, day, days"
    if number_agrees and (int(number) == 1) != (unit == singular):
        return f"the unit has to be {singular if int(number) == 1 else singular + 's'} with {number}"
    return None


def fault_of_cron(inner: str) -> str | None:
    """Why what stands in `cron(...)` is refused; None when it is not."""
    fields = inner.split()
    if any(field.endswith(",") for field in fields):
        # Commas behind the fields have been seen to be taken; the documentation says nothing of them.
        return None
    if len(fields) != len(_FIELDS):
        return f"cron(...) has 6 fields (minutes hours day-of-month month day-of-week year), not {len(fields)}"
    if (fields[2] == "?") == (fields[4] == "?"):
        return "exactly one of day of month and day of week has to be ?"
    for written, (name, low, high, words, signs) in zip(fields, _FIELDS, strict=True):
        if not all(_fits(part, low, high, words, signs) for part in written.split(",")):
            return f"{written} is no {name}" + (f" ({low} to {high})" if not words else f" ({low} to {high} or a name)")
    return None


def _fits(part: str, low: int, high: int, words: tuple[str, ...], signs: str) -> bool:
    if part == "?":
        return "?" in signs
    start, slash, step = part.partition("/")
    if slash and not (_is_number(step) and int(step) > 0):
        return False
    if start == "*":
        return True
    if any(sign in signs and sign in start for sign in "LW#"):
        return _is_special(start, low, high, words)
    first, dash, last = start.partition("-")
    return _is_one(first, low, high, words) and (not dash or _is_one(last, low, high, words))


def _is_special(part: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    if part in {"L", "LW"}:
        return True
    if "#" in part:
        day, _, count = part.partition("#")
        return _is_one(day, low, high, words) and count in {"1", "2", "3", "4", "5"}
    if part.startswith("L-"):
        return _is_number(part[2:])
    return _is_one(part.rstrip("LW"), low, high, words)


def _is_one(part: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    return part.upper() in words or (_is_number(part) and low <= int(part) <= high)


def _is_number(text: str) -> bool:
    """Whether a text is digits and nothing else; `str.isdigit` takes raised and circled ones as well."""
    return text.isascii() and text.isdigit()
