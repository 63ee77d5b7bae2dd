"""Event patterns: what EventBridge refuses, and which fields no event has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.values import Known, MapValue, Unknown, from_plain
from stackproof.reasoning.event_patterns import flaws, unheard_fields


def why(pattern: Any) -> list[str]:
    return [flaw.why for flaw in flaws(from_plain(pattern))]


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.ec2"]},
        {"source": [{"prefix": "aws."}], "detail": {"state": ["stopped", None, 3, True]}},
        {"detail": {"c": [{"anything-but": {"prefix": "init"}}]}},
        {"detail": {"c": [{"numeric": [">", 0, "<=", 5]}]}},
        {"detail": {"ip": [{"cidr": "10.0.0.0/24"}], "x": [{"exists": False}], "n": [{"suffix": ".png"}]}},
        {"detail": {"n": [{"equals-ignore-case": "a"}, {"wildcard": "*.log"}]}},
        {"$or": [{"source": ["a"]}, {"detail": {"x": [1]}}]},
    ],
)
def test_patterns_of_the_documentation_are_taken(pattern: Any) -> None:
    assert why(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ({"source": "aws.ec2"}, "source has to be a list"),
        ({"detail": {"state": "stopped"}}, "detail.state has to be a list"),
        ({"detail": {"state": []}}, "the list of detail.state is empty"),
        ({"detail": {}}, "detail is empty"),
        ({}, "at least one field"),
        ({"source": [["a"]]}, "holds a list"),
        ({"source": [{"starts": "a"}]}, "starts in the list of source is no operator"),
        ({"source": [{"prefix": "a", "suffix": "b"}]}, "exactly one operator"),
        ({"detail": {"n": [{"numeric": ["over", 5]}]}}, "one or two comparisons"),
        ({"detail": {"n": [{"numeric": 5}]}}, "a list of comparisons"),
        ({"detail": {"n": [{"exists": [True]}]}}, "takes true or false"),
        ({"$or": {"source": ["a"]}}, "a list of patterns"),
        ({"$or": [{"source": "a"}]}, "source has to be a list"),
    ],
)
def test_what_is_refused_is_said_why(pattern: Any, words: str) -> None:
    assert any(words in one for one in why(pattern))


def test_what_is_not_known_is_passed_over() -> None:
    open_value = Unknown("nobody said")
    assert list(flaws(MapValue({"source": open_value, "detail": MapValue({}, complete=False)}))) == []
    assert list(flaws(open_value)) == []
    assert list(flaws(MapValue({}, complete=False))) == []


def test_fields_that_no_event_has_are_found() -> None:
    pattern = from_plain({"source": ["a"], "detailType": ["b"], "$or": [{"x": [1]}], "detail": {"eventName": ["c"]}})
    assert [name for name, _ in unheard_fields(pattern)] == ["detailType"]
    assert list(unheard_fields(Known("a"))) == []


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(plain)
def test_any_document_has_an_answer(document: Any) -> None:
    assert all(isinstance(flaw.why, str) for flaw in flaws(from_plain(document)))


leaf = st.lists(st.text(max_size=5) | st.integers() | st.booleans() | st.none(), min_size=1, max_size=3)
fields = st.text(alphabet="abcdef", min_size=1, max_size=4)
nested = st.recursive(leaf, lambda inner: st.dictionaries(fields, inner, min_size=1, max_size=2), max_leaves=6)
patterns = st.dictionaries(fields, nested, min_size=1, max_size=3)


@given(patterns)
def test_every_pattern_of_lists_is_taken(pattern: Any) -> None:
    assert why(pattern) == []
