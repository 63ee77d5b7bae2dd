"""Places in materialised files become places in the answer, wherever they stand in a structure."""

from __future__ import annotations

from pathlib import Path

from stackproof.assessment.relocation import relocated
from stackproof.graph.graph import Graph, Output, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Lifecycle, Parent, Resource
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text, Unknown, text
from stackproof.project.places import Block, Places

PLACES = Places(
    Path("/work"),
    "answer.md",
    Path("/tmp/x"),
    blocks={"a.py": Block(101, 3)},
    generated={"app.py": Location("answer.md", 104, 1)},
    base="task",
)


def at(line: int, column: int = 1) -> Location:
    return Location("a.py", line, column)


def moved(line: int, column: int = 4) -> Location:
    return Location("answer.md", 100 + line, column)


def test_places_of_files_entries_and_base() -> None:
    assert PLACES.move(Location("a.py", 2, 5)) == Location("answer.md", 102, 8)
    assert PLACES.move(Location("a.py", 2)) == Location("answer.md", 102)
    assert PLACES.move(Location("a.py")) == Location("answer.md", 101)
    assert PLACES.move(Location("app.py", 7, 2)) == Location("answer.md", 104, 1)
    assert PLACES.move(Location("lib/b.py", 7, 2)) == Location("task/lib/b.py", 7, 2)
    assert PLACES.move(NOWHERE) == NOWHERE


def test_a_graph_is_moved_throughout_and_the_original_is_not_changed() -> None:
    shared = Known("x", at(3))
    joined = text(["a", Reference("T", "Arn", at(4))], at(12))
    unknown = Unknown("why", "Symbol", at(6))
    properties = MapValue({"A": shared, "B": ListValue((shared, joined), at(5)), "C": unknown}, at(2))
    resource = Resource(
        "T",
        "AWS::SNS::Topic",
        properties,
        at(1),
        lifecycle=Lifecycle(at=at(7)),
        parents=(Parent("stack", "S", at(8)),),
        attributes={"Policy": Known(1, at(9))},
    )
    graph = Graph({"T": resource}, outputs=[Output("O", "", shared, at(10))], problems=[Problem("note", "m", at(11))])
    assert graph.types == {"AWS::SNS::Topic"}
    result = relocated(graph, PLACES.move)
    found = result.resources["T"]
    values = found.properties.entries
    items = values["B"]
    assert isinstance(items, ListValue)
    copied = items.items[1]
    assert isinstance(copied, Text)
    reference = copied.parts[1]
    assert isinstance(reference, Reference)
    assert (copied.at, reference.at) == (moved(12), moved(4))
    places = [
        *(found.location, found.properties.at, values["A"].at, items.at, items.items[0].at, values["C"].at),
        *(found.lifecycle.at, found.parents[0].at, found.attributes["Policy"].at),
        *(result.outputs[0].at, result.outputs[0].value.at, result.problems[0].at),
    ]
    assert places == [moved(line) for line in (1, 2, 3, 5, 3, 6, 7, 8, 9, 10, 3, 11)]
    assert values["A"] is items.items[0]
    assert (result.types, found.properties) == (graph.types, properties)
    assert (resource.location, shared.at) == (at(1), at(3))
