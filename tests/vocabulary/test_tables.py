"""Every table says what CloudFormation has."""

from __future__ import annotations

import pytest

from stackproof.facts.properties import Shape, shape_of
from stackproof.facts.types import known_types, type_facts
from stackproof.vocabulary.conversions import CONVERSIONS
from stackproof.vocabulary.registry import counterparts, entries_of, shapes_of, tables
from stackproof.vocabulary.rows import Entry, TableError, read, sections

ENTRIES = [(type_, variant) for type_ in sorted(tables()) for variant in entries_of(type_)]


def _entry(type_: str, variant: str) -> Entry:
    return entries_of(type_)[variant]


def _read_all(table: str) -> list[Entry]:
    return [read(section) for section in sections(table).values()]


def _lacking(shapes: Shape, target: str) -> str:
    """The step of a path that its type does not have; empty when it has all."""
    current: Shape = shapes
    for step in target.split("."):
        name = step.removesuffix("[]")
        while isinstance(current, list):
            current = current[0]
        if current == "j":
            return ""
        if not isinstance(current, dict) or (name not in current and "" not in current):
            return name
        current = current.get(name, current.get(""))
    return ""


def test_every_property_that_a_row_names_is_in_the_schema() -> None:
    wrong: dict[tuple[str, str, str], str] = {}
    for key in ENTRIES:
        entry = _entry(*key)
        shapes = shapes_of(entry)
        targets = {path: row.target for path, row in entry.rows.items() if row.sign == "=" and row.target != "."}
        if entry.fold is not None and entry.fold.at:
            targets["the fold"] = entry.fold.at
        wrong |= {(*key, path): lacking for path, target in targets.items() if (lacking := _lacking(shapes, target))}
    assert wrong == {}


def test_every_counterpart_is_a_published_type() -> None:
    for key in ENTRIES:
        entry = _entry(*key)
        types = {entry.counterpart} if entry.counterpart else set()
        if entry.fold is not None:
            types = set(counterparts(entry.fold.target))
            assert types, f"{entry.fold.target} has no counterpart to be folded into"
        assert types <= known_types(), key
        assert all(shape_of(one) for one in types), key


def test_every_attribute_that_a_row_names_is_one_of_the_type() -> None:
    wrong: dict[tuple[str, str, str], str] = {}
    for key in ENTRIES:
        entry = _entry(*key)
        facts = type_facts(entry.counterpart)
        known = {"", *(facts.attributes if facts else ()), *shapes_of(entry)}
        wrong |= {(*key, name): own for name, own in entry.attributes.items() if own not in (*known, name)}
    assert wrong == {}


def test_every_conversion_that_a_row_names_is_there() -> None:
    wrong = {
        (*key, row.conversion)
        for key in ENTRIES
        for row in _entry(*key).rows.values()
        if row.conversion not in ("", *CONVERSIONS, *tables()[key[0]].conversions)
    }
    assert wrong == set()


def test_what_a_table_adjusts_has_an_entry() -> None:
    strays = {
        name
        for table in tables().values()
        for name in (*table.adjust, *table.variants, *table.finish)
        if name not in tables()
    }
    assert strays == set()


@pytest.mark.parametrize(
    "table",
    [
        "  name = QueueName",
        "aws_sqs_queue = AWS::SQS::Queue\naws_sqs_queue = AWS::SQS::Queue",
        "aws_sqs_queue = AWS::SQS::Queue\n  name = A\n  name = B",
        "aws_sqs_queue = AWS::SQS::Queue\n  name ? B",
        "aws_sqs_queue = AWS::SQS::Queue\n  name -",
        "aws_sqs_queue_policy > aws_sqs_queue",
        "aws sqs queue",
    ],
)
def test_a_malformed_table_is_refused(table: str) -> None:
    with pytest.raises(TableError):
        _read_all(table)


def test_rows_below_a_row_continue_its_path_and_its_property() -> None:
    entry = read(
        "aws_x = AWS::X::Y\n"
        "  outer = Outer\n"
        "    inner = Inner\n"
        "      leaf = Leaf | upper\n"
        "    gone = .\n"
        "      left = Left\n"
        "    none - no reason\n"
        "  next = Next\n"
    )
    assert {path: tuple(row) for path, row in entry.rows.items()} == {
        "outer": ("=", "Outer", ""),
        "outer.inner": ("=", "Outer.Inner", ""),
        "outer.inner.leaf": ("=", "Outer.Inner.Leaf", "upper"),
        "outer.gone": ("=", ".", ""),
        "outer.gone.left": ("=", "Outer.Left", ""),
        "outer.none": ("-", "no reason", ""),
        "next": ("=", "Next", ""),
    }


def test_an_attribute_without_counterpart_keeps_its_name() -> None:
    entry = read("aws_x = AWS::X::Y\n  .endpoint - address and port in one\n  .id = Arn\n  .name =\n")
    assert entry.attributes == {"endpoint": "endpoint", "id": "Arn", "name": ""}


def test_what_a_type_may_become_in_the_end_is_one_of_its_counterparts() -> None:
    assert counterparts("aws_dynamodb_table") == ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
    for type_, table in tables().items():
        _, later = table.finish.get(type_, (None, ()))
        assert set(later) <= known_types()


def test_another_name_of_a_type_has_the_same_entry() -> None:
    assert entries_of("aws_alb_listener") == entries_of("aws_lb_listener")
    assert entries_of("aws_alb")[""].counterpart == "AWS::ElasticLoadBalancingV2::LoadBalancer"
