"""The paths of a contract: a subset of JMESPath (https://jmespath.org/specification.html), read into steps.

Understood: identifiers, quoted identifiers, `.`, indexes `[0]` and `[-1]`, projections `[*]`, `[]` and `*`, filters
`[?...]` with `==`, `!=`, `<`, `<=`, `>`, `>=`, `&&`, `||`, `!`, parentheses, `@`, raw strings and JSON literals.
Refused, with the place and what to write instead: functions, pipes, slices, multi-selections and expression references.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.document import fault
from stackproof.graph.location import NOWHERE, Location

if TYPE_CHECKING:
    from stackproof.errors import InputError

MAX_LENGTH = 1000
MAX_NESTING = 40
MAX_STEPS = 100


@dataclass(frozen=True, slots=True)
class Field:
    """`name` or `"quoted name"`: the entry of a mapping."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`[0]`, `[-1]`: one item of a list."""

    number: int


@dataclass(frozen=True, slots=True)
class Items:
    """`[*]`: every item of a list."""


@dataclass(frozen=True, slots=True)
class Flatten:
    """`[]`: every item of a list, lists in it replaced by their items.

    `deep` counts the projections around it: the first flattens the list itself, the second what the first one gave, and
    beyond that only lists of lists that the projections themselves made, which are never made here.
    """

    deep: int


@dataclass(frozen=True, slots=True)
class Entries:
    """`*`: every value of a mapping."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?...]`: the items of a list for which the condition holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Operand:
    """A path inside a condition, from the item at hand (`@` is the item itself); it may not project."""

    steps: tuple[Field | Index, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A raw string `'...'` or a JSON value in backticks, as JSON text, which keeps it hashable."""

    text: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two operands and one of `==`, `!=`, `<`, `<=`, `>`, `>=`."""

    operator: str
    left: Operand | Literal
    right: Operand | Literal


@dataclass(frozen=True, slots=True)
class Both:
    """`a && b`."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    """`a || b`."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """`!a`."""

    inner: Condition


Condition = Compare | Both | Either | Not | Operand | Literal
Step = Field | Index | Items | Flatten | Entries | Filter


@dataclass(frozen=True, slots=True)
class Path:
    """A path as steps, with its text."""

    text: str
    steps: tuple[Step, ...]


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<quoted>"(?:\\.|[^"\\])*")
    |(?P<raw>'(?:\\.|[^'\\])*')
    |(?P<json>`(?:\\.|[^`\\])*`)
    |(?P<number>-?[0-9]+)
    |(?P<symbol>\[\?|\[\]|==|!=|<=|>=|&&|\|\||[.\[\]*<>!()@|&:,{}?])""",
    re.VERBOSE | re.DOTALL,
)
_COMPARATORS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def parse_path(text: str, at: Location = NOWHERE) -> Path:
    """Reads a path.

    Args:
        text: the path.
        at: where its first character stands in the contract.

    Raises:
        InputError: for syntax that is wrong or not part of the subset, with the column.
    """
    if len(text) > MAX_LENGTH:
        raise fault(f"the path is longer than {MAX_LENGTH} characters", at)
    return _Parser(text, at).path()


