"""Version constraints: what they admit, and what two of them have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version as Packaged

from stackproof.reasoning.versions import (
    EVERY,
    Span,
    admits,
    common,
    from_on,
    of_npm,
    of_python,
    of_terraform,
    shown,
    version,
)

NUMBERS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        ("~> 1.5.0", ["1.5.0", "1.5.99"], ["1.4.9", "1.6.0"]),
        ("~> 1.5", ["1.5.0", "1.99.0"], ["1.4.9", "2.0.0"]),
        ("~> 1", ["1.0.0", "2.0.0"], ["0.9.0"]),
        ("1.5.7", ["1.5.7"], ["1.5.6", "1.5.8"]),
        ("= 1.5", ["1.5.0"], ["1.5.1"]),
        (">= 1.3, < 2.0.0", ["1.3.0", "1.99.9"], ["1.2.9", "2.0.0"]),
        ("> 1.3", ["1.3.1"], ["1.3.0"]),
        ("<= 1.3", ["1.3.0"], ["1.3.1"]),
        ("!= 1.3.0", ["1.2.0", "1.4.0"], []),
        (">= v1.10.0-beta1", ["1.10.0"], ["1.9.9"]),
        ("", ["0.0.0", "9.9.9"], []),
    ],
)
def test_terraform_constraint_admits(constraint: str, inside: list[str], outside: list[str]) -> None:
    spans = of_terraform(constraint)
    assert spans is not None
    assert [one for one in inside if not admits(spans, version(one) or (0, 0, 0))] == []
    assert [one for one in outside if admits(spans, version(one) or (0, 0, 0))] == []


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        ("^2.1.0", ["2.1.0", "2.99.0"], ["2.0.9", "3.0.0"]),
        ("^0.20.8", ["0.20.8", "0.20.99"], ["0.21.0", "0.20.7"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4"]),
        ("^3", ["3.0.0", "3.9.0"], ["4.0.0"]),
        ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
        ("~1", ["1.9.0"], ["2.0.0"]),
        ("1.x || >=3.1 <4", ["1.9.9", "3.1.0"], ["2.0.0", "4.0.0", "3.0.9"]),
        ("1.2.3 - 2.3", ["1.2.3", "2.3.9"], ["1.2.2", "2.4.0"]),
        ("2.100.0", ["2.100.0"], ["2.100.1"]),
        (">=2", ["2.0.0"], ["1.9.9"]),
        (">1", ["2.0.0"], ["1.9.9"]),
        ("<=1", ["1.9.9"], ["2.0.0"]),
        ("*", ["0.0.0"], []),
    ],
)
def test_npm_range_admits(constraint: str, inside: list[str], outside: list[str]) -> None:
    spans = of_npm(constraint)
    assert spans is not None
    assert [one for one in inside if not admits(spans, version(one) or (0, 0, 0))] == []
    assert [one for one in outside if admits(spans, version(one) or (0, 0, 0))] == []


@pytest.mark.parametrize("range_", ["latest", "workspace:^", "github:a/b", "file:../x", "^2.0.0 next"])
def test_npm_range_that_names_no_versions_is_not_guessed(range_: str) -> None:
    assert of_npm(range_) is None


@pytest.mark.parametrize("constraint", ["~> one", ">= ${var.version}", "=>1.0"])
def test_terraform_constraint_that_cannot_be_read_is_not_guessed(constraint: str) -> None:
    assert of_terraform(constraint) is None


@given(NUMBERS, st.sampled_from(["==", ">=", "<=", ">", "<", "~="]), NUMBERS)
def test_python_specifier_agrees_with_packaging(
    bound: tuple[int, int, int], sign: str, one: tuple[int, int, int]
) -> None:
    written = f"{sign}{'.'.join(map(str, bound))}"
    spans = of_python(written)
    assert spans is not None
    assert admits(spans, one) == (Packaged(".".join(map(str, one))) in SpecifierSet(written))


@given(st.lists(st.tuples(st.sampled_from([">=", "<", "<=", ">"]), NUMBERS), max_size=4), NUMBERS)
def test_several_specifiers_hold_together(
    parts: list[tuple[str, tuple[int, int, int]]], one: tuple[int, int, int]
) -> None:
    written = ",".join(f"{sign}{'.'.join(map(str, bound))}" for sign, bound in parts)
    spans = of_python(written)
    assert spans is not None
    assert admits(spans, one) == (Packaged(".".join(map(str, one))) in SpecifierSet(written))


def test_python_wildcard_is_the_whole_series() -> None:
    assert of_python("==2.1.*") == (Span((2, 1, 0), (2, 2, 0)),)
    assert of_python("*") == EVERY


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (of_terraform, of_npm, of_python):
        spans = read(text)
        assert spans is None or all(span.low < span.high for span in spans)


def test_what_two_constraints_have_in_common() -> None:
    old, new = of_terraform("~> 1.5.0"), of_terraform(">= 1.5.3")
    assert old is not None
    assert new is not None
    assert common(old, new) == (Span((1, 5, 3), (1, 6, 0)),)
    assert common(old, from_on((1, 6, 0))) == ()


def test_versions_are_shown_as_they_are_said() -> None:
    assert (shown((1, 10, 0)), shown((5, 0, 1))) == ("1.10", "5.0.1")
