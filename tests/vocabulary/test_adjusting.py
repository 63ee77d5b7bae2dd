"""What the adjusters of several tables do."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Unknown,
    Value,
)
from stackproof.vocabulary.adjusting import by_name, hidden, hidden_unless_written, may_be_absent
from tests.vocabulary.building import unknown

NULL = Known(None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Known("a"), False),
        (Known(""), False),
        (NULL, True),
        (Absent(), True),
        (unknown(), True),
        (Reference("aws_x.a", "arn"), False),
        (Conditional("c", Known("a"), Known("b")), False),
        (Conditional("c", Known("a"), NULL), True),
        (Conditional("c", Known("a"), Conditional("d", unknown(), Known("b"))), True),
        (Sensitive(NULL), True),
        (Sensitive(Known("a")), False),
        (MapValue({}), False),
    ],
)
def test_what_may_turn_out_to_be_null(value: Value, expected: bool) -> None:
    assert may_be_absent(value) is expected


def _block(**arguments: Any) -> MapValue:
    return MapValue({name: one if isinstance(one, Value) else Known(one) for name, one in arguments.items()})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ListValue((_block(name="a", value="1"), _block(name="b", value=2))), _block(a="1", b=2)),
        (_block(name="a", value="1"), _block(a="1")),
        (ListValue(()), MapValue({})),
        (ListValue((_block(name="a"),)), _block(a=None)),
        (ListValue((_block(name=5, value="1"),)), MapValue({"5": Known("1")})),
        (ListValue((_block(name="a", value="1"),), complete=False), MapValue({"a": Known("1")}, complete=False)),
        (ListValue((_block(value="1"),)), MapValue({}, complete=False)),
        (ListValue((_block(name=unknown(), value="1"),)), MapValue({}, complete=False)),
        (
            ListValue((Conditional("c", _block(name="a", value="1"), Absent()),)),
            MapValue({}, complete=False),
        ),
        (
            Conditional("c", ListValue((_block(name="a", value="1"),)), ListValue(())),
            Conditional("c", _block(a="1"), MapValue({})),
        ),
        (Sensitive(ListValue((_block(name="a", value="1"),))), Sensitive(_block(a="1"))),
        (unknown(), unknown()),
    ],
)
def test_blocks_by_their_names(value: Value, expected: Value) -> None:
    assert by_name("value")(value) == expected


def test_blocks_by_another_argument() -> None:
    assert by_name("values", "key")(_block(key="a", values="1", name="b")) == _block(a="1")


@pytest.mark.parametrize(
    ("value", "written", "everywhere"),
    [
        (Known("a"), Known("a"), Sensitive(Known("a"))),
        (unknown(), Sensitive(unknown()), Sensitive(unknown())),
        (Sensitive(Known("a")), Sensitive(Known("a")), Sensitive(Known("a"))),
        (NULL, NULL, NULL),
        (Absent(), Absent(), Absent()),
    ],
)
def test_secrets_are_hidden(value: Value, written: Value, everywhere: Value) -> None:
    assert hidden_unless_written(value) == written
    assert hidden(value) == everywhere


def test_what_is_hidden_keeps_its_place_and_what_it_rests_on() -> None:
    secret = hidden(Unknown("nobody said", "var.x", unknown().at, "var.x has its default"))
    assert (secret.at, secret.assumed) == (unknown().at, "var.x has its default")
