"""What differs between two equal syntheses is unknown, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Text, Unknown, Value, from_plain, walk
from stackproof.synthesis.cdk.readback import VARYING
from stackproof.synthesis.cdktf.settling import settle, settled_value
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.native import NativeGraph, NativeResource


def shape(value: Value) -> object:
    """A value in plain words: what varies is None."""
    if isinstance(value, Unknown) and value.reason == VARYING:
        return None
    if isinstance(value, Known):
        return value.data
    if isinstance(value, MapValue):
        return {key: shape(item) for key, item in value.entries.items()} | ({} if value.complete else {"...": 0})
    if isinstance(value, ListValue):
        return [shape(item) for item in value.items]
    if isinstance(value, Encoded):
        return ("json", shape(value.structure))
    if isinstance(value, Text):
        return tuple(part if isinstance(part, str) else shape(part) for part in value.parts)
    return value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 1, "b": None}),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 5]}}, {"a": {"b": [1, None]}}),
        ([1, 2], [1], None),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": None, "...": 0}),
        ({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "...": 0}),
        ("1", 1, None),
        (True, 1, None),
    ],
)
def test_differences_are_found_where_they_are(one: object, other: object, expected: object) -> None:
    value = from_plain(one)
    assert shape(settled_value(value, value, from_plain(other))) == expected


def test_the_holes_of_texts_and_the_inside_of_json_texts_are_compared() -> None:
    bucket = Reference("aws_s3_bucket.b", "arn")
    one, other = Text((bucket, "/", Known(1))), Text((bucket, "/", Known(2)))
    assert shape(settled_value(one, one, other)) == (bucket, "/", None)
    written, again = Encoded(from_plain({"a": 1, "b": 2})), Encoded(from_plain({"a": 1, "b": 3}))
    assert shape(settled_value(written, written, again)) == ("json", {"a": 1, "b": None})


def test_what_is_unknown_in_both_keeps_its_own_reason() -> None:
    one, other = Unknown("it is asked of the account"), Unknown("it is asked of the account")
    assert settled_value(one, one, other) is one


def test_a_twin_forgets_what_varies_between_the_others_and_keeps_what_is_its_own() -> None:
    twin = from_plain({"name": "x-qrz", "run": 7})
    assert shape(
        settled_value(twin, from_plain({"name": "x-dev", "run": 1}), from_plain({"name": "x-dev", "run": 2}))
    ) == {
        "name": "x-qrz",
        "run": None,
    }


def graph(**names: object) -> NativeGraph:
    resources = {}
    for name, data in names.items():
        arguments = from_plain({"value": data}, Location("main.py", 3))
        assert isinstance(arguments, MapValue)
        resources[name] = NativeResource(name, "aws_sqs_queue", arguments, NOWHERE)
    return NativeGraph(resources)


def test_resources_are_compared_by_their_address() -> None:
    one, other = graph(a=1, b=2, only=3), graph(a=1, b=5, new=3)
    settle(one, one, other)
    assert {address: shape(resource.arguments) for address, resource in one.resources.items()} == {
        "a": {"value": 1},
        "b": {"value": None},
        "only": {"value": 3},
    }
    assert one.resources["b"].arguments.entries["value"].at == Location("main.py", 3)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(one=PLAIN, other=PLAIN)
def test_settling_is_symmetric_in_what_it_leaves_and_invents_nothing(one: object, other: object) -> None:
    first, second = from_plain(one), from_plain(other)
    settled = settled_value(first, first, second)
    assert (settled == first) == (first == second)
    for path, value in walk(settled):
        if isinstance(value, Known):
            assert (path, value) in list(walk(first))
            assert (path, value) in list(walk(second))
