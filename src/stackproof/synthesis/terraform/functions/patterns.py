"""Regular expressions of Go's RE2 on Python's engine, where both agree and the match cannot take long."""

from __future__ import annotations

import re
from functools import lru_cache

from stackproof.synthesis.terraform.functions.registry import RefusedError

_MAX_PATTERN = 1000
_MAX_WAYS = 10_000_000
_SHORT = 12
_CLASSES = {
    "[:alnum:]": "0-9A-Za-z",
    "[:alpha:]": "A-Za-z",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:space:]": r"\t\n\v\f\r ",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:xdigit:]": "0-9A-Fa-f",
    "[:word:]": "0-9A-Za-z_",
}
_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})")


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    translated = pattern.replace("\\z", "\\Z")
    for name, characters in _CLASSES.items():
        translated = translated.replace(name, characters)
    # Go's `$` is the end of the text and not the place before its last line break.
    translated = re.sub(r"(?<!\\)\$(?=\)*(?:\||$))", r"\\Z", translated)
    return re.compile(translated, re.ASCII)


def compiled(pattern: str, text: str) -> re.Pattern[str]:
    """The pattern for Python's engine.

    Raises:
        RefusedError: it is no regular expression.
        ValueError: it is one that could take too long here, or that Python does not know.
    """
    if len(pattern) > _MAX_PATTERN or _ways(pattern, len(text)) > _MAX_WAYS:
        raise ValueError("the pattern could take too long")
    if any(mark in pattern for mark in ("\\p", "\\P", "\\C", "\\Q", "[[:^", "(?U", "(?s-", "\\x{")):
        raise ValueError("the pattern has parts that are not known here")
    try:
        return _pattern(pattern)
    except re.error:
        if re.search(r"\\[1-9]|\(\?[=!<]", pattern):
            raise RefusedError("the pattern has parts that Terraform does not know") from None
        raise ValueError("the pattern is not known here") from None


def _ways(pattern: str, length: int) -> float:
    """A bound on how many ways Python's engine may try on a text; Go's takes linear time whatever the pattern."""
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", "x", pattern)
    repeated = re.search(r"\)[*+{]", bare)
    if repeated and ("|" in bare or length > _SHORT):
        return float("inf")
    repetitions = len(re.findall(r"[*+{]", bare))
    options = len(re.findall(r"(?<!\()\?", bare)) + bare.count("|")
    return float(length + 1) ** min(repetitions, 50) * 2.0 ** min(options, 100)


def expanded(replacement: str, match: re.Match[str]) -> str:
    """A replacement with `$1`, `${1}`, `$name` and `$$` filled in, as Go's Expand does."""

    def fill(reference: re.Match[str]) -> str:
        name = reference.group(1) or reference.group(2)
        if name is None:
            return "$"
        try:
            return match.group(int(name) if name.isdecimal() else name) or ""
        except (IndexError, re.error):
            return ""

    return _REFERENCE.sub(fill, replacement)
