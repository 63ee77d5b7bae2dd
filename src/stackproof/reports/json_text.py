"""Data as JSON text that every parser takes and no terminal obeys."""

from __future__ import annotations

import json
import re

# DEL is the one control that JSON does not escape; lone surrogates are no text at all (RFC 8259, section 8.2).
_DELETE = "\x7f"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7e]")


def dumps(data: object) -> str:
    """The data as indented JSON in ASCII, keys in their given order; lone surrogates become U+FFFD."""
    text = json.dumps(data, indent=2, allow_nan=False)
    if _DELETE not in text and "\\ud" not in text:
        return text + "\n"
    plain = _LONE_SURROGATE.sub("\ufffd", json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False))
    return _NOT_ASCII.sub(_escaped, plain) + "\n"


def _escaped(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
