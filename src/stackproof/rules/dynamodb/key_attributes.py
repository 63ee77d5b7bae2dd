"""A table defines the attributes of its keys, and no others.

## What it does
Reports an attribute that a key of the table or of one of its indexes names and `AttributeDefinitions` does not define,
and a defined one that no key names. Tables of which not all keys are known are left out.

## Why is this bad
DynamoDB refuses both: "Some index key attributes are not defined in AttributeDefinitions", "Number of attributes in
KeySchema does not exactly match number of attributes defined in AttributeDefinitions". Other attributes need no
definition.

## How to mend
Define what the keys name, and nothing else.

## References
- [CreateTable](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, is_open, string
from stackproof.graph.values import Absent, MapValue
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value


@rule(
    id="DDB-KEYS-001",
    title="Attributes of keys and definitions that do not match",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"),
    root_cause="Definitions were taken for the columns of a table.",
    fix="Define the attributes that keys name, and no others.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
    source="DynamoDB API Reference, CreateTable AttributeDefinitions, 2026-11-28",
    same_as=("E3039",),
)
def check(table: Resource, context: Context) -> Iterator[Answer]:
    """Compares the names that keys use with those that are defined."""
    definitions = table.get("AttributeDefinitions")
    defined, complete = _names(definitions)
    keyed, known = _names(table.get("KeySchema"))
    complete = complete and known and bool(keyed)
    for indexes in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        value = table.get(indexes)
        items, whole = elements(value)
        complete = complete and (isinstance(value, Absent) or (whole and not is_open(value)))
        for index in items:
            names, known = _names(get(index, "KeySchema"))
            keyed, complete = keyed | names, complete and known
    if not complete or defined == keyed:
        return
    missing, beside = sorted(keyed - defined), sorted(defined - keyed)
    said = [f"names {', '.join(missing)} in a key without defining it"] if missing else []
    said += [f"defines {', '.join(beside)}, which no key names"] if beside else []
    yield Fault(
        f"{table.address} {' and '.join(said)}",
        definitions if not isinstance(definitions, Absent) else table.location,
        quoted({"AttributeDefinitions": definitions, "KeySchema": table.get("KeySchema")}),
    )


def _names(value: Value) -> tuple[frozenset[str], bool]:
    """The attributes of a list, and whether these are all of them for certain."""
    items, complete = elements(value)
    names = [string(get(item, "AttributeName")) for item in items]
    certain = complete and not is_open(value) and all(isinstance(item, MapValue) for item in items)
    return frozenset(name for name in names if name is not None), certain and None not in names


def is_known(item: Value) -> bool:
    """Whether an item of a list is there for certain."""
    return isinstance(item, MapValue)
