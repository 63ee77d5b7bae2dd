"""IAM policy documents as statements, with what is not known kept open.

Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import get, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    from_plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


VERSION = "2012-10-17"
"""The version of the policy language that knows variables."""


class Item(NamedTuple):
    """One entry of a list in a policy. `present` is UNDECIDED when it hangs on a condition."""

    value: Value
    present: Truth


class Items(NamedTuple):
    """The entries of a list. `complete` is False when there may be more; `written` is False when there is no list."""

    items: tuple[Item, ...]
    complete: bool
    written: bool


class Principal(NamedTuple):
    """A principal: `kind` is AWS, Service, Federated, CanonicalUser, or `*` for everyone."""

    kind: str
    value: Value
    present: Truth


class Principals(NamedTuple):
    """The principals of a statement; see `Items`."""

    items: tuple[Principal, ...]
    complete: bool
    written: bool


class Condition(NamedTuple):
    """One test of a statement's Condition: operator, key, and the values of which one has to fit."""

    operator: str
    key: str
    values: Items


class Statement(NamedTuple):
    """One statement.

    Attributes:
        effect: `Allow` or `Deny`; empty when it is not known which.
        present: whether the statement is there at all.
        actions, not_actions, resources, not_resources, principals, not_principals: as written.
        conditions: every one has to hold; None when they are not known.
        value: the statement itself, for its place.
        policy: the resource that holds it, when it is one of the graph.
        sid: its Sid, empty without one.
        replaces: whether policy variables (`${aws:username}`) are replaced in it: only where the policy says
            `Version: 2012-10-17`; without a version they are plain text.
    """

    effect: str
    present: Truth
    actions: Items
    not_actions: Items
    resources: Items
    not_resources: Items
    principals: Principals
    not_principals: Principals
    conditions: tuple[Condition, ...] | None
    value: Value
    policy: Resource | None
    sid: str
    replaces: Truth = Truth.YES


class Document(NamedTuple):
    """The statements of one or more policies. `complete` is False when there may be others; `open` says which policies
    could not be read."""

    statements: tuple[Statement, ...]
    complete: bool
    open: tuple[Value, ...] = ()

    def __add__(self, other: Document) -> Document:  # type: ignore[override]
        """Both together."""
        return Document(self.statements + other.statements, self.complete and other.complete, self.open + other.open)

    def under(self, present: Truth) -> Document:
        """The same policies, attached for certain or perhaps."""
        if present is Truth.YES:
            return self
        return self._replace(statements=tuple(one._replace(present=one.present & present) for one in self.statements))


NO_POLICY = Document((), True)


def read_document(value: Value, policy: Resource | None = None) -> Document:
    """The statements of a policy document, given as a map or as JSON text."""
    found: list[Statement] = []
    complete = True
    for branch, present in _branches(value, Truth.YES):
        document = _parsed(branch)
        if isinstance(document, Absent):
            continue
        if not isinstance(document, MapValue):
            complete = False
            continue
        statements = _items(get(document, "Statement"))
        complete = complete and statements.complete and document.complete
        replaces = replaces_variables(document)
        for item in statements.items:
            if isinstance(item.value, MapValue):
                one = _statement(item.value, item.present & present, policy)
                found.append(one if replaces is Truth.YES else one._replace(replaces=replaces))
            else:
                complete = False
    return Document(tuple(found), complete, () if complete else (value,))


def replaces_variables(document: Value) -> Truth:
    """Whether a policy document is of the version in which variables are replaced.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html (2026-11-20): a
    document without Version is of 2008-10-17, where variables are plain text.
    """
    version = get(document, "Version")
    written = string(version)
    if isinstance(version, Absent) or (written is not None and written != VERSION):
        return Truth.NO
    return Truth.YES if written == VERSION else Truth.UNDECIDED


def _parsed(value: Value) -> Value:
    written = string(value)
    if written is None or not written.lstrip().startswith("{"):
        return value
    try:
        return from_plain(json.loads(written, object_pairs_hook=_unique), value.at)
    except (ValueError, RecursionError):
        return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object. Of a key that stands there twice one reader takes the first and another the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _branches(value: Value, present: Truth) -> Iterator[tuple[Value, Truth]]:
    """What a value can turn out to be; more than one thing makes each undecided."""
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Conditional):
        yield from _branches(value.then, Truth.UNDECIDED)
        yield from _branches(value.otherwise, Truth.UNDECIDED)
    else:
        yield value, present


def _items(value: Value) -> Items:
    """A list, or a lone value, with the entries that hang on conditions marked."""
    if isinstance(value, Absent):
        return Items((), True, False)
    found: list[Item] = []
    complete = True
    for branch, present in _branches(value, Truth.YES):
        if isinstance(branch, ListValue):
            complete = complete and branch.complete
            for entry in branch.items:
                found.extend(
                    Item(one, there) for one, there in _branches(entry, present) if not isinstance(one, Absent)
                )
        elif isinstance(branch, (Known, Text, MapValue)) or _is_one(branch):
            found.append(Item(branch, present))
        elif not isinstance(branch, Absent):
            complete = False
    return Items(tuple(found), complete, True)


def _is_one(value: Value) -> bool:
    """Whether what is not known here is a single text: identifiers, ARNs and pseudo parameters are."""
    if isinstance(value, Unknown):
        return value.symbol is not None and value.symbol.startswith("AWS::")
    return isinstance(value, Reference) and (not value.attribute or value.attribute.endswith("Arn"))


def _statement(value: MapValue, present: Truth, policy: Resource | None) -> Statement:
    effect = string(get(value, "Effect"))
    if not value.complete:
        present = present & Truth.UNDECIDED
    return Statement(
        effect if effect in ("Allow", "Deny") else "",
        present,
        _items(get(value, "Action")),
        _items(get(value, "NotAction")),
        _items(get(value, "Resource")),
        _items(get(value, "NotResource")),
        _principals(get(value, "Principal")),
        _principals(get(value, "NotPrincipal")),
        _conditions(get(value, "Condition")),
        value,
        policy,
        string(get(value, "Sid")) or "",
    )


def _principals(value: Value) -> Principals:
    if isinstance(value, Absent):
        return Principals((), True, False)
    found: list[Principal] = []
    complete = True
    for branch, present in _branches(value, Truth.YES):
        if string(branch) == "*":
            found.append(Principal("*", branch, present))
        elif isinstance(branch, MapValue):
            complete = complete and branch.complete
            for kind, written in branch.entries.items():
                listed = _items(written)
                complete = complete and listed.complete
                for item in listed.items:
                    everyone = kind == "AWS" and string(item.value) == "*"
                    found.append(Principal("*" if everyone else kind, item.value, item.present & present))
        else:
            complete = False
    return Principals(tuple(found), complete, True)


def _conditions(value: Value) -> tuple[Condition, ...] | None:
    if isinstance(value, Absent):
        return ()
    if not isinstance(value, MapValue) or not value.complete:
        return None
    found: list[Condition] = []
    for operator, tests in value.entries.items():
        if not isinstance(tests, MapValue) or not tests.complete:
            return None
        found.extend(Condition(operator, key, _items(values)) for key, values in tests.entries.items())
    return tuple(found)
