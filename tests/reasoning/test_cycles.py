"""Circles: each group once, by its shortest way round."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.graph import Edge
from stackproof.graph.location import Location
from stackproof.reasoning.cycles import Link, circles, circular, shown

AT = Location("main.tf", 1, 1)


def _links(*pairs: str) -> list[Link]:
    return [Link(pair[0], pair[1], "path", AT) for pair in pairs]


def test_chain_has_no_circle() -> None:
    assert circles(_links("ab", "bc", "ac")) == []


def test_what_needs_itself_is_a_circle() -> None:
    assert circles(_links("ab", "bb")) == [tuple(_links("bb"))]


def test_each_group_is_told_once_by_its_shortest_way() -> None:
    found = circles(_links("ab", "bc", "ca", "ba", "xy", "yx", "cx"))
    assert found == [tuple(_links("ab", "ba")), tuple(_links("xy", "yx"))]


def test_long_chain_does_not_exhaust_the_stack() -> None:
    links = [Link(str(n), str(n + 1), "", AT) for n in range(20_000)]
    assert circles(links) == []
    closed = circles([*links, Link("20000", "0", "", AT)])
    assert [len(circle) for circle in closed] == [20_001]


def test_circle_is_shown_edge_by_edge() -> None:
    (circle,) = circles(_links("ab", "ba"))
    assert shown(circle) == ("a needs b: path (main.tf:1:1)", "b needs a: path (main.tf:1:1)")


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=20))
def test_there_is_a_circle_exactly_when_there_is_no_order(pairs: list[tuple[str, str]]) -> None:
    links = [Link(one, other, "", AT) for one, other in pairs]
    found = circles(links)
    graph: dict[str, set[str]] = {}
    for one, other in pairs:
        graph.setdefault(one, set()).add(other)
    try:
        TopologicalSorter(graph).prepare()
        ordered = True
    except CycleError:
        ordered = False
    # graphlib takes what needs itself for a circle as well.
    assert bool(found) is not ordered
    assert circular(Edge(one, (), other, "") for one, other in pairs) is not ordered
    for circle in found:
        assert all(before.target == after.source for before, after in pairwise(circle))
        assert circle[-1].target == circle[0].source
