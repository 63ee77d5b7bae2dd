"""Laws of the value algebra: what is said of a text with holes is true whatever the holes turn out to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.graph.query import decide, elements, equals, get, is_open, is_true, matches, present, same, show, string
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    from_plain,
    moved,
    rewrite,
    scalar_text,
    text,
    walk,
)
from tests.graph.builders import AT, ref, sub, value, when

YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED
FEW = settings(max_examples=150, deadline=None)

HOLES = [Unknown("h", f"hole {name}") for name in "abc"] + [
    Reference("A"),
    Reference("A", "Name"),
    Reference("B", "Name"),
]
holes = st.sampled_from(HOLES)
strings = st.text("ab-*", max_size=5)
texts = st.lists(st.one_of(strings, holes), max_size=5).map(text)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), strings).map(Known)
leaves = st.one_of(scalars, texts, st.just(Absent()), st.builds(Unknown, st.just("r")))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: ListValue(tuple(items))),
        st.lists(inner, max_size=2).map(lambda items: ListValue(tuple(items), complete=False)),
        st.dictionaries(st.sampled_from("xyz"), inner, max_size=3).map(MapValue),
        st.builds(Conditional, st.sampled_from(["C", "D"]), inner, inner),
        inner.map(Sensitive),
    ),
    max_leaves=8,
)
fillings = st.fixed_dictionaries(dict.fromkeys(HOLES, strings))
truths = st.sampled_from(list(Truth))


def filled(written: Value, filling: dict[Value, str]) -> str:
    """The text after deployment, when the holes turn out so."""
    if isinstance(written, Known):
        return scalar_text(written.data)
    if isinstance(written, Text):
        return "".join(part if isinstance(part, str) else filling[part] for part in written.parts)
    return filling[written]


@given(st.lists(st.one_of(strings, holes, texts), max_size=5), fillings)
@FEW
def test_a_text_is_the_same_however_its_parts_are_grouped(parts: list[str | Value], filling: dict[Value, str]) -> None:
    joined = text(parts)
    assert joined == text([text(parts[:2]), text(parts[2:])])
    assert filled(joined, filling) == "".join(one if isinstance(one, str) else filled(one, filling) for one in parts)


@given(texts)
@FEW
def test_a_text_holds_no_empty_and_no_neighbouring_strings(written: Value) -> None:
    if isinstance(written, Text):
        assert len(written.parts) > 1
        kinds = [isinstance(part, str) for part in written.parts]
        assert "" not in written.parts
        assert not any(one and other for one, other in pairwise(kinds))


def test_a_secret_in_a_text_makes_all_of_it_a_secret_and_is_never_shown() -> None:
    inner = Sensitive(Sensitive(sub("hunter", ref("A"))))
    made = text(["pre-", inner, "-post"])
    assert made == Sensitive(Text(("pre-hunter", ref("A"), "-post")))
    assert show(made) == "(sensitive)"
    assert "hunter" not in repr(made)


@pytest.mark.parametrize(
    ("data", "written"), [(True, "true"), (None, ""), (5, "5"), (5.0, "5"), (1.5, "1.5"), ("x", "x"), (1e300, "1e+300")]
)
def test_scalars_are_written_as_cloudformation_writes_them(data: str | int | float | bool | None, written: str) -> None:
    assert scalar_text(data) == written
    assert text([Known(data), ""]) == Known(written)


@given(texts, texts, fillings)
@FEW
def test_same_is_true_of_every_deployment(left: Value, right: Value, filling: dict[Value, str]) -> None:
    answer = same(left, right)
    equal = filled(left, filling) == filled(right, filling)
    # References to one attribute of two resources are filled here as if they could be equal; only ARNs cannot.
    if answer is not UNDECIDED:
        assert Truth.of(equal) is answer


@given(values, values)
@FEW
def test_same_is_symmetric(left: Value, right: Value) -> None:
    assert same(left, right) is same(right, left)


@given(values)
@FEW
def test_a_value_is_the_same_as_itself(one: Value) -> None:
    assert same(one, one) is YES


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Known(True), Known("true"), YES),
        (Known(1), Known("1"), YES),
        (ref("A", "Arn"), ref("B", "Arn"), NO),
        (ref("A", "VpcId"), ref("B", "VpcId"), UNDECIDED),
        (ref("A"), ref("B"), UNDECIDED),
        (sub("x-", ref("A")), sub("y-", ref("A")), NO),
        (sub(ref("A"), "-x"), sub(ref("A"), "-y"), NO),
        (sub(ref("A"), "-x"), sub(ref("A"), "-", ref("B")), UNDECIDED),
        (ListValue((Known(1),), complete=False), ListValue((Known(1),), complete=False), UNDECIDED),
        (MapValue({}, complete=False), MapValue({"a": Known(1)}), UNDECIDED),
        (value([1]), value([1, 2]), NO),
        (value({"a": 1}), value({"a": 1, "b": 2}), NO),
        (when("C", 1, 2), when("C", 1, 2), YES),
        (when("C", 1, 2), when("D", 1, 2), UNDECIDED),
        (when("C", 1, 2), when("C", 3, 4), NO),
        (when("C", 1, 2), when("D", 3, 4), NO),
        (when("C", 1, 1), Known(1), YES),
        (Unknown("a"), Unknown("a"), UNDECIDED),
        (Unknown("a", "s"), Unknown("b", "s"), YES),
        (sub("x", ref("A")), value([1]), NO),
        (Sensitive(Known("s")), Known("s"), YES),
        (Known("x"), Absent(), NO),
    ],
)
def test_same_on_what_matters(left: Value, right: Value, expected: Truth) -> None:
    assert same(left, right) is expected


@given(texts, st.text("ab-*?", max_size=6), fillings)
@FEW
def test_matches_is_true_of_every_deployment(written: Value, pattern: str, filling: dict[Value, str]) -> None:
    expression = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    fits = re.fullmatch(expression, filled(written, filling), re.DOTALL) is not None
    answer = matches(written, pattern)
    if answer is not UNDECIDED:
        assert Truth.of(fits) is answer
    elif isinstance(written, Known):
        pytest.fail("a known text is always decided")


@given(texts, st.lists(strings, min_size=1, max_size=3), fillings)
@FEW
def test_equals_is_true_of_every_deployment(written: Value, options: list[str], filling: dict[Value, str]) -> None:
    answer = equals(written, *options)
    if answer is not UNDECIDED:
        assert Truth.of(filled(written, filling) in options) is answer


def test_a_hostile_glob_ends() -> None:
    assert matches(Known("a" * 20_000), "*a" * 20 + "b") is NO
    assert matches(sub("a" * 20_000, ref("A")), "*a" * 200 + "b") is UNDECIDED
    assert same(sub("a" * 20_000, ref("A")), sub("b", ref("B"), "a" * 20_000)) in (NO, UNDECIDED)


def test_an_unknown_that_may_not_even_be_a_text_matches_nothing_for_certain() -> None:
    assert matches(Unknown("r"), "*") is UNDECIDED
    assert matches(Unknown("r", "parameter P"), "*") is YES


@given(values, st.sampled_from(["x", "y"]), st.sampled_from(["C", "D"]))
@FEW
def test_get_goes_through_conditions_and_secrets(inner: Value, key: str, condition: str) -> None:
    holder = MapValue({key: inner})
    assert get(holder, key) == inner
    assert get(Conditional(condition, holder, holder), key) == inner
    assert isinstance(get(MapValue({}), key), Absent)
    assert is_open(get(MapValue({}, complete=False), key))
    hidden = get(Sensitive(holder), key)
    assert isinstance(hidden, Absent) if isinstance(inner, Absent) else hidden == Sensitive(inner)


def test_get_below_what_is_not_known_is_not_known() -> None:
    for one in (ref("A"), sub("x", ref("A")), Unknown("r"), ListValue((), complete=False)):
        assert isinstance(get(one, "a", "b"), Unknown)
    assert isinstance(get(Known(5), "a"), Absent)
    assert isinstance(get(value([1]), 1), Absent)
    assert get(value([1, 2]), -1) == Known(2)
    assert isinstance(get(ListValue((Known(1),), complete=False), 0), Unknown)


@given(values, st.dictionaries(st.sampled_from([Known, Absent, ListValue, MapValue, Text, Reference, Unknown]), truths))
@FEW
def test_decide_asks_every_branch(one: Value, answers: dict[type[Value], Truth]) -> None:
    seen: list[Truth] = []

    def check(leaf: Value) -> Truth:
        assert not isinstance(leaf, (Conditional, Sensitive))
        seen.append(answers.get(type(leaf), YES))
        return seen[-1]

    answer = decide(one, check)
    assert answer is (seen[0] if len(set(seen)) == 1 else UNDECIDED)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Absent(), NO),
        (Known(None), YES),
        (ref("A"), YES),
        (Unknown("r"), UNDECIDED),
        (Unknown("r", "s"), YES),
        (when("C", 1, Absent()), UNDECIDED),
        (Sensitive(Absent()), NO),
    ],
)
def test_present_says_whether_something_is_written(one: Value, expected: Truth) -> None:
    assert present(one) is expected


@pytest.mark.parametrize(
    ("one", "items", "whole"),
    [
        (Absent(), [], True),
        (value([1, 2]), [Known(1), Known(2)], True),
        (Known("x"), [Known("x")], True),
        (ref("A", "Arn"), [ref("A", "Arn")], True),
        (ref("A"), [ref("A")], True),
        (ref("A", "NameServers"), [], False),
        (Unknown("r"), [], False),
        (when("C", [1, 2], [2]), [Known(2)], False),
        (Sensitive(value([1])), [Known(1)], True),
    ],
)
def test_elements_of_lists_and_lone_values(one: Value, items: list[Value], whole: bool) -> None:
    assert elements(one) == (items, whole)


def test_booleans_have_a_default_and_may_be_texts() -> None:
    assert is_true(Known("true")) is YES
    assert is_true(Known("True")) is YES
    assert is_true(Absent()) is NO
    assert is_true(Absent(), default=True) is YES
    assert is_true(ref("A")) is UNDECIDED
    assert is_true(Known("yes")) is NO


@given(values)
@FEW
def test_rewriting_nothing_changes_nothing_and_moving_keeps_the_value(one: Value) -> None:
    assert rewrite(one, lambda leaf: leaf) == one
    there = moved(one, AT)
    assert there == one or isinstance(one, Unknown)
    assert there.at == AT


@given(values)
@FEW
def test_equal_values_have_equal_hashes_and_can_be_shown(one: Value) -> None:
    assert hash(one) == hash(rewrite(one, lambda leaf: leaf))
    assert isinstance(show(one), str)
    assert all(string(inner) is None or isinstance(inner, (Known, Sensitive)) for _, inner in walk(one))


json_data = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)


@given(json_data)
@FEW
def test_plain_data_becomes_values_and_nothing_else_does(data: object) -> None:
    from stackproof.graph.serialise import value_data

    def unescaped(found: object) -> object:
        if isinstance(found, dict):
            return {key[1:] if key.startswith("$$") else key: unescaped(item) for key, item in found.items()}
        return [unescaped(item) for item in found] if isinstance(found, list) else found

    finite = all(
        isinstance(inner.data, (str, int, type(None))) or abs(inner.data) < float("inf")
        for _, inner in walk(from_plain(data))
        if isinstance(inner, Known)
    )
    if finite:
        assert unescaped(value_data(from_plain(data))) == data
    with pytest.raises(TypeError):
        from_plain(object())


@given(truths, truths, truths)
def test_truth_is_kleene_logic(a: Truth, b: Truth, c: Truth) -> None:
    assert a & b is b & a
    assert a | b is b | a
    assert (a & b) & c is a & (b & c)
    assert (a | b) | c is a | (b | c)
    assert a & (b | c) is (a & b) | (a & c)
    assert ~(a & b) is ~a | ~b
    assert ~~a is a
    assert every([a, b, c]) is a & b & c
    assert some([a, b, c]) is a | b | c


@pytest.mark.parametrize(("fold", "empty"), [(every, YES), (some, NO)])
def test_truths_of_nothing(fold: Callable[[list[Truth]], Truth], empty: Truth) -> None:
    assert fold([]) is empty


def test_a_truth_has_no_boolean_value() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(YES)
