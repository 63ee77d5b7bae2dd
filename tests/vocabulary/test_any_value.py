"""Whatever is written for an argument, the translation is a value of the algebra and no failure."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Sensitive, Text, Unknown, Value, walk
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.registry import entries_of, tables
from tests.vocabulary.building import ref, translated, unknown, value
from tests.vocabulary.reading import AT, when

ODD: dict[str, Any] = {
    "unknown": unknown("var.x"),
    "unknown without a symbol": Unknown("nobody said", None, AT),
    "null": None,
    "text": "text",
    "empty text": "",
    "number": 7,
    "boolean": True,
    "reference": ref("aws_other.a", "id"),
    "text with a hole": Text(("a", unknown("var.x")), AT),
    "secret": Sensitive(Known("secret", AT), AT),
    "secret list": Sensitive(ListValue((Known("secret", AT),), AT), AT),
    "encoded": Encoded(value({"a": [unknown("var.x")]}, AT), AT),
    "conditional": when("c", "a", None),
    "conditional list": when("c", [unknown("var.x")], []),
    "conditional block": Conditional("c", value([{"a": 1}], AT), unknown("var.x"), AT),
    "empty list": [],
    "list": ["a", unknown("var.x"), None],
    "list known in part": ListValue((Known("a", AT),), AT, complete=False),
    "empty block": [{}],
    "two blocks": [{}, {}],
    "block known in part": ListValue((MapValue({"a": Known(1, AT)}, AT, complete=False),), AT),
    "block of odd things": [{"type": unknown("var.x"), "key": None, "value": ["a"], "name": when("c", "a", None)}],
    "list of conditional blocks": [when("c", {"a": 1}, None)],
    "map": {"a": "b"},
    "list of lists": [["a"]],
}


def _tree(paths: list[str], leaf: Any) -> dict[str, Any]:
    """Arguments in which every innermost path leads to the leaf, blocks being written as lists."""
    found: dict[str, Any] = {}
    for path in paths:
        if any(other.startswith(f"{path}.") for other in paths):
            continue
        *outer, last = path.split(".")
        current = found
        for step in outer:
            current = current.setdefault(step, [{}])[0]
        current[last] = leaf
    return found


@pytest.mark.parametrize("type_", sorted(tables()))
def test_every_adjuster_and_conversion_takes_any_value(type_: str) -> None:
    for variant, entry in entries_of(type_).items():
        paths = [path for path in entry.rows if "*" not in path]
        if entry.fold is not None:
            paths.append(entry.fold.by)
        for what, leaf in ODD.items():
            for arguments in ({path.split(".")[0]: leaf for path in paths}, _tree(paths, leaf)):
                graph = translated({f"{type_}.a": arguments})
                for resource in graph.resources.values():
                    for path, one in walk(resource.properties):
                        assert isinstance(one, Value), (variant, what, path)
                        assert not isinstance(one, Encoded), (variant, what, path)
