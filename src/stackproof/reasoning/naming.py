"""Physical names: what is known of their length and characters, and whether a service accepts them.

A name is a sequence of pieces: known text, and holes of which bounds may be known (an account id has twelve digits, the
`hex` of a `random_id` two for each byte). What the pieces say for certain is a fault; what only some value of a hole
would break is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.facts.names import PROPERTIES, PROVIDER_ALPHABETS, TABLE, NameLimits, name_limits, outside
from stackproof.facts.types import type_facts
from stackproof.graph.canonical import COMPLETED, canonical
from stackproof.graph.query import assumption, number, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, Reference, Text, Unknown, Value, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = _UPPER.lower()
_DIGITS = "0123456789"
_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
# So many random characters hold one of each kind that may occur with a probability of more than 95 in 100.
_SURE = 8

# Terraform's AWS provider puts the time and a counter behind a prefix, as 26 hexadecimal digits.
_UNIQUE_END = 26

Matter = Literal["length", "characters", "reserved"]


class Hole(NamedTuple):
    """A part of a name that is known only after deployment.

    Attributes:
        shortest, longest: the bounds of its length; `longest` is None where there is none.
        holds: characters that it holds for certain, or as good as.
        shown: the hole for a person to read.
    """

    shortest: int
    longest: int | None
    holds: str
    shown: str


class Spelling(NamedTuple):
    """One of the values that a name can turn out to be."""

    value: Value
    pieces: tuple[str | Hole, ...]

    @property
    def shortest(self) -> int:
        """The number of characters that the name has at least."""
        return sum(len(piece) if isinstance(piece, str) else piece.shortest for piece in self.pieces)

    @property
    def longest(self) -> int | None:
        """The number of characters that the name has at most; None where a hole has no bound."""
        total = 0
        for piece in self.pieces:
            length = len(piece) if isinstance(piece, str) else piece.longest
            if length is None:
                return None
            total += length
        return total

    @property
    def known(self) -> str | None:
        """The whole name; None where it has a hole."""
        texts = [piece for piece in self.pieces if isinstance(piece, str)]
        return "".join(texts) if len(texts) == len(self.pieces) else None

    @property
    def start(self) -> str:
        """The known text that the name begins with."""
        return self.pieces[0] if self.pieces and isinstance(self.pieces[0], str) else ""

    @property
    def end(self) -> str:
        """The known text that the name ends with."""
        return self.pieces[-1] if self.pieces and isinstance(self.pieces[-1], str) else ""

    @property
    def shown(self) -> str:
        """The name for a person to read."""
        return "".join(piece if isinstance(piece, str) else piece.shown for piece in self.pieces)


class Breach(NamedTuple):
    """One rule of a service that a name breaks for certain.

    `said` completes "the name X ...". `lasting`: a longer value of a part that was assumed would break it too; a name
    that begins with a hyphen because a default is empty waits for a value.
    """

    matter: Matter
    said: str
    spelling: Spelling
    lasting: bool = True


def name_path(resource: Resource) -> tuple[str, ...]:
    """The steps that lead to the physical name of a resource; empty where its type has none."""
    written = PROPERTIES.get(resource.type)
    if written is not None:
        return (written,)
    facts = type_facts(resource.type)
    return facts.name_path if facts is not None else ()


def written_name(resource: Resource) -> Value:
    """The physical name as it was written; Absent where AWS makes it up or the type has none."""
    path = name_path(resource)
    return resource.get(*path) if path else Absent(resource.location)


def spellings(name: Value, graph: Graph) -> Iterator[Spelling]:
    """The values that a name can turn out to be, each in pieces.

    Nothing for what is no text, not known at all, or secret: a name is shown in the message that is about it.
    """
    # A text that is known in full is its own canonical form, ARNs of other partitions aside, which are no names.
    yield from _spellings(name if isinstance(name, Known) else canonical(name, graph), graph)


class Measured(NamedTuple):
    """The name of a resource: what it has to be, and what it can turn out to be."""

    resource: Resource
    limits: NameLimits
    spellings: tuple[Spelling, ...]


def measured_names(graph: Graph) -> dict[str, Measured]:
    """The names that are written down and whose rules are known, by address; for `graph.index`.

    Names that are given as ARNs are left out: these have lengths of their own.
    """
    found: dict[str, Measured] = {}
    for resource in graph.resources.values():
        name = written_name(resource) if resource.exists is not Truth.NO else None
        if name is None or isinstance(name, Absent):
            continue
        limits = limits_of(resource)
        if limits is None:
            continue
        names = tuple(one for one in spellings(name, graph) if not one.start.startswith("arn:"))
        if names:
            found[resource.address] = Measured(resource, limits, names)
    return found


def _spellings(value: Value, graph: Graph) -> Iterator[Spelling]:
    if isinstance(value, Conditional):
        yield from _spellings(value.then, graph)
        yield from _spellings(value.otherwise, graph)
    elif isinstance(value, Known):
        if isinstance(value.data, str) and value.data:
            yield Spelling(value, (value.data,))
    elif isinstance(value, Text):
        pieces = [part if isinstance(part, str) else _hole(part, graph) for part in value.parts]
        yield Spelling(value, tuple(pieces))


_SYMBOLS: dict[str, tuple[int, int | None, str]] = {
    "AWS::AccountId": (12, 12, ""),
    # us-east-1 is the shortest region, ap-southeast-1 the longest of the partition aws; cn-northwest-1 is as long.
    "AWS::Region": (9, 14, "-"),
    "AWS::Partition": (3, 10, ""),
    "AWS::StackName": (1, None, ""),
}


def _hole(value: Value, graph: Graph) -> str | Hole:
    """What is known of an open part of a name."""
    if isinstance(value, Known):
        return scalar_text(value.data)
    if isinstance(value, Unknown):
        shown = "${" + value.symbol + "}" if value.symbol else "${...}"
        if value.reason == COMPLETED:
            return Hole(_UNIQUE_END, _UNIQUE_END, "", shown)
        low, high, holds = _SYMBOLS.get(value.symbol or "", (0, None, ""))
        return Hole(low, high, holds, shown)
    if isinstance(value, Reference):
        return _random(value, graph) or Hole(0, None, "", "${" + f"{value.target}.{value.attribute}".rstrip(".") + "}")
    return Hole(0, None, "", "${...}")


def _random(value: Reference, graph: Graph) -> Hole | None:
    """The values that the provider `random` makes: their lengths are written down where they are made."""
    maker = graph.resources.get(value.target)
    if maker is None or not maker.type.startswith("random_"):
        return None
    shown = "${" + f"{value.target}.{value.attribute}" + "}"
    if maker.type == "random_id" and value.attribute == "hex":
        count = number(maker.get("byte_length"))
        prefix = maker.get("prefix")
        if count is not None and isinstance(prefix, Absent):
            return Hole(int(count) * 2, int(count) * 2, "", shown)
    if maker.type in ("random_string", "random_password") and value.attribute in ("result", "id"):
        count = number(maker.get("length"))
        if count is not None:
            return Hole(int(count), int(count), _certain_characters(maker, int(count)), shown)
    if maker.type == "random_uuid":
        return Hole(36, 36, "-", shown)
    return None


def _certain_characters(maker: Resource, length: int) -> str:
    """Characters that stand for the kinds that a random string as good as always has: capitals and special ones."""
    if length < _SURE:
        return ""
    found = ""
    for kind, characters in (("upper", _UPPER), ("special", _SPECIAL)):
        allowed = maker.get(kind)
        if (isinstance(allowed, Absent) or string(allowed) == "true") and isinstance(
            maker.get("override_special"), Absent
        ):
            found += characters[0]
    return found


def limits_of(resource: Resource) -> NameLimits | None:
    """What the name of a resource has to be, for the service and for the provider that the tool uses."""
    found = name_limits(resource.type)
    native = resource.native_type in ("", resource.type)
    if found is None or (not native and resource.type not in TABLE):
        # A schema is CloudFormation's own word: other tools call the service, which can be more generous.
        return None
    stricter = PROVIDER_ALPHABETS.get(resource.native_type)
    if stricter is not None:
        alphabet, described = stricter
        found = found._replace(alphabet=alphabet, described=described)
    if resource.type == "AWS::Cognito::UserPoolDomain" and not isinstance(resource.get("CustomDomainConfig"), Absent):
        # A domain of one's own is a domain name, with dots and the words that a prefix may not have.
        return None
    return found


def breaches_by_matter(graph: Graph) -> dict[Matter, dict[str, list[Breach]]]:
    """The rules of the services that names break for certain, by matter and address; for `graph.index`."""
    found: dict[Matter, dict[str, list[Breach]]] = {"length": {}, "characters": {}, "reserved": {}}
    for address, (_, limits, names) in graph.index(measured_names).items():
        for spelling in names:
            for breach in broken(spelling, limits):
                if breach.lasting or not assumption(spelling.value):
                    found[breach.matter].setdefault(address, []).append(breach)
    return found


def broken(spelling: Spelling, limits: NameLimits) -> Iterator[Breach]:
    """The limits that a spelling breaks for certain, at most one for each matter."""
    for matter, found in (("length", _length), ("characters", _characters), ("reserved", _reserved)):
        one = found(spelling, limits)
        if one is not None:
            yield Breach(matter, one.said, spelling, one.lasting)  # type: ignore[arg-type]


class _Broken(NamedTuple):
    said: str
    lasting: bool = True


def _length(spelling: Spelling, limits: NameLimits) -> _Broken | None:
    least, most = spelling.shortest, spelling.longest
    if least > limits.longest:
        return _Broken(f"has {'at least ' if most != least else ''}{least} characters; {limits.longest} are allowed")
    if most is not None and most < limits.shortest:
        return _Broken(f"has {most} characters; at least {limits.shortest} are needed", lasting=False)
    return None


def _characters(spelling: Spelling, limits: NameLimits) -> _Broken | None:
    pieces = list(spelling.pieces)
    if limits.extension and spelling.end.endswith(limits.extension):
        pieces[-1] = spelling.end.removesuffix(limits.extension)
    if limits.alphabet:
        pattern = outside(limits.alphabet)
        for piece in pieces:
            text = piece if isinstance(piece, str) else piece.holds
            found = pattern.search(text)
            if found:
                kind = _kind(found.group())
                where = "has" if isinstance(piece, str) else f"gets from {piece.shown}"
                return _Broken(f"{where} {kind}; only {limits.described} are allowed")
    first, last = spelling.start[:1], spelling.end[-1:]
    if limits.begins and spelling.start and not _could_begin(spelling, limits.begins):
        return _Broken(f"does not begin with {limits.begins}", lasting=False)
    if limits.first and first and outside(limits.first).match(first):
        return _Broken(f"begins with {_kind(first)}", lasting=False)
    if limits.last and last and outside(limits.last).match(last):
        return _Broken(f"ends with {_kind(last)}", lasting=False)
    if limits.rooted and first not in ("", "/") and any("/" in one for one in spelling.pieces if isinstance(one, str)):
        return _Broken("has a slash in it and does not begin with one", lasting=False)
    for piece in spelling.pieces:
        for sign in limits.forbidden:
            if isinstance(piece, str) and sign in piece:
                return _Broken(f"has {sign!r} in it, which is not allowed", lasting=False)
    return None


def _could_begin(spelling: Spelling, begins: str) -> bool:
    start = spelling.start
    return start.startswith(begins) or (begins.startswith(start) and len(spelling.pieces) > 1)


def _kind(character: str) -> str:
    if character in _UPPER:
        return f"the capital letter {character!r}"
    if character == " ":
        return "a space"
    return f"the character {character!r}"


def _reserved(spelling: Spelling, limits: NameLimits) -> _Broken | None:
    start = spelling.start.lower()
    for prefix in limits.reserved:
        if start.startswith(prefix):
            return _Broken(f"begins with {prefix!r}, which is reserved")
    for ending in limits.endings:
        if spelling.end.endswith(ending):
            return _Broken(f"ends with {ending!r}, which is reserved")
    for piece in spelling.pieces:
        for word in limits.words:
            if isinstance(piece, str) and word in piece:
                return _Broken(f"contains the word {word!r}, which the service keeps for itself")
    return None


def with_suffix(spelling: Spelling, suffix: str, length: int) -> int | None:
    """The number of characters of the name when the environment's suffix has this length; None when it is not in it."""
    count = sum(
        len(re.findall(rf"(?<![A-Za-z0-9]){re.escape(suffix)}(?![A-Za-z0-9])", piece))
        for piece in spelling.pieces
        if isinstance(piece, str)
    )
    return spelling.shortest + count * (length - len(suffix)) if count else None
