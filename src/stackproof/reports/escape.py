"""Makes text that came from a hostile file or program harmless to look at."""

from __future__ import annotations

import re

# C0 and C1 controls, and the characters that reorder or hide text on a screen (bidirectional marks, zero width).
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with every control and hidden character written as an escape; tabs and line ends stay."""
    return _HARMFUL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def line(text: str) -> str:
    """The text on one line, control characters written as escapes."""
    return visible(" ".join(text.split()))
