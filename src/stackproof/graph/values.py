"""The value algebra: what is known, absent, referred to, conditional, secret or unknown, and where it was written.

A property of a resource is always one of the classes below, never a bare Python object, so that a rule cannot mistake
"not known here" for "not set". Each value carries `at`, the place in the user's source, and `assumed`, the assumption
that it rests on (the default of a parameter, say), which turns a finding's certainty into `assumption`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Value:
    """Base of the algebra.

    Attributes:
        at: where the value stands in the user's source.
        assumed: what has to hold for the value to be this one; None when nothing was assumed.
    """

    __slots__ = ("assumed", "at")

    def __init__(self, at: Location = NOWHERE, assumed: str | None = None) -> None:
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        """What makes two values equal: the structure without places and assumptions."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._key()!r})"


class Known(Value):
    """A scalar that is known: text, number, boolean, or None for an explicit null."""

    __slots__ = ("data",)

    def __init__(
        self, data: str | int | float | bool | None, at: Location = NOWHERE, assumed: str | None = None
    ) -> None:
        self.data = data
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        # True == 1 in Python, but not in a template.
        return (type(self.data).__name__, self.data)


class Absent(Value):
    """Not set. `at` is the place of the nearest thing that is there: the map that lacks the key, or the resource."""

    __slots__ = ()

    def _key(self) -> object:
        return ()


class MapValue(Value):
    """A mapping. `complete` is False when keys beyond `entries` may exist (merged with something unknown)."""

    __slots__ = ("complete", "entries")

    def __init__(
        self,
        entries: dict[str, Value],
        at: Location = NOWHERE,
        assumed: str | None = None,
        *,
        complete: bool = True,
    ) -> None:
        self.entries = entries
        self.at = at
        self.assumed = assumed
        self.complete = complete

    def _key(self) -> object:
        return (frozenset(self.entries.items()), self.complete)


class ListValue(Value):
    """A list. `complete` is False when items beyond `items` may exist, in whatever position."""

    __slots__ = ("complete", "items")

    def __init__(
        self,
        items: tuple[Value, ...],
        at: Location = NOWHERE,
        assumed: str | None = None,
        *,
        complete: bool = True,
    ) -> None:
        self.items = items
        self.at = at
        self.assumed = assumed
        self.complete = complete

    def _key(self) -> object:
        return (self.items, self.complete)


class Reference(Value):
    """The value that a resource of the graph has after deployment.

    `target` is the address of the resource; `attribute` is the name as in Fn::GetAtt (`Arn`, `Endpoint.Address`), and
    empty for what `Ref` returns: the resource's own identifier.
    """

    __slots__ = ("attribute", "target")

    def __init__(self, target: str, attribute: str = "", at: Location = NOWHERE, assumed: str | None = None) -> None:
        self.target = target
        self.attribute = attribute
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return (self.target, self.attribute)


class Text(Value):
    """A text with holes: strings and values in turn, as Fn::Sub and Fn::Join make it. Build it with `text`."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[str | Value, ...], at: Location = NOWHERE, assumed: str | None = None) -> None:
        self.parts = parts
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return self.parts


class Conditional(Value):
    """One of two values, depending on a condition that is not decided. `condition` is the condition's name."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self, condition: str, then: Value, otherwise: Value, at: Location = NOWHERE, assumed: str | None = None
    ) -> None:
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return (self.condition, self.then, self.otherwise)


class Unknown(Value):
    """A value that cannot be known here.

    `reason` completes the sentence "undecided, because ...". Two unknowns with the same `symbol` are the same value
    (the account id, a parameter without a value); without a symbol an unknown equals nothing, itself excepted.
    `sources` are the values that it is computed from at deployment (a part of an ARN, an encoded text), so that the
    references in them are not lost.
    """

    __slots__ = ("reason", "sources", "symbol")

    def __init__(
        self,
        reason: str,
        symbol: str | None = None,
        at: Location = NOWHERE,
        assumed: str | None = None,
        sources: tuple[Value, ...] = (),
    ) -> None:
        self.reason = reason
        self.symbol = symbol
        self.sources = sources
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return self.symbol if self.symbol is not None else id(self)

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, {self.symbol!r})"


class Sensitive(Value):
    """A secret. `inner` is used for decisions and never printed."""

    __slots__ = ("inner",)

    def __init__(self, inner: Value, at: Location = NOWHERE, assumed: str | None = None) -> None:
        self.inner = inner
        self.at = at
        self.assumed = assumed

    def _key(self) -> object:
        return self.inner

    def __repr__(self) -> str:
        return "Sensitive(...)"


def text(parts: Iterable[str | Value], at: Location = NOWHERE, assumed: str | None = None) -> Value:
    """Joins parts into the simplest value: Known when nothing is open, the part itself when it stands alone.

    Nested texts are flattened and neighbouring strings merged, so equal texts are equal values. Scalars are written as
    CloudFormation writes them (`true`, not `True`). A secret in any part makes the whole a secret.
    """
    merged: list[str | Value] = []
    secret = False
    for part in _flat(parts):
        piece = part
        if isinstance(piece, Value):
            assumed = assumed or piece.assumed
            while isinstance(piece, Sensitive):
                secret = True
                piece = piece.inner
            if isinstance(piece, Known):
                piece = scalar_text(piece.data)
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    result: Value
    if not merged:
        result = Known("", at, assumed)
    elif len(merged) > 1:
        result = Text(tuple(merged), at, assumed)
    elif isinstance(merged[0], str):
        result = Known(merged[0], at, assumed)
    else:
        result = merged[0]
    return Sensitive(result, at, assumed) if secret else result


