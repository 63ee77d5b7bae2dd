"""What a program said is shown without what is another thing in every run."""

from __future__ import annotations

import pytest

from stackproof.synthesis.failures import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value <Output object at 0x7f4d0b9c3d50> is no text", "value <Output object at 0x...> is no text"),
        ("no room at 0x10", "no room at 0x10"),
        ("the colour 0xFF0000FF stays", "the colour 0xFF0000FF stays"),
        ("a\x1b[31mred\x1b[0m\x07 word", "ared word"),
        ("in /tmp/stackproof-run-a1b2c3d4/project/app.py", "in app.py"),
    ],
)
def test_what_differs_from_run_to_run_is_left_out(text: str, expected: str) -> None:
    assert clean(text) == expected
