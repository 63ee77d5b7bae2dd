"""Makes text that came from a hostile file or program harmless to look at."""

from __future__ import annotations

import re

# C0 and C1 controls, lone surrogates, and what reorders or hides text on a screen: bidirectional marks, zero width and
# blank-looking letters, invisible operators, tags. Variation selectors are among them: they make look-alikes.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """The text with every control and hidden character written as an escape; tabs and line ends stay."""
    return _HARMFUL.sub(lambda found: _escaped(ord(found.group())), text)


def line(text: str) -> str:
    """The text on one line: runs of white space become one space, control characters are written as escapes."""
    return visible(" ".join(text.split()))


def row(text: str) -> str:
    """A line of source: like `visible`, but a line end is written as an escape as well; its indentation stays."""
    return visible(text).replace("\n", "\\u000a").replace("\t", "    ").rstrip()


def _escaped(number: int) -> str:
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