def _flat(parts: Iterable[str | Value]) -> Iterator[str | Value]:
    for part in parts:
        if isinstance(part, Text):
            yield from _flat(part.parts)
        elif isinstance(part, Sensitive) and isinstance(part.inner, (Text, Sensitive)):
            yield Sensitive(Known(""))
            yield from _flat((part.inner,))
        else:
            yield part


def scalar_text(data: str | int | float | bool | None) -> str:
    """A scalar as CloudFormation writes it in a text: `true`, `900`, `1.5`, and nothing for null."""
    if data is None:
        return ""
    if data is True or data is False:
        return "true" if data else "false"
    if isinstance(data, float) and data.is_integer() and abs(data) < 1e15:
        return str(int(data))
    return str(data)


def from_plain(data: object, at: Location = NOWHERE) -> Value:
    """A value from JSON-like data, every part of it placed at `at`.

    Raises:
        TypeError: for anything that JSON does not have.
    """
    if data is None or isinstance(data, (str, int, float, bool)):
        return Known(data, at)
    if isinstance(data, dict):
        return MapValue({str(key): from_plain(item, at) for key, item in data.items()}, at)
    if isinstance(data, (list, tuple)):
        return ListValue(tuple([from_plain(item, at) for item in data]), at)
    raise TypeError(f"no value for {type(data).__name__}")


def children(value: Value) -> Iterator[tuple[str, Value]]:
    """The values directly inside a value, each with the step that leads to it (a key, an index, or nothing)."""
    if isinstance(value, MapValue):
        yield from value.entries.items()
    elif isinstance(value, ListValue):
        for index, item in enumerate(value.items):
            yield str(index), item
    elif isinstance(value, Text):
        for part in value.parts:
            if isinstance(part, Value):
                yield "", part
    elif isinstance(value, Conditional):
        yield "", value.then
        yield "", value.otherwise
    elif isinstance(value, Sensitive):
        yield "", value.inner
    elif isinstance(value, Unknown):
        for source in value.sources:
            yield "", source


LEAVES = frozenset({Known, Absent, Reference})
"""Values that have none inside them."""


def walk(value: Value, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Every value inside a value, itself first, each with its path of keys and indexes."""
    stack = [(path, value)]
    while stack:
        here, current = stack.pop()
        yield here, current
        if type(current) not in LEAVES:
            stack.extend(_below(here, current))


def _below(here: tuple[str, ...], value: Value) -> list[tuple[tuple[str, ...], Value]]:
    """The values directly inside a value with their paths, the last one first."""
    if type(value) is MapValue:
        return [((*here, key), item) for key, item in reversed(value.entries.items())]
    below = [((*here, step) if step else here, child) for step, child in children(value)]
    below.reverse()
    return below


def references(value: Value) -> Iterator[tuple[tuple[str, ...], Reference]]:
    """Every reference inside a value with the path of the property that holds it."""
    stack: list[tuple[tuple[str, ...], Value]] = [((), value)]
    while stack:
        here, current = stack.pop()
        kind = type(current)
        if kind is Reference:
            yield here, current  # type: ignore[misc]
        elif kind is MapValue:
            # Nearly every value is a known scalar, and needs no path.
            entries = current.entries  # type: ignore[attr-defined]
            stack.extend([((*here, key), item) for key, item in reversed(entries.items()) if type(item) is not Known])
        elif kind not in LEAVES:
            stack.extend(_below(here, current))


def rewrite(value: Value, change: Callable[[Value], Value]) -> Value:
    """A copy with `change` applied to every leaf and then to every composite, innermost first."""
    if isinstance(value, MapValue):
        entries = {key: rewrite(item, change) for key, item in value.entries.items()}
        return change(MapValue(entries, value.at, value.assumed, complete=value.complete))
    if isinstance(value, ListValue):
        items = tuple(rewrite(item, change) for item in value.items)
        return change(ListValue(items, value.at, value.assumed, complete=value.complete))
    if isinstance(value, Text):
        parts = [rewrite(part, change) if isinstance(part, Value) else part for part in value.parts]
        return change(text(parts, value.at, value.assumed))
    if isinstance(value, Conditional):
        then, otherwise = rewrite(value.then, change), rewrite(value.otherwise, change)
        return change(Conditional(value.condition, then, otherwise, value.at, value.assumed))
    if isinstance(value, Sensitive):
        return change(Sensitive(rewrite(value.inner, change), value.at, value.assumed))
    if isinstance(value, Unknown) and value.sources:
        sources = tuple(rewrite(source, change) for source in value.sources)
        return change(Unknown(value.reason, value.symbol, value.at, value.assumed, sources))
    return change(value)


def unmasked(value: Value) -> Value:
    """The value inside a secret; any other value as it is. It may be compared, and shown only where it is no secret."""
    return value.inner if isinstance(value, Sensitive) else value


def moved(value: Value, at: Location) -> Value:
    """A shallow copy at another place; what is inside a composite keeps its own places."""
    copy = object.__new__(type(value))
    for cls in type(value).__mro__:
        for slot in getattr(cls, "__slots__", ()):
            setattr(copy, slot, getattr(value, slot))
    copy.at = at
    return copy
