"""How the limits of a name follow from a type's CloudFormation schema.

Lengths are the schema's minLength and maxLength and the widths of its pattern, whichever is narrower. Characters are
those that any part of an anchored pattern can match: an over-approximation, so that a character outside it is
refused whatever the order of the pattern's parts is. Patterns that allow any character, negate a class or look
around give no characters.
"""

from __future__ import annotations

import re
import string
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as constants
    import sre_parse as parser

Schema = dict[str, Any]

UNLIMITED = 1_000_000
_CATEGORIES = {
    constants.CATEGORY_DIGIT: string.digits,
    constants.CATEGORY_WORD: string.ascii_letters + string.digits + "_",
    constants.CATEGORY_SPACE: " \t",
}


def limits(schema: Schema, path: str) -> list[Any] | None:
    """Shortest, longest and characters (the inside of a class) of the property at a dotted path; None: no limits."""
    node = schema
    for step in path.split("."):
        node = node.get("properties", {}).get(step, {})
        while "$ref" in node:
            node = schema["definitions"][str(node["$ref"]).rsplit("/", 1)[-1]]
    shortest, longest, alphabet = node.get("minLength", 0), node.get("maxLength", UNLIMITED), ""
    pattern = node.get("pattern", "")
    if pattern.startswith("^") and pattern.endswith(("$", r"\Z")) and "|" not in pattern:
        try:
            parsed = parser.parse(pattern)
        except re.error:
            parsed = None
        if parsed is not None:
            low, high = parsed.getwidth()
            shortest, longest = max(shortest, low), min(longest, high)
            characters = _characters(parsed)
            alphabet = _class(characters) if characters else ""
    if longest >= UNLIMITED and not alphabet:
        return None
    return [shortest, min(longest, UNLIMITED), alphabet]


def _characters(parsed: Any) -> set[str] | None:  # noqa: ANN401 - the parser's own structures
    """The ASCII characters that the parts of a pattern can match; None when they are not a list of characters."""
    found: set[str] = set()
    for operation, argument in parsed:
        if operation is constants.AT:
            continue
        if operation is constants.LITERAL:
            found.add(chr(argument))
        elif operation is constants.IN:
            inner = _members(argument)
            if inner is None:
                return None
            found |= inner
        elif operation in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            inner = _characters(argument[2])
            if inner is None:
                return None
            found |= inner
        elif operation is constants.SUBPATTERN:
            inner = _characters(argument[3])
            if inner is None:
                return None
            found |= inner
        else:
            return None
    return found


def _members(items: Any) -> set[str] | None:  # noqa: ANN401 - the parser's own structures
    found: set[str] = set()
    for operation, argument in items:
        if operation is constants.LITERAL:
            found.add(chr(argument))
        elif operation is constants.RANGE:
            low, high = argument
            if high > 127:
                return None
            found |= {chr(code) for code in range(low, high + 1)}
        elif operation is constants.CATEGORY and argument in _CATEGORIES:
            found |= set(_CATEGORIES[argument])
        else:
            return None
    return found


def _class(characters: set[str]) -> str:
    """The characters as ranges, in a fixed order, as the inside of a regular expression's class."""
    text = ""
    for name in (string.ascii_uppercase, string.ascii_lowercase, string.digits):
        if characters >= set(name):
            text += f"{name[0]}-{name[-1]}"
            characters = characters - set(name)
    return text + "".join(re.escape(one) if not one.isalnum() and one != "_" else one for one in sorted(characters))
