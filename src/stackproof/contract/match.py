"""What a contract asks of a value: partial patterns, as in the CDK's `has_resource_properties`, and operators.

Mappings match in part, lists item by item, scalars as CloudFormation writes them. Every answer has three values.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.json_text import parsed
from stackproof.contract.judgement import Judgement, all_of, any_of, leaf
from stackproof.contract.matcher import Matcher
from stackproof.contract.path import field, may_be_absent
from stackproof.graph.query import boolean, equals, is_open, matches, number, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Known,
    ListValue,
    MapValue,
    Unknown,
    Value,
    scalar_text,
)

if TYPE_CHECKING:
    from stackproof.contract.matcher import Scope, Selector
    from stackproof.contract.pattern import Pattern


def _unset(value: Value) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data is None)


@dataclass(frozen=True)
class Equals(Matcher):
    """A scalar, compared as text: `900` is `"900"`, `true` is `"true"`."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(equals(value, self.text), path, value, str(self))


@dataclass(frozen=True)
class Boolean(Matcher):
    """A boolean, which CloudFormation takes as a text in any case as well: `true`, `"True"`."""

    wanted: bool

    def __str__(self) -> str:
        return scalar_text(self.wanted)

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        known = boolean(value)
        if known is not None:
            return leaf(Truth.of(known is self.wanted), path, value, str(self))
        return leaf(equals(value, str(self)), path, value, str(self))


@dataclass(frozen=True)
class Entries(Matcher):
    """A mapping that has these entries; others are allowed, unless `only` is set."""

    entries: tuple[tuple[str, Matcher], ...]
    only: bool = False

    def __str__(self) -> str:
        return "{" + ", ".join(f"{name}: {matcher}" for name, matcher in self.entries) + "}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        value = parsed(value)
        if not isinstance(value, MapValue):
            return leaf(Truth.UNDECIDED if is_open(value) else Truth.NO, path, value, str(self))
        parts = [matcher.judge(field(value, name), _join(path, name), scope) for name, matcher in self.entries]
        if self.only:
            named = {name for name, _ in self.entries}
            parts.extend(
                ABSENT.judge(inner, _join(path, name), scope)
                for name, inner in value.entries.items()
                if name not in named
            )
            if not value.complete:
                parts.append(leaf(Truth.UNDECIDED, path, value, str(self)))
        return all_of(parts) if parts else leaf(Truth.YES, path, value, str(self))


@dataclass(frozen=True)
class Items(Matcher):
    """A list of as many items, each as asked, in this order."""

    items: tuple[Matcher, ...]

    def __str__(self) -> str:
        return "[" + ", ".join(str(matcher) for matcher in self.items) + "]"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        value = parsed(value)
        if not isinstance(value, ListValue):
            return leaf(Truth.UNDECIDED if is_open(value) else Truth.NO, path, value, str(self))
        least, most = sizes(value)
        if least > len(self.items) or (most is not None and most < len(self.items)):
            return leaf(Truth.NO, path, value, str(self))
        if least != most:
            return leaf(Truth.UNDECIDED, path, value, str(self))
        present = [item for item in value.items if not isinstance(item, Absent)]
        if not present:
            return leaf(Truth.YES, path, value, str(self))
        pairs = zip(self.items, present, strict=True)
        return all_of(matcher.judge(item, f"{path}[{n}]", scope) for n, (matcher, item) in enumerate(pairs))


def sizes(value: ListValue) -> tuple[int, int | None]:
    """The least and the greatest number of items a list can have; None when there is no greatest."""
    least = sum(1 for item in value.items if not may_be_absent(item))
    most = sum(1 for item in value.items if not isinstance(item, Absent))
    return least, most if value.complete else None


@dataclass(frozen=True)
class Bound(Matcher):
    """`at_least` and `at_most`: a number, or a text that is one."""

    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.least is not None:
            return f"at least {scalar_text(self.least)}"
        return f"at most {scalar_text(self.most)}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        found = number(value)
        if found is None:
            return leaf(Truth.UNDECIDED if is_open(value) else Truth.NO, path, value, str(self))
        inside = (self.least is None or found >= self.least) and (self.most is None or found <= self.most)
        return leaf(Truth.of(inside), path, value, str(self))


@dataclass(frozen=True)
class OneOf(Matcher):
    """`one_of`: one of several patterns."""

    options: tuple[Matcher, ...]

    def __str__(self) -> str:
        return "one of " + ", ".join(str(option) for option in self.options)

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        texts = [option.text for option in self.options if isinstance(option, Equals)]
        if len(texts) == len(self.options):
            return leaf(equals(value, *texts), path, value, str(self))
        judged = any_of(option.judge(value, path, scope) for option in self.options)
        return judged if judged.truth is Truth.YES else leaf(judged.truth, path, value, str(self))


@dataclass(frozen=True)
class Matches(Matcher):
    """`matches`: a regular expression found in the text."""

    pattern: Pattern

    def __str__(self) -> str:
        return f"a text that matches {self.pattern.text}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        if is_open(value) or string(value) is not None:
            return leaf(self.pattern.truth(value), path, value, str(self))
        return leaf(Truth.NO, path, value, str(self))


@dataclass(frozen=True)
class Like(Matcher):
    """`like`: a glob that covers the whole text."""

    glob: str

    def __str__(self) -> str:
        return f"a text like {self.glob}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(matches(value, self.glob), path, value, str(self))


