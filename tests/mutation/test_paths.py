"""Taking away what a path leads to changes that and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.contract.path_syntax import parse_path
from stackproof.graph.values import Conditional, Known, MapValue, Sensitive, Value, from_plain
from tests.mutation.paths import Change, at_path, gone, put

RULES = {"Rules": [{"Id": "a", "To": [{"Days": 1}, {"Days": 2}]}, {"Id": "b"}], "Name": "n", "Text": '{"A": 1}'}


def without(path: str, value: Value, change: Change = gone) -> Value:
    return at_path(value, parse_path(path).steps, change)


def plain(value: Value) -> Any:
    """A value as plain data, without what is absent."""
    if isinstance(value, MapValue):
        entries = {key: plain(one) for key, one in value.entries.items()}
        return {key: one for key, one in entries.items() if one is not None}
    if isinstance(value, Conditional):
        return (plain(value.then), plain(value.otherwise))
    if isinstance(value, Sensitive):
        return plain(value.inner)
    return getattr(value, "data", None) if not hasattr(value, "items") else [plain(one) for one in value.items]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("Name", {key: one for key, one in RULES.items() if key != "Name"}),
        ("Rules[].Id", {**RULES, "Rules": [{"To": RULES["Rules"][0]["To"]}, {}]}),  # type: ignore[index]
        ("Rules[0].To[].Days", {**RULES, "Rules": [{"Id": "a", "To": [{}, {}]}, {"Id": "b"}]}),
        ("Rules[].To[].Days", {**RULES, "Rules": [{"Id": "a", "To": [{}, {}]}, {"Id": "b"}]}),
        ("Rules[-1].Id", {**RULES, "Rules": [RULES["Rules"][0], {}]}),
        ("Rules[?Id=='b'].Id", {**RULES, "Rules": [RULES["Rules"][0], {}]}),
        ("Rules[?Id=='b']", {**RULES, "Rules": [RULES["Rules"][0], None]}),
        ("Rules[*].To[1].Days", {**RULES, "Rules": [{"Id": "a", "To": [{"Days": 1}, {}]}, {"Id": "b"}]}),
        ("Text.A", {key: one for key, one in RULES.items() if key != "Text"}),
        ("Nothing.Here", RULES),
    ],
)
def test_what_a_path_leads_to_is_taken_away(path: str, left: Any) -> None:
    assert plain(without(path, from_plain(RULES))) == left


def test_both_branches_of_a_condition_lose_it_and_secrets_too() -> None:
    branch = from_plain({"A": 1, "B": 2})
    value = MapValue({"X": Conditional("C", branch, Sensitive(branch))})
    assert plain(without("X.A", value)) == {"X": ({"B": 2}, {"B": 2})}


def test_something_is_put_where_nothing_was() -> None:
    assert plain(without("A.B", from_plain({"A": {}}), put("x"))) == {"A": {"B": "x"}}
    assert plain(without("A.B", from_plain({}), put("x"))) == {"A": {"B": "x"}}
    assert without("A", from_plain({}), put(False)) == MapValue({"A": Known(False)})
