"""Values under the same undecided conditions are looked at together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.location import Location
from stackproof.graph.query import equals, present
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Value, text, walk
from stackproof.reasoning.conditions import agree, assume, branches, conditions_in, doubt, settle

ON, OFF = Known("on"), Known("off")


def when(condition: str, then: Value, otherwise: Value | None = None) -> Conditional:
    return Conditional(condition, then, otherwise if otherwise is not None else Absent())


def existing(condition: str | None) -> Resource:
    return Resource("A", "T", MapValue({}), Location("t.yaml", 1, 1), condition=condition)


def both_on(one: Value, other: Value) -> Truth | None:
    if present(one) is Truth.NO:
        return None
    return equals(one, "on") & equals(other, "on")


def test_two_values_under_one_condition_are_both_there_or_neither() -> None:
    assert agree(both_on, when("C", ON), when("C", ON)) is Truth.YES


def test_two_values_under_two_conditions_stay_undecided() -> None:
    assert agree(both_on, when("C", ON), when("D", ON)) is Truth.UNDECIDED


def test_what_is_wrong_whenever_it_is_there_is_wrong_and_says_on_what_it_depends() -> None:
    found = settle(both_on, when("C", ON), OFF)
    assert found == (Truth.NO, "C")
    assert doubt(found) == ("this depends on the condition C, which is not decided here",)


def test_question_that_never_arises_is_answered_yes() -> None:
    assert settle(both_on, Absent(), OFF) == (Truth.YES, "")


def test_condition_of_a_resource_that_exists_holds() -> None:
    assert settle(both_on, when("C", ON, OFF), ON, existing=(existing("C"),)) == (Truth.YES, "")


def test_what_is_absent_leaves_list_and_map() -> None:
    value = MapValue({"list": ListValue((ON, when("C", OFF))), "key": when("C", ON)})
    assert assume(value, {"C": False}) == MapValue({"list": ListValue((ON,))})
    assert assume(value, {"C": True}) == MapValue({"list": ListValue((ON, OFF)), "key": ON})


def test_text_is_put_together_again() -> None:
    assert assume(text(["a-", when("C", Known("b"), Known("c"))]), {"C": False}) == Known("a-c")


def test_too_many_conditions_leave_the_values_as_they_are() -> None:
    value = ListValue(tuple(when(f"C{number}", ON) for number in range(6)))
    assert list(branches(value)) == [(value,)]


def values() -> st.SearchStrategy[Value]:
    names = st.sampled_from("CDE")
    leaves = st.sampled_from([ON, OFF, Absent()])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Conditional, names, inner, inner),
            st.builds(lambda items: ListValue(tuple(items)), st.lists(inner, max_size=3)),
            st.builds(MapValue, st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)),
        ),
        max_leaves=8,
    )


@given(values())
def test_every_branch_is_free_of_conditions_and_there_is_one_for_each_way(value: Value) -> None:
    found = list(branches(value))
    assert len(found) == 2 ** len(conditions_in(value))
    for (branch,) in found:
        assert not any(isinstance(inner, Conditional) for _, inner in walk(branch))


@given(values(), st.booleans())
def test_assuming_twice_changes_nothing_more(value: Value, turned_out: bool) -> None:
    once = assume(value, {"C": turned_out})
    assert assume(once, {"C": not turned_out}) == once