@dataclass(frozen=True)
class Resolves(Matcher):
    """`resolves`: the value is what a dynamic reference of CloudFormation gives, of a secret or a parameter.

    The glob covers what stands behind `resolve:`.
    """

    glob: str

    def __str__(self) -> str:
        return f"what {{{{resolve:{self.glob}}}}} gives"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        if not isinstance(value, Unknown):
            return leaf(Truth.NO, path, value, str(self))
        mark, _, name = (value.symbol or "").partition(":")
        known = fnmatchcase(name, self.glob) if mark == "resolve" else None
        return leaf(Truth.UNDECIDED if known is None else Truth.of(known), path, value, str(self))


@dataclass(frozen=True)
class Missing(Matcher):
    """`absent: true`: nothing is set here."""

    def __str__(self) -> str:
        return "(not set)"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(~_is_set(value), path, value, str(self))


@dataclass(frozen=True)
class Present(Matcher):
    """`present: true`: something is set here."""

    def __str__(self) -> str:
        return "something set"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(_is_set(value), path, value, str(self))


def _is_set(value: Value) -> Truth:
    """Whether something is set. An empty text or list is as good as none; an empty mapping can mean something."""
    if _unset(value) or (isinstance(value, Known) and value.data == ""):
        return Truth.NO
    if isinstance(value, ListValue):
        least, most = sizes(value)
        return Truth.of(least > 0) if least or most == 0 else Truth.UNDECIDED
    return Truth.UNDECIDED if isinstance(value, Unknown) and value.symbol is None else Truth.YES


@dataclass(frozen=True)
class References(Matcher):
    """`references`: the value is, or holds, the identity of a selected resource."""

    selector: Selector

    def __str__(self) -> str:
        return f"a reference to {self.selector}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(Truth.NO if _unset(value) else scope.refers(value, self.selector), path, value, str(self))


@dataclass(frozen=True)
class Contains(Matcher):
    """`contains`: one item of the list is as asked; a value alone counts as a list of one."""

    inner: Matcher

    def __str__(self) -> str:
        return f"a list that contains {self.inner}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        value = parsed(value)
        if not isinstance(value, ListValue):
            if is_open(value):
                return leaf(Truth.UNDECIDED, path, value, str(self))
            return leaf(Truth.NO, path, value, str(self)) if _unset(value) else self.inner.judge(value, path, scope)
        judged = any_of(
            _sure(item, self.inner.judge(item, f"{path}[{n}]", scope)) for n, item in enumerate(value.items)
        )
        if judged.truth is Truth.YES:
            return judged
        truth = judged.truth if value.complete else Truth.UNDECIDED
        return leaf(truth, path, value, str(self))


def _sure(item: Value, judged: Judgement) -> Judgement:
    """What an item that a condition may leave out says for `contains`: never a yes on the strength of its absence."""
    if isinstance(item, Absent):
        return judged._replace(truth=Truth.NO)
    if may_be_absent(item) and judged.truth is Truth.YES:
        return judged._replace(truth=Truth.UNDECIDED)
    return judged


@dataclass(frozen=True)
class Each(Matcher):
    """`each`: every item of the list is as asked, and there is at least one."""

    inner: Matcher

    def __str__(self) -> str:
        return f"a list of which every item is {self.inner}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        value = parsed(value)
        if not isinstance(value, ListValue):
            return leaf(Truth.UNDECIDED if is_open(value) else Truth.NO, path, value, str(self))
        least, most = sizes(value)
        if most == 0:
            return leaf(Truth.NO, path, value, str(self))
        present = [(n, item) for n, item in enumerate(value.items) if not isinstance(item, Absent)]
        judged = all_of(self.inner.judge(item, f"{path}[{n}]", scope) for n, item in present)
        if judged.truth is Truth.NO and not any(may_be_absent(item) for _, item in present):
            return judged
        if least == 0 or most is None or any(may_be_absent(item) for _, item in present):
            return leaf(Truth.UNDECIDED, path, value, str(self))
        return judged


@dataclass(frozen=True)
class Size(Matcher):
    """`size`: how many items a list, or entries a mapping, has."""

    least: int
    most: int | None

    def __str__(self) -> str:
        if self.least == self.most:
            return f"{self.least} of them"
        return f"at least {self.least} of them" if self.most is None else f"{self.least} to {self.most} of them"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        value = parsed(value)
        if isinstance(value, MapValue):
            value = ListValue(tuple(value.entries.values()), value.at, value.assumed, complete=value.complete)
        if not isinstance(value, ListValue):
            return leaf(Truth.UNDECIDED if is_open(value) else Truth.NO, path, value, str(self))
        least, most = sizes(value)
        if (most is not None and most < self.least) or (self.most is not None and least > self.most):
            return leaf(Truth.NO, path, value, str(self))
        sure = least >= self.least and (self.most is None or (most is not None and most <= self.most))
        return leaf(Truth.YES if sure else Truth.UNDECIDED, path, value, str(self))


@dataclass(frozen=True)
class Not(Matcher):
    """`not`: the value is not as the pattern asks."""

    inner: Matcher

    def __str__(self) -> str:
        return f"not {self.inner}"

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return leaf(~self.inner.judge(value, path, scope).truth, path, value, str(self))


@dataclass(frozen=True)
class AllOf(Matcher):
    """Several operators in one mapping: all of them hold."""

    parts: tuple[Matcher, ...]

    def __str__(self) -> str:
        return " and ".join(str(part) for part in self.parts)

    def _judge(self, value: Value, path: str, scope: Scope) -> Judgement:
        return all_of(part.judge(value, path, scope) for part in self.parts)


ABSENT = Missing()


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
