"""Plain YAML scalars as CloudFormation reads them: YAML 1.1, without timestamps.

CloudFormation supports YAML 1.1 except for the binary, omap, pairs, set and timestamp types
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html).

Where turning a number into data and back would lose what the author wrote (`012345678901`, `1.10`, `8.0`), the text is
kept: account ids and versions are written that way, and a text that looks like a number is still read as one by
whoever needs a number.
"""

from __future__ import annotations

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NUMBER_START = frozenset("0123456789+-.")
_NUMBER_CHARACTERS = frozenset("0123456789+-.eE_")


def resolve(text: str) -> str | int | float | bool | None:
    """The data that a plain scalar stands for."""
    if not text or text[0] not in _NUMBER_START:
        return _WORDS.get(text, text)
    return _number(text) if text.isascii() else text


def _number(text: str) -> str | int | float:
    digits = text[1:] if text[0] in "+-" else text
    if digits.isdigit():
        if (digits[0] == "0" and len(digits) > 1) or len(digits) > 30:
            return text
        return int(text)
    if digits[:2] == "0x" and len(digits) <= 30:
        try:
            return int(text.replace("_", ""), 16)
        except ValueError:
            return text
    if not _NUMBER_CHARACTERS.issuperset(text) or "." not in digits:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    # A float that would be written otherwise than the author did (1.10, 8.0, 1e400) stays what was written.
    return number if str(number) == text and not number.is_integer() else text
