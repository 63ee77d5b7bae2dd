"""The policy that the data source `aws_iam_policy_document` writes.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import Known, ListValue, MapValue, Unknown, Value
from stackproof.vocabulary.json_text import parse
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location

    Translate = Callable[[Value], Value]

_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_PRINCIPALS = (("principals", "Principal"), ("not_principals", "NotPrincipal"))
_SOURCES = ("source_json", "source_policy_documents")
_OVERRIDES = ("override_json", "override_policy_documents")


def policy_document(arguments: MapValue, translate: Translate, at: Location) -> Value:
    """The policy as a structure.

    Statements of the sources come first, those of the overrides last; one with the Sid of an earlier one replaces it.
    """
    statements = _Statements()
    for name in _SOURCES:
        statements.add_documents(arguments.entries.get(name), translate)
    blocks = arguments.entries.get("statement")
    items, complete = _items(blocks)
    for block in items:
        one = translate(block)
        statements.add(_statement(one) if isinstance(one, MapValue) else one)
    statements.complete = statements.complete and complete and arguments.complete
    for name in _OVERRIDES:
        statements.add_documents(arguments.entries.get(name), translate)
    version = translate(arguments.entries.get("version", Known(None)))
    entries: dict[str, Value] = {"Version": Known("2012-10-17", at) if is_null(version) else version}
    policy_id = translate(arguments.entries.get("policy_id", Known(None)))
    if not is_null(policy_id):
        entries["Id"] = policy_id
    entries["Statement"] = ListValue(tuple(statements.found), at, complete=statements.complete)
    return MapValue(entries, at)


class _Statements:
    """Statements in order, by their Sids."""

    def __init__(self) -> None:
        self.found: list[Value] = []
        self.complete = True

    def add(self, statement: Value) -> None:
        sid = string(statement.entries["Sid"]) if isinstance(statement, MapValue) and "Sid" in statement.entries else ""
        for index, old in enumerate(self.found):
            if sid and isinstance(old, MapValue) and string(old.entries.get("Sid", Known(None))) == sid:
                self.found[index] = statement
                return
        self.found.append(statement)

    def add_documents(self, value: Value | None, translate: Translate) -> None:
        items, complete = _items(value)
        self.complete = self.complete and complete
        for item in items:
            document = parse(translate(item))
            inner = document.entries.get("Statement") if isinstance(document, MapValue) else None
            if inner is None:
                self.complete = False
                continue
            statements, whole = _items(inner)
            self.complete = self.complete and whole
            for statement in statements:
                self.add(statement)


def _items(value: Value | None) -> tuple[list[Value], bool]:
    if value is None or is_null(value):
        return [], True
    if isinstance(value, ListValue):
        return [item for item in value.items if not is_null(item)], value.complete
    if isinstance(value, Unknown):
        return [], False
    return [value], True


def _statement(block: MapValue) -> Value:
    entries: dict[str, Value] = {}
    sid = block.entries.get("sid")
    if sid is not None and not is_null(sid) and string(sid) != "":
        entries["Sid"] = sid
    effect = block.entries.get("effect")
    entries["Effect"] = Known("Allow", block.at) if effect is None or is_null(effect) else effect
    for name, own in _LISTS:
        value = block.entries.get(name)
        if value is not None and not is_null(value) and not _empty(value):
            entries[own] = value
    for name, own in _PRINCIPALS:
        found = _principals(block.entries.get(name), block.at)
        if found is not None:
            entries[own] = found
    conditions = _conditions(block.entries.get("condition"), block.at)
    if conditions is not None:
        entries["Condition"] = conditions
    return MapValue(entries, block.at, block.assumed, complete=block.complete)


def _empty(value: Value) -> bool:
    return isinstance(value, ListValue) and value.complete and not value.items


def _principals(value: Value | None, at: Location) -> Value | None:
    items, complete = _items(value)
    if not items and complete:
        return None
    entries: dict[str, Value] = {}
    for item in items:
        kind = string(item.entries.get("type", Known(None))) if isinstance(item, MapValue) else None
        names = item.entries.get("identifiers", Known(None)) if isinstance(item, MapValue) else None
        if kind is None or names is None:
            complete = False
        elif kind == "*" and _is_star(names):
            return Known("*", item.at)
        else:
            entries[kind] = _joined(entries.get(kind), names)
    return MapValue(entries, at, complete=complete)


def _is_star(value: Value) -> bool:
    items, complete = _items(value)
    return complete and [string(item) for item in items] == ["*"]


def _joined(old: Value | None, new: Value) -> Value:
    if old is None:
        return new
    first, whole = _items(old)
    second, entire = _items(new)
    return ListValue((*first, *second), old.at, complete=whole and entire)


def _conditions(value: Value | None, at: Location) -> Value | None:
    items, complete = _items(value)
    if not items and complete:
        return None
    operators: dict[str, dict[str, Value]] = {}
    for item in items:
        known = item.entries if isinstance(item, MapValue) else {}
        test, variable = (string(known.get(name, Known(None))) for name in ("test", "variable"))
        values = known.get("values")
        if test is None or variable is None or values is None:
            complete = False
            continue
        keys = operators.setdefault(test, {})
        keys[variable] = _joined(keys.get(variable), values)
    entries: dict[str, Value] = {name: MapValue(keys, at) for name, keys in operators.items()}
    return MapValue(entries, at, complete=complete)