class _Parser:
    """Recursive descent over the tokens of one path."""

    def __init__(self, text: str, at: Location) -> None:
        self._text = text
        self._at = at
        self._tokens = list(self._scan())
        self._next = 0
        self._nesting = 0

    def path(self) -> Path:
        steps = self._steps("")
        if self._peek().kind != "end":
            raise self._unexpected(self._peek())
        return Path(self._text, steps)

    def _scan(self) -> list[_Token]:
        tokens = []
        position = 0
        while position < len(self._text):
            match = _TOKEN.match(self._text, position)
            if match is None:
                what = {"'": "a raw string that does not end", '"': "a quoted name that does not end"}
                what["`"] = "a literal that does not end"
                character = self._text[position]
                raise self._error(
                    f"{what.get(character, f'the character {character!r} has no place in a path')}", position
                )
            kind = match.lastgroup or ""
            if kind != "space":
                tokens.append(_Token(match.group() if kind == "symbol" else kind, match.group(), position))
            position = match.end()
        tokens.append(_Token("end", "the end of the path", len(self._text)))
        return tokens

    def _error(self, message: str, offset: int, hint: str | None = None) -> InputError:
        at = self._at
        place = Location(at.file, at.line, at.column + offset) if at.column else at
        return fault(f"{message} (column {offset + 1} of the path {self._text!r})", place, hint)

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def _accept(self, kind: str) -> bool:
        if self._peek().kind == kind:
            self._next += 1
            return True
        return False

    def _expect(self, kind: str, what: str) -> None:
        if not self._accept(kind):
            raise self._error(f"{what} is missing before {self._peek().text}", self._peek().offset)

    def _unexpected(self, token: _Token) -> InputError:
        refused = {
            "|": (
                "pipes are not part of the paths of a contract",
                "Use a longer path, or an operator on what it gives",
            ),
            "{": (
                "multi-selections are not part of the paths of a contract",
                "Ask for each field with a path of its own",
            ),
            "&": ("expression references are not part of the paths of a contract", None),
            ":": ("slices are not part of the paths of a contract", "Use an index or a filter"),
            "(": (
                "functions are not part of the paths of a contract",
                "Use operators such as contains, matches or size",
            ),
        }
        if token.kind in refused:
            message, hint = refused[token.kind]
            return self._error(message, token.offset, hint)
        return self._error(f"{token.text} is not expected here", token.offset)

    def _steps(self, inside: str) -> tuple[Step, ...]:
        """The steps from here on; `inside` is empty at the top and else what the path is part of."""
        steps: list[Step] = []
        deep = 0
        first = True
        while True:
            token = self._peek()
            if token.kind == ".":
                if first:
                    raise self._unexpected(token)
                self._take()
                step: Step = self._named()
            elif token.kind in {"[", "[]", "[?"}:
                step = self._bracketed(deep)
            elif first:
                step = self._named()
            else:
                return tuple(steps)
            if self._peek().kind == "(":
                raise self._unexpected(self._peek())
            if isinstance(step, (Items, Entries, Filter)):
                deep += 1
            elif isinstance(step, Flatten):
                deep = max(1, deep - 1)
            if inside and not isinstance(step, (Field, Index)):
                hint = "Use fields and indexes inside a filter"
                raise self._error(f"a projection has no place in {inside}", token.offset, hint)
            steps.append(step)
            if len(steps) > MAX_STEPS:
                raise self._error(f"the path has more than {MAX_STEPS} steps", token.offset)
            first = False

    def _named(self) -> Step:
        token = self._take()
        if token.kind == "name":
            return Field(token.text)
        if token.kind == "quoted":
            try:
                return Field(str(json.loads(token.text)))
            except ValueError as error:
                raise self._error("the quoted name is not a JSON string", token.offset) from error
        if token.kind == "*":
            return Entries()
        if token.kind == "number":
            raise self._error("an index stands in brackets", token.offset, f"Write [{token.text}]")
        raise self._unexpected(token)

    def _bracketed(self, deep: int) -> Step:
        token = self._take()
        if token.kind == "[]":
            return Flatten(deep)
        if token.kind == "[?":
            condition = self._either()
            self._expect("]", "the ] of the filter")
            return Filter(condition)
        inner = self._take()
        if inner.kind == "*":
            self._expect("]", "the ]")
            return Items()
        if inner.kind == "number" and len(inner.text) < 10:
            if self._peek().kind == ":":
                raise self._unexpected(self._peek())
            self._expect("]", "the ]")
            return Index(int(inner.text))
        if inner.kind in {"name", "quoted"}:
            hint = "Ask for each field with a path of its own"
            raise self._error("multi-selections are not part of the paths of a contract", inner.offset, hint)
        raise self._unexpected(inner)

    def _either(self) -> Condition:
        condition = self._both()
        while self._accept("||"):
            condition = Either(condition, self._both())
        return condition

    def _both(self) -> Condition:
        condition = self._comparison()
        while self._accept("&&"):
            condition = Both(condition, self._comparison())
        return condition

    def _comparison(self) -> Condition:
        start = self._peek().offset
        left = self._primary()
        operator = self._peek()
        if operator.kind not in _COMPARATORS:
            return left
        self._take()
        right = self._primary()
        if not isinstance(left, (Operand, Literal)) or not isinstance(right, (Operand, Literal)):
            raise self._error(f"{operator.text} compares fields and literals alone", start)
        if self._peek().kind in _COMPARATORS:
            raise self._error("comparisons cannot be chained", self._peek().offset, "Join them with &&")
        return Compare(operator.kind, left, right)

    def _primary(self) -> Condition:
        self._nesting += 1
        token = self._peek()
        if self._nesting > MAX_NESTING:
            raise self._error(f"more than {MAX_NESTING} levels of nesting", token.offset)
        try:
            return self._primary_of(token)
        finally:
            self._nesting -= 1

    def _primary_of(self, token: _Token) -> Condition:
        if token.kind == "!":
            self._take()
            inner = self._primary()
            if isinstance(inner, Operand) and len(inner.steps) > 1 and self._tokens[self._next - 1].kind != ")":
                raise self._error("what follows ! is not clear", token.offset, "Put it in parentheses: !(a.b)")
            return Not(inner)
        if token.kind == "(":
            self._take()
            inner = self._either()
            self._expect(")", "the )")
            return inner
        if token.kind == "raw":
            self._take()
            return Literal(json.dumps(token.text[1:-1].replace("\\'", "'")))
        if token.kind == "json":
            self._take()
            return self._json(token)
        if token.kind == "@":
            self._take()
            steps: tuple[Step, ...] = ()
            if self._accept(".") or self._peek().kind in {"[", "[]", "[?"}:
                steps = self._steps("a filter")
            return Operand(tuple(step for step in steps if isinstance(step, (Field, Index))))
        if token.kind == "number":
            raise self._error("a number in a filter stands in backticks", token.offset, f"Write `{token.text}`")
        return Operand(tuple(step for step in self._steps("a filter") if isinstance(step, (Field, Index))))

    def _json(self, token: _Token) -> Literal:
        try:
            return Literal(json.dumps(json.loads(token.text[1:-1].replace("\\`", "`"))))
        except (ValueError, RecursionError) as error:
            hint = "A text in backticks needs double quotes; a raw string stands in single quotes"
            raise self._error("what stands in backticks is not JSON", token.offset, hint) from error
