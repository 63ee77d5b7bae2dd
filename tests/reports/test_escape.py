"""Text is made harmless, and lines are folded, without losing anything."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.reports.escape import line, row, visible
from stackproof.reports.layout import clip, columns, fold, paint

ANY = st.text(st.characters(exclude_categories=()))
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn")), min_size=1)


@pytest.mark.parametrize("number", [*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066, 0x200B, 0xFEFF, 0xD800, 0xE0041])
def test_controls_and_hidden_characters_are_written_as_escapes(number: int) -> None:
    shown = line(f"a{chr(number)}b")
    assert shown.isascii()
    assert shown.isprintable()


def test_beyond_the_basic_plane_the_escape_has_eight_digits() -> None:
    assert visible("\x1b\U000e0041") == "\\u001b\\U000e0041"


def test_letters_of_every_script_stay() -> None:
    text = "Größe 容量 \U0001f600 é"
    assert line(text) == row(text) == visible(text) == text


@given(ANY)
def test_nothing_that_steers_or_hides_is_left(text: str) -> None:
    assert not {unicodedata.category(letter) for letter in line(text)} & {"Cc", "Cs", "Zl", "Zp"}
    assert "\n" not in row(text)
    assert not {letter for letter in visible(text) if unicodedata.category(letter) == "Cc"} - {"\t", "\n"}


@given(ANY)
def test_escaping_twice_is_escaping_once(text: str) -> None:
    assert line(line(text)) == line(text)
    assert row(row(text)) == row(text)


@given(st.lists(WORDS, min_size=1), st.integers(20, 120), st.sampled_from(["", "  ", " " * 14]))
def test_folding_loses_no_word_and_keeps_to_the_width(words: list[str], width: int, before: str) -> None:
    lines = list(fold(" ".join(words), width, before))
    assert " ".join(lines).split() == words
    for each in lines:
        assert columns(each) <= width or len(each.split()) == 1
        assert each.startswith(before)


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.integers(20, 60))
def test_a_colour_does_not_change_where_lines_end(words: list[str], width: int) -> None:
    text = " ".join(words)
    painted = list(fold(paint(text, "dim"), width))
    assert [each.removeprefix("\x1b[2m").removesuffix("\x1b[0m") for each in painted] == list(fold(text, width))


@given(WORDS, st.integers(5, 40))
def test_clipping_keeps_to_the_width(text: str, width: int) -> None:
    shown = clip(text, width)
    assert columns(shown) <= width
    assert shown == text or (shown.endswith("\u2026") and text.startswith(shown[:-1]))


def test_wide_letters_take_two_columns() -> None:
    assert columns("容量 ab") == 7
    assert list(fold("容量 容量 容量", 10)) == ["容量 容量", "容量"]
