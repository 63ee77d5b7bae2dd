"""What a program registered becomes values: placeholders are references again, and what varies is not known."""

from __future__ import annotations

import base64
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Sensitive, Text, Unknown, Value, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# These agree with placeholders.py and driver.cjs, which run without stackproof around them.
_MARKERS = (re.compile("LkGf[BcDfGhJkLm]{6}Dh"), re.compile("VwQr[NpQrStVwXz]{6}Xz"))
MARKER = re.compile("|".join(pattern.pattern for pattern in _MARKERS))
"""A part of a placeholder of either alphabet."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark of the protocol
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_MAX_DEPTH = 200
_BOUNDARY = re.compile(r"[^A-Za-z0-9]")

COMPUTED = "it is computed from what is known only after deployment"
VARYING = "it differs between two runs of the program with the same settings, or is computed from what is known only after deployment"  # noqa: E501


class _Origin(NamedTuple):
    """What a marker belongs to: a whole placeholder, how far into it, and what that stands for."""

    whole: str
    offset: int
    value: Value


class Decoder:
    """Reads the data of one run.

    Args:
        alphabet: which alphabet the placeholders of the run are made of, 0 or 1.
        address_of: the address of what a URN names; None where the graph has no such resource.
        secrets: values that are secret wherever they turn up.
        home: where the program saw its project; assets below it are named from there.
    """

    def __init__(
        self, alphabet: int, address_of: Callable[[str], str | None], secrets: tuple[str, ...] = (), home: str = ""
    ) -> None:
        self._secrets = secrets
        self._below = f"{home}/"
        self._pattern = _MARKERS[alphabet]
        self._address_of = address_of
        self._origins: dict[str, _Origin] = {}
        self._encoded: dict[str, Value] = {}

    def learn(self, placeholder: str, value: Value) -> None:
        """From now on the placeholder reads as the value."""
        plain = self._pattern.search(placeholder) is not None
        if not plain:
            self._encoded[placeholder] = value
        for match in self._pattern.finditer(placeholder if plain else _decoded(placeholder)):
            self._origins[match.group()] = _Origin(placeholder, match.start(), value)

    def learn_derived(self, marker: str, source: str) -> None:
        """From now on the marker reads as something that was computed from the text `source`."""
        if self._pattern.fullmatch(marker):
            self._origins[marker] = _Origin(marker, 0, Unknown(COMPUTED, None, NOWHERE, None, (self.text(source),)))

    def references(self, urns: Iterable[str], at: Location = NOWHERE) -> tuple[Value, ...]:
        """References to the resources of these URNs, as far as the graph has them."""
        found = (self._address_of(urn) for urn in urns)
        return tuple(Reference(address, "", at) for address in found if address is not None)

    def value(self, data: object, at: Location = NOWHERE, sources: tuple[Value, ...] = (), depth: int = 0) -> Value:
        """The value of data as Pulumi's protocol has it.

        Args:
            sources: what the whole depends on: an unknown part was computed from them.
        """
        if isinstance(data, str):
            return Unknown(COMPUTED, None, at, None, sources) if data == UNKNOWN else self.text(data, at)
        if isinstance(data, float) and not isinstance(data, bool):
            return _number(data, at)
        if data is None or isinstance(data, (bool, int)):
            return Known(data, at)
        if depth > _MAX_DEPTH:
            return Unknown("it is nested too deeply", None, at)
        if isinstance(data, list):
            return ListValue(tuple([self.value(item, at, sources, depth + 1) for item in data]), at)
        if isinstance(data, dict):
            if _SIGNATURE in data:
                return self._special(data, at, sources, depth)
            entries = {self._key(key): self.value(item, at, sources, depth + 1) for key, item in data.items()}
            return MapValue({key: item for key, item in entries.items() if key is not None}, at,
                            complete=None not in entries)  # fmt: skip
        return Unknown("it is no data", None, at)

    def _key(self, key: str) -> str | None:
        """A key; None for one that is known only after deployment."""
        return None if self._pattern.search(key) else key

    def _special(self, data: dict[str, object], at: Location, sources: tuple[Value, ...], depth: int) -> Value:
        kind = data[_SIGNATURE]
        if kind == _SECRET:
            hidden = self.value(data.get("value"), at, sources, depth + 1)
            return hidden if isinstance(hidden, Sensitive) else Sensitive(hidden, at)
        if kind in (_ASSET, _ARCHIVE):
            return self._asset(data, at, sources, depth)
        if kind == _RESOURCE:
            found = self.references([str(data.get("urn"))], at)
            return found[0] if found else Unknown("it is a component, not a value", None, at)
        if kind == _OUTPUT:
            inner = self.value(data.get("value", UNKNOWN), at, sources, depth + 1)
            return Sensitive(inner, at) if data.get("secret") is True else inner
        return Unknown("Pulumi's protocol has no such value", None, at)

    def _asset(self, data: dict[str, object], at: Location, sources: tuple[Value, ...], depth: int) -> Value:
        """Where an asset is, or what it holds; an archive of assets under the one key `assets`."""
        path = data.get("path")
        if isinstance(path, str):
            # The copy that the program ran in is gone, and lies elsewhere each time.
            return self.text("." if f"{path}/" == self._below else path.removeprefix(self._below), at)
        for key in ("path", "text", "uri"):
            if key in data:
                return self.value(data[key], at, sources, depth + 1)
        return MapValue({"assets": self.value(data.get("assets"), at, sources, depth + 1)}, at)

    def text(self, data: str, at: Location = NOWHERE) -> Value:
        """A text with the placeholders in it as holes."""
        if data in self._encoded:
            return _placed(self._encoded[data], at)
        parts = list(self._parts(data, at))
        if any(secret in data for secret in self._secrets):
            hidden = text(parts, at)
            return hidden if isinstance(hidden, Sensitive) else Sensitive(hidden, at)
        return Known(data, at) if parts == [data] else text(parts, at)

    def _parts(self, data: str, at: Location) -> Iterator[str | Value]:
        done = 0
        for match in self._pattern.finditer(data):
            if match.start() < done:
                continue
            origin = self._origins.get(match.group())
            start = match.start() - origin.offset if origin is not None else 0
            if origin is not None and start >= done and data.startswith(origin.whole, start):
                if start > done:
                    yield data[done:start]
                yield _placed(origin.value, at)
                done = start + len(origin.whole)
                continue
            if match.start() > done:
                yield data[done : match.start()]
            yield Unknown(COMPUTED, None, at, None, (_placed(origin.value, at),) if origin is not None else ())
            done = match.end()
        if done < len(data) or not data:
            yield data[done:]


def _decoded(placeholder: str) -> str:
    try:
        return base64.b64decode(placeholder, validate=True).decode("ascii", "replace")
    except ValueError:
        return ""


def _placed(value: Value, at: Location) -> Value:
    if isinstance(value, Reference):
        return Reference(value.target, value.attribute, at, value.assumed)
    return value


def _number(data: float, at: Location) -> Value:
    if not math.isfinite(data):
        return Unknown("it is no number", None, at)
    return Known(int(data) if data.is_integer() and abs(data) < 1e15 else data, at)


def settled(first: Value, again: Value, shown: Value | None = None) -> Value:
    """The first of two values of equal runs, with all that differs between them unknown.

    Args:
        shown: a value of another run that is given in place of the first, unknown where those two differ.
    """
    result = first if shown is None else shown
    if first == again or (isinstance(first, Unknown) and isinstance(again, Unknown)):
        return result
    if isinstance(first, Sensitive) and isinstance(again, Sensitive) and isinstance(result, Sensitive):
        return Sensitive(settled(first.inner, again.inner, result.inner), result.at, result.assumed)
    if isinstance(first, MapValue) and isinstance(again, MapValue) and isinstance(result, MapValue):
        return _settled_maps(first, again, result)
    if isinstance(first, ListValue) and isinstance(again, ListValue) and isinstance(result, ListValue):
        items = tuple(map(settled, first.items, again.items, result.items))
        complete = first.complete and again.complete and result.complete and len(items) == len(result.items)
        same = len(first.items) == len(again.items)
        return ListValue(items, result.at, result.assumed, complete=complete and same)
    if _is_text(first) and _is_text(again) and _is_text(result):
        return _settled_texts(first, again, result)
    return Unknown(VARYING, None, result.at, result.assumed, tuple(_holes(result)))


def _settled_maps(first: MapValue, again: MapValue, shown: MapValue) -> MapValue:
    entries: dict[str, Value] = {}
    complete = first.complete and again.complete and shown.complete and first.entries.keys() >= again.entries.keys()
    for key, value in shown.entries.items():
        one, other = first.entries.get(key), again.entries.get(key)
        entries[key] = (
            settled(one, other, value) if one is not None and other is not None else Unknown(VARYING, None, value.at)
        )
    return MapValue(entries, shown.at, shown.assumed, complete=complete)


def _is_text(value: Value) -> bool:
    return isinstance(value, (Text, Reference, Unknown)) or (isinstance(value, Known) and isinstance(value.data, str))


def _settled_texts(first: Value, again: Value, shown: Value) -> Value:
    """What two texts share at their ends, up to a boundary of words, with an unknown between."""
    one, other, result = list(_tokens(first)), list(_tokens(again)), list(_tokens(shown))
    start = 0
    while start < min(len(one), len(other)) and _same(one[start], other[start]):
        start += 1
    if start == len(one) == len(other):
        return shown
    end = 0
    while end < min(len(one), len(other)) - start and _same(one[-1 - end], other[-1 - end]):
        end += 1
    # Another suffix has the same length, so the parts of a twin lie where those of the first run do.
    head = _to_boundary(result[:start])
    tail = _to_boundary(result[max(start, len(result) - end) :][::-1])[::-1]
    middle = Unknown(VARYING, None, shown.at, None, tuple(_holes(shown)))
    return text([*head, middle, *tail], shown.at, shown.assumed)


def _same(one: str | Value, other: str | Value) -> bool:
    return one == other or (isinstance(one, Unknown) and isinstance(other, Unknown))


def _tokens(value: Value) -> Iterator[str | Value]:
    if isinstance(value, Known):
        yield from str(value.data)
    elif isinstance(value, Text):
        for part in value.parts:
            if isinstance(part, str):
                yield from part
            else:
                yield part
    else:
        yield value


def _to_boundary(tokens: list[str | Value]) -> list[str | Value]:
    """The tokens up to the last that ends a word: what follows may be equal by chance."""
    while tokens and isinstance(tokens[-1], str) and not _BOUNDARY.match(tokens[-1]):
        tokens = tokens[:-1]
    return tokens


def _holes(value: Value) -> Iterator[Value]:
    if isinstance(value, (Reference, Unknown)):
        yield value
    elif isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, Value))


def merged(
    shown: Mapping[str, Value], first: Mapping[str, Value] | None, again: Mapping[str, Value] | None
) -> dict[str, Value]:
    """What `settled` makes of each value; where there are no two equal runs everything stays as it is."""
    if first is None or again is None:
        return dict(shown)
    return _settled_maps(MapValue(dict(first)), MapValue(dict(again)), MapValue(dict(shown))).entries
