"""Paths: the subset that is understood, agreement with JMESPath, soundness under whatever holes hold."""

from __future__ import annotations

import json
from typing import Any

import jmespath  # type: ignore[import-untyped]
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from stackproof.contract.judgement import leaf
from stackproof.contract.path import Tally, follow
from stackproof.contract.path_syntax import parse_path
from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.query import equals
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Reference, Unknown, Value, from_plain, rewrite
from tests.contract.build import value

_TEXTS = st.sampled_from(["x", "yy", "zed", "Enabled", ""])
_NAMES = st.sampled_from(["a", "b", "c", "with space"])
_PLAIN = st.recursive(
    st.none() | st.integers(-3, 3) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=12,
)
_FIELD = _NAMES.map(lambda name: name if name.isalnum() else f'"{name}"')
_INDEX = st.sampled_from(["[0]", "[1]", "[-1]"])
_LITERAL = st.integers(-2, 2).map(lambda n: f"`{n}`") | _TEXTS.map(lambda t: f"'{t}'") | st.just("`null`")
_OPERAND = st.tuples(_FIELD, st.lists(_FIELD.map(lambda f: "." + f) | _INDEX, max_size=2)).map(
    lambda parts: parts[0] + "".join(parts[1])
)
_COMPARISON = st.tuples(_OPERAND, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _LITERAL).map(" ".join)
_CONDITION = st.recursive(
    _COMPARISON | _OPERAND,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(" ".join)
        | inner.map(lambda one: f"!({one})")
        | inner.map(lambda one: f"({one})")
    ),
    max_leaves=4,
)
_STEP = (
    _FIELD.map(lambda f: "." + f)
    | _INDEX
    | st.sampled_from(["[]", "[*]", ".*"])
    | _CONDITION.map(lambda condition: f"[?{condition}]")
)
_PATHS = st.tuples(_FIELD, st.lists(_STEP, max_size=4)).map(lambda parts: parts[0] + "".join(parts[1]))


def collected(path: str, given: Value) -> list[Value]:
    """Every value that the path leads to, in order."""
    found: list[Value] = []

    def test(one: Value, here: str) -> Any:
        found.append(one)
        return leaf(Truth.YES, here, one, "")

    follow(parse_path(path), given, test)
    return found


def plain(one: Value) -> Any:
    if isinstance(one, Known):
        return one.data
    if isinstance(one, MapValue):
        return {key: plain(inner) for key, inner in one.entries.items()}
    assert isinstance(one, ListValue)
    return [plain(inner) for inner in one.items]


def _levels(path: str) -> int:
    """How many lists deep JMESPath's result is."""
    deep = 0
    for step in parse_path(path).steps:
        kind = type(step).__name__
        if kind in ("Items", "Entries", "Filter"):
            deep += 1
        elif kind == "Flatten":
            deep = max(1, deep - 1)
    return deep


def _flattened(result: Any, levels: int) -> list[Any]:
    if levels == 0:
        return [] if result is None else [result]
    return [] if result is None else [one for item in result for one in _flattened(item, levels - 1)]


@settings(max_examples=600, deadline=None)
@given(_PATHS, _PLAIN)
def test_known_data_gives_what_jmespath_gives(path: str, data: Any) -> None:
    ours = [
        plain(one)
        for one in collected(path, from_plain(data))
        if not isinstance(one, Absent) and not (isinstance(one, Known) and one.data is None)
    ]
    try:
        found = jmespath.search(path, data)
    except TypeError:
        reject()  # The library cannot order a number and a text.
    theirs = _flattened(found, _levels(path))
    assert ours == [one for one in theirs if one is not None]


def _tally(path: str, data: Value) -> Tally:
    return follow(parse_path(path), data, lambda one, here: leaf(equals(one, "x"), here, one, "x"))


@settings(max_examples=600, deadline=None)
@given(_PATHS, _PLAIN, st.data())
def test_an_answer_holds_for_every_filling_of_the_holes(path: str, data: Any, draw: st.DataObject) -> None:
    whole = from_plain(data)

    def punch(one: Value) -> Value:
        return Unknown("a hole") if draw.draw(st.integers(0, 4)) == 0 else one

    holed = rewrite(whole, punch)

    def fill(one: Value) -> Value:
        return draw.draw(st.just(Absent()) | _PLAIN.map(from_plain)) if isinstance(one, Unknown) else one

    filled = rewrite(holed, fill)
    before, after = _tally(path, holed), _tally(path, filled)
    for held, turned_out in zip(before[:3], after[:3], strict=True):
        assert held in (Truth.UNDECIDED, turned_out)


