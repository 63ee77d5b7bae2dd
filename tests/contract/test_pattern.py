"""Regular expressions: like Python's on known texts, sound on texts with holes, linear in time."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.contract.pattern import PatternError, compile_pattern
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Reference, text

_ATOMS = st.sampled_from(["a", "b", "-", ".", "[ab]", "[^a]", r"\d", r"\.", "[a-c]", r"\w", "1"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,}"])).map(lambda p: f"(?:{p[0]}){p[1]}")
    ),
    max_leaves=6,
)
_ANCHORED = st.tuples(st.sampled_from(["", "^"]), _PATTERNS, st.sampled_from(["", "$"])).map("".join)
_TEXTS = st.text(alphabet="ab-1.", max_size=8)


@settings(max_examples=500, deadline=None)
@given(_ANCHORED, _TEXTS)
def test_known_texts_match_as_in_python(pattern: str, given_text: str) -> None:
    expected = re.search(pattern, given_text) is not None
    assert compile_pattern(pattern).truth(Known(given_text)) is Truth.of(expected)


@settings(max_examples=500, deadline=None)
@given(_ANCHORED, st.lists(st.none() | _TEXTS, min_size=1, max_size=4), st.lists(_TEXTS, min_size=4, max_size=4))
def test_an_answer_holds_for_every_filling_of_the_holes(
    pattern: str, parts: list[str | None], fillings: list[str]
) -> None:
    holed = text([Reference("Key", "Arn") if part is None else part for part in parts])
    rest = iter(fillings)
    filled = "".join(next(rest) if part is None else part for part in parts)
    answer = compile_pattern(pattern).truth(holed)
    assert answer in (Truth.UNDECIDED, Truth.of(re.search(pattern, filled) is not None))


@pytest.mark.parametrize(
    ("pattern", "parts", "truth"),
    [
        ("^arn:.*:key/", ["arn:aws:kms:", None, ":key/1"], Truth.YES),
        ("^bucket-", ["queue-", None], Truth.NO),
        ("demo$", ["bucket-", None], Truth.UNDECIDED),
        ("-demo$", [None, "-demo"], Truth.YES),
        ("a.*b", ["a", None, "b"], Truth.YES),
    ],
)
def test_texts_with_holes_are_decided_where_they_can_be(pattern: str, parts: list[str | None], truth: Truth) -> None:
    holed = text([Reference("Key", "Arn") if part is None else part for part in parts])
    assert compile_pattern(pattern).truth(holed) is truth


@pytest.mark.parametrize(
    ("pattern", "given_text", "found"),
    [
        ("a.b", "a\nb", False),
        ("(?s)a.b", "a\nb", True),
        ("^b$", "a\nb\nc", False),
        ("(?m)^b$", "a\nb\nc", True),
        ("(?i)ABC", "xabcx", True),
        ("(?i)[A-C]+$", "xabc", True),
    ],
)
def test_flags_stand_in_front(pattern: str, given_text: str, *, found: bool) -> None:
    assert compile_pattern(pattern).truth(Known(given_text)) is Truth.of(found)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a*)*b", "(.*)*x", "a*a*a*a*a*a*b"])
def test_expressions_that_make_others_hang_are_quick(pattern: str) -> None:
    started = time.perf_counter()
    compile_pattern(pattern).truth(Known("a" * 5000 + "!"))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "*a",
        "(?=a)",
        r"\b",
        r"(a)\1",
        "a{5000}",
        "a{2,1}",
        "a??",
        "a++",
        "((a{200}){200}){200}",
        "(" * 99,
    ],
)
def test_what_is_not_understood_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@given(st.text(max_size=20))
def test_any_text_is_an_expression_or_refused(pattern: str) -> None:
    with contextlib.suppress(PatternError):
        compile_pattern(pattern).truth(Known("abc"))
