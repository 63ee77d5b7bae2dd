"""Reads what a requirement expects: selections, paths and patterns."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from stackproof.contract.checks import registry
from stackproof.contract.document import Node, fault, nearest
from stackproof.contract.expectation import (
    CheckExpectation,
    Count,
    Expectation,
    FileExpectation,
    OutputExpectation,
    ResourceExpectation,
)
from stackproof.contract.fields import Fields, pattern_of, scalar_of, text_of, whole_of
from stackproof.contract.match import (
    AllOf,
    Boolean,
    Bound,
    Contains,
    Each,
    Entries,
    Equals,
    Items,
    Like,
    Matches,
    Missing,
    Not,
    OneOf,
    Present,
    References,
    Resolves,
    Size,
)
from stackproof.contract.matcher import Has, Matcher, Selector, Where
from stackproof.contract.path_syntax import parse_path
from stackproof.graph.location import Location
from stackproof.graph.values import scalar_text

if TYPE_CHECKING:
    from stackproof.contract.pattern import Pattern

_WHERE = ("name", "id", "stack", "region", "tag", "has")
_KINDS: dict[str, tuple[str, ...]] = {
    "resource": ("resource", "where", "count", "has", "any"),
    "output": ("output", "count", "value"),
    "file": ("file", "contains", "count"),
    "check": ("check", "with"),
}
OPERATORS = (
    "at_least", "at_most", "one_of", "matches", "like", "absent", "present", "references", "resolves", "contains",
    "each", "size", "not", "exactly",
)  # fmt: skip


def parse_expectations(node: Node) -> tuple[Expectation, ...]:
    """One expectation, or a list of them.

    Raises:
        InputError: for anything that is not understood.
    """
    if node.kind != "list":
        return (_expectation(node),)
    if not node.items:
        raise fault("expect is empty", node.at, "A requirement that expects nothing can never be proven")
    return tuple(_expectation(item) for item in node.items)


def _expectation(node: Node) -> Expectation:
    if node.kind != "map":
        raise fault(f"an expectation has to be a mapping, and this is {node.shape}", node.at)
    kinds = [kind for kind in _KINDS if kind in node.entries]
    if len(kinds) != 1:
        words = " and ".join(kinds)
        message = f"an expectation is of one kind, and this has {words}" if kinds else "this expectation has no kind"
        raise fault(message, node.at, f"Begin it with one of {', '.join(_KINDS)}")
    fields = Fields(node, f"an expectation of a {kinds[0]}", _KINDS[kinds[0]])
    if kinds[0] == "resource":
        return _resource(fields)
    if kinds[0] == "output":
        value = fields.get("value")
        name = fields.text("output") or ""
        return OutputExpectation(name, _count(fields), parse_matcher(value) if value else None, node.at)
    if kinds[0] == "file":
        return FileExpectation(fields.text("file") or "", _patterns(fields), _count(fields), node.at)
    return _check(fields)


def _resource(fields: Fields) -> ResourceExpectation:
    selector = _selector(fields)
    count = _count(fields)
    has = _has(fields.get("has"))
    if count.most == 0 and has:
        hint = "Put `has` under `where` to say that no such resource is there"
        raise fault("count: 0 leaves no resource to have anything", fields.place("has"), hint)
    return ResourceExpectation(selector, count, has, fields.boolean("any") or False, fields.node.at)


def _check(fields: Fields) -> CheckExpectation:
    name = fields.text("check") or ""
    known = registry.names()
    if name not in known:
        raise fault(f"there is no check {name}", fields.node.entries["check"].at, nearest(name, known))
    given = fields.get("with") or Node("map", fields.place("check"))
    expectation = CheckExpectation(name, given, fields.node.at)
    registry.find(name).validate(given)
    return expectation


def parse_selector(node: Node) -> Selector:
    """A selection on its own, as `references` and relations take it: `{resource, where}`."""
    if node.kind == "scalar":
        return Selector("*", Where(name=Like(text_of(node, "a name"))), f"a resource named {node.raw}")
    return _selector(Fields(node, "a selection", ("resource", "where"), ("resource",)))


def _selector(fields: Fields) -> Selector:
    kind = fields.text("resource") or ""
    _refuse_misspelt_type(kind, fields.node.entries["resource"].at)
    where = fields.get("where")
    text = f"{kind} where {_shown(where)}" if where is not None else kind
    return Selector(kind, _where(where) if where is not None else Where(), text)


def _refuse_misspelt_type(kind: str, at: Location) -> None:
    """A type that nobody has published but that is nearly a published one: nothing of it could ever be found."""
    from stackproof.facts.types import known_types, type_facts

    if any(sign in kind for sign in "*?[") or "::" not in kind or type_facts(kind) is not None:
        return
    if not kind.lower().startswith("aws::") or kind.lower().startswith("aws::serverless::"):
        return
    by_lower = {name.lower(): name for name in known_types()}
    close = by_lower.get(kind.lower()) or next(iter(difflib.get_close_matches(kind, by_lower.values(), 1, 0.9)), None)
    if close is not None:
        raise fault(f"{kind} is no type of AWS", at, f"Did you mean {close}?")


def _shown(node: Node) -> str:
    if node.kind == "map":
        return ", ".join(f"{key} {_shown(inner)}" for key, inner in node.entries.items())
    if node.kind == "list":
        return " or ".join(_shown(inner) for inner in node.items)
    return node.raw


def _where(node: Node) -> Where:
    from stackproof.contract.relations import NAMES

    fields = Fields(node, "where", (*_WHERE, *NAMES))
    tags = fields.get("tag")
    if tags is not None and tags.kind != "map":
        raise fault(f"tag has to be a mapping of keys to values, and this is {tags.shape}", tags.at)
    relations = [(name, parse_selector(node.entries[name])) for name in NAMES if name in fields]
    return Where(
        name=_glob(fields, "name"),
        id=_glob(fields, "id"),
        stack=_glob(fields, "stack"),
        region=_glob(fields, "region"),
        tags=tuple((key, _globbed(value)) for key, value in tags.entries.items()) if tags else (),
        has=_has(fields.get("has")),
        relations=tuple(relations),
    )


def _glob(fields: Fields, key: str) -> Matcher | None:
    node = fields.get(key)
    return None if node is None else _globbed(node)


def _globbed(node: Node) -> Matcher:
    """In `where` a text is a glob and a list is a choice of globs; operators can be used as well."""
    if node.kind == "scalar":
        return Like(scalar_of(node, "a glob"))
    if node.kind == "list":
        return OneOf(tuple(_globbed(item) for item in node.items))
    return parse_matcher(node)


def _count(fields: Fields) -> Count:
    node = fields.get("count")
    if node is None:
        return Count()
    if node.kind != "map":
        number = whole_of(node, "count")
        return Count(number, number)
    bounds = Fields(node, "count", ("at_least", "at_most"))
    least, most = bounds.whole("at_least"), bounds.whole("at_most")
    if least is None and most is None:
        raise fault("count has neither at_least nor at_most", node.at)
    if most is not None and (least or 0) > most:
        raise fault("at_least is more than at_most", node.at)
    return Count(least or 0, most)


def _has(node: Node | None) -> tuple[Has, ...]:
    if node is None:
        return ()
    if node.kind != "map":
        raise fault(f"has is a mapping of paths to what stands there, and this is {node.shape}", node.at)
    if not node.entries:
        raise fault("has is empty, so that anything would do", node.at, "Leave it out, or say what has to stand where")
    return tuple((parse_path(path, node.keys[path]), parse_matcher(value)) for path, value in node.entries.items())


def _patterns(fields: Fields) -> tuple[Pattern, ...]:
    node = fields.get("contains")
    if node is None:
        return ()
    nodes = node.items if node.kind == "list" else [node]
    if not nodes:
        raise fault(
            "contains is empty, so that any file would do", node.at, "Leave it out, or say what a file contains"
        )
    return tuple(pattern_of(item) for item in nodes)


def parse_matcher(node: Node) -> Matcher:
    """What is asked of a value: a scalar, a list, a mapping in part, or operators."""
    if node.kind == "list":
        return Items(tuple(parse_matcher(item) for item in node.items))
    if node.kind == "scalar":
        if node.data is None:
            raise fault("nothing is asked for here", node.at, "Write `absent: true` for what is not set")
        if isinstance(node.data, bool):
            return Boolean(node.data)
        return Equals(scalar_text(node.data) if not isinstance(node.data, str) else node.data)
    operators = [key for key in node.entries if key in OPERATORS]
    if not operators:
        _refuse_misspelt(node)
        return Entries(tuple((key, parse_matcher(value)) for key, value in node.entries.items()))
    for key, at in node.keys.items():
        if key not in OPERATORS:
            hint = "Put properties of such a name under `exactly`, or ask for them with paths of their own"
            raise fault(f"{key} is no operator, and {operators[0]} is one: they do not mix", at, hint)
    parts = [_operator(key, node.entries[key], node.keys[key]) for key in operators]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _refuse_misspelt(node: Node) -> None:
    """A lone key that is nearly an operator is one that was misspelt."""
    if len(node.entries) != 1:
        return
    (key,) = node.entries
    close = difflib.get_close_matches(key, OPERATORS, 1, 0.8)
    if close and key.islower():
        raise fault(f"{key} is no operator", node.keys[key], f"Did you mean {close[0]}?")


def _operator(name: str, node: Node, at: Location) -> Matcher:
    if name in {"at_least", "at_most"}:
        if isinstance(node.data, bool) or not isinstance(node.data, (int, float)):
            raise fault(f"{name} takes a number, and this is {node.shape}", node.at)
        return Bound(least=float(node.data)) if name == "at_least" else Bound(most=float(node.data))
    if name in {"absent", "present"}:
        if not isinstance(node.data, bool):
            raise fault(f"{name} takes true or false, and this is {node.shape}", node.at)
        return Missing() if (name == "absent") is node.data else Present()
    if name == "one_of":
        if node.kind != "list" or not node.items:
            raise fault("one_of takes a list with at least one item", node.at)
        return OneOf(tuple(parse_matcher(item) for item in node.items))
    if name == "size":
        return _size(node)
    simple = {"contains": Contains, "each": Each, "not": Not}
    if name in simple:
        return simple[name](parse_matcher(node))
    if name == "matches":
        patterns = [Matches(pattern_of(item)) for item in (node.items if node.kind == "list" else [node])]
        return patterns[0] if len(patterns) == 1 else AllOf(tuple(patterns))
    if name in {"like", "resolves"}:
        return (Like if name == "like" else Resolves)(text_of(node, name))
    return References(parse_selector(node)) if name == "references" else _exactly(node, at)


def _size(node: Node) -> Size:
    if node.kind != "map":
        number = whole_of(node, "size")
        return Size(number, number)
    bounds = Fields(node, "size", ("at_least", "at_most"))
    if not node.entries:
        raise fault("size has neither at_least nor at_most", node.at)
    return Size(bounds.whole("at_least") or 0, bounds.whole("at_most"))


def _exactly(node: Node, at: Location) -> Matcher:
    """The value as it stands, with no other entries, and every key a key."""
    if node.kind == "map":
        return Entries(tuple((key, _exactly(value, at)) for key, value in node.entries.items()), only=True)
    if node.kind == "list":
        return Items(tuple(_exactly(item, at) for item in node.items))
    return parse_matcher(node)