@pytest.mark.parametrize(("attribute", "found"), [("", True), ("Arn", True), ("GroupId", True), ("Endpoints", False)])
def test_an_item_that_is_one_identifier_of_a_resource_is_no_list(attribute: str, found: bool) -> None:
    one = Reference("Group", attribute)
    assert collected("Groups[]", MapValue({"Groups": ListValue((one,))})) == ([one] if found else [])


def test_an_element_without_the_field_stays_as_absent() -> None:
    found = collected("Rules[].Status", from_plain({"Rules": [{"Status": "Enabled"}, {"Id": "b"}]}))
    assert [type(one) for one in found] == [Known, Absent]


def test_a_field_is_taken_from_a_text_that_holds_json() -> None:
    body = value({"Body": {"Sub": ['{"widgets": [{"region": "', {"Ref": "AWS"}, '", "n": 1}]}']}})
    assert [plain(one) for one in collected("Body.widgets[].n", body)] == [1]


def test_a_hole_of_unknown_origin_makes_the_structure_of_json_uncertain() -> None:
    body = value({"Body": {"Sub": ['{"a": "', {"Unknown": "a parameter"}, '", "n": 1}']}})
    (found,) = collected("Body.n", body)
    assert isinstance(found, Unknown)


def test_json_that_is_nested_too_deeply_is_unknown() -> None:
    (found,) = collected("Body.n", value({"Body": '{"n": ' + "[" * 100_000 + "]" * 100_000 + "}"}))
    assert isinstance(found, Unknown)


def test_a_conditional_item_that_is_left_out_is_no_item() -> None:
    rules = ListValue((Known("x"), value({"If": ["Prod", "x", Absent()]})))
    tally = _tally("Rules[]", MapValue({"Rules": rules}))
    assert (tally.every, tally.found) == (Truth.YES, Truth.YES)


def test_an_index_behind_a_conditional_item_is_unknown() -> None:
    rules = ListValue((value({"If": ["Prod", "x", Absent()]}), Known("x")))
    (found,) = collected("Rules[0]", MapValue({"Rules": rules}))
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    ("path", "column", "words"),
    [
        ("length(Rules)", 7, "functions"),
        ("Rules | [0]", 7, "pipes"),
        ("Rules[0:2]", 8, "slices"),
        ("Rules[a, b]", 7, "multi-selections"),
        ("Rules.{a: b}", 7, "multi-selections"),
        ("&Rules", 1, "expression references"),
        ("Rules[?a", 9, "]"),
        ("Rules[?a == 1]", 13, "backticks"),
        ("Rules[?a == `x`]", 13, "not JSON"),
        ("Rules[?a[] == `1`]", 9, "projection"),
        ("Rules[?a == b == c]", 15, "chained"),
        ("Rules[?!a.b]", 8, "parentheses"),
        ("Rules..a", 7, "not expected"),
        ("", 1, "not expected"),
        ("Rules.0", 7, "brackets"),
        ("'raw", 1, "does not end"),
        ("a b", 3, "not expected"),
        ("Rules[?contains(a, 'x')]", 16, "functions"),
        ("é", 1, "no place"),
    ],
)
def test_other_syntax_is_refused_at_its_column(path: str, column: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_path(path, Location("stackproof.yaml", 3, 1))
    assert caught.value.column == column
    assert words in f"{caught.value}"


@pytest.mark.parametrize(
    "path", ["a" * 1001, "x[?" + "(" * 500 + "a" + ")" * 500 + "]", "x[?" + "!" * 600 + "a]", "a" + "[]" * 101]
)
def test_a_hostile_path_is_refused(path: str) -> None:
    with pytest.raises(InputError):
        parse_path(path)


@given(st.text(max_size=30))
def test_any_text_is_a_path_or_refused(text_: str) -> None:
    try:
        path = parse_path(text_)
    except InputError:
        return
    follow(path, from_plain(json.loads('{"a": [1]}')), lambda one, here: leaf(Truth.YES, here, one, ""))
