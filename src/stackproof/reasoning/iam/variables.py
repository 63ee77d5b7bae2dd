"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (2026-11-20): variables stand
in the resource part of a Resource and in the values of string and ARN conditions; one that cannot be resolved makes the
comparison fail; a default in single quotes takes its place; `${*}`, `${?}` and `${$}` are the characters themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import string
from stackproof.graph.texts import Token, tokens
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Text,
    Unknown,
    Value,
    from_plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_WITH_DEFAULT = re.compile(r"\s*([^,]+?)\s*,\s*'([^']*)'\s*")
# A wildcard character that stands for itself is written as a character of no text's own.
_LITERAL = {"*": "\U000f0000", "?": "\U000f0001"}

Plain = str | int | float | bool | None | list[str]

OVER_TLS: Mapping[str, str] = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}
"""What a request is like that a service of AWS sends for others: it never falls short of a policy that asks for TLS."""


class RequestContext:
    """The condition keys of a request. Names of keys do not know case.

    Args:
        keys: values by key: of the algebra, or plain; None and `Absent` say that the request has no such key, a list is
            a key of several values.
        closed: whether these are all the keys that the request has. Else a key that is not listed is unknown.
    """

    def __init__(self, keys: Mapping[str, Value | Plain] | None = None, *, closed: bool = False) -> None:
        self.closed = closed
        self._keys = {key.lower(): _value(value) for key, value in (keys or {}).items()}

    def get(self, key: str) -> Value:
        """The value of a key: Absent where the request has none, Unknown where that is not known."""
        found = self._keys.get(key.lower())
        if found is not None:
            return found
        return Absent() if self.closed else Unknown(f"the request's {key} is not known")

    def with_defaults(self, keys: Mapping[str, Value]) -> RequestContext:
        """The same with further keys, where the request does not state them itself."""
        more = RequestContext(closed=self.closed)
        more._keys = {**{key.lower(): value for key, value in keys.items()}, **self._keys}
        return more


def _value(value: Value | Plain) -> Value:
    if value is None or (isinstance(value, Known) and value.data is None):
        return Absent()
    return value if isinstance(value, Value) else from_plain(value)


class Expanded(NamedTuple):
    """A value of a policy with its variables replaced.

    Attributes:
        tokens: characters and holes; `*` and `?` among them are wildcards where the element knows these.
        resolved: whether every variable could be replaced; where it could not, the comparison fails.
        literal: whether characters among the tokens stand for `*` and `?` themselves: see `as_literal`.
    """

    tokens: list[Token]
    resolved: Truth
    literal: bool


def expand(value: Value, replaces: Truth, context: RequestContext) -> Expanded:
    """Replaces the variables of a policy's value, which is in canonical form.

    Args:
        value: the text, also with holes.
        replaces: whether the policy's version knows variables.
        context: the request's keys.
    """
    whole = string(value)
    if whole is not None and "${" not in whole:
        return Expanded(list(whole), Truth.YES, False)
    out: list[Token] = []
    resolved, literal = Truth.YES, False
    for part in value.parts if isinstance(value, Text) else (value,):
        written = part if isinstance(part, str) else string(part)
        if written is None:
            out.extend(tokens(part) if isinstance(part, Value) else ())
            continue
        last = 0
        for match in _VARIABLE.finditer(written) if replaces is not Truth.NO else ():
            out.extend(written[last : match.start()])
            last = match.end()
            if replaces is Truth.UNDECIDED:
                out.append(Unknown("whether the policy's version knows variables is not known"))
                continue
            found, whether = _replacement(match.group(1), context)
            out.extend(found)
            resolved &= whether
            literal = literal or any(token in _LITERAL.values() for token in found if isinstance(token, str))
        out.extend(written[last:])
    return Expanded(out, resolved, literal)


def _replacement(name: str, context: RequestContext) -> tuple[list[Token], Truth]:
    if name in ("*", "?", "$"):
        return [_LITERAL.get(name, name)], Truth.YES
    match = _WITH_DEFAULT.fullmatch(name)
    key, default = match.groups() if match else (name.strip(), None)
    value = context.get(key)
    while isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Absent):
        return (as_literal(list(default)), Truth.YES) if default is not None else ([], Truth.NO)
    if isinstance(value, (Known, Text)) and (not isinstance(value, Known) or value.data is not None):
        return as_literal(tokens(value)), Truth.YES
    if isinstance(value, (ListValue, MapValue, Conditional, Known)):
        # Which of several values takes the place is not documented.
        return [Unknown(f"{key} has more than one value")], Truth.UNDECIDED
    certain = default is not None or not (isinstance(value, Unknown) and value.symbol is None)
    return [value], Truth.YES if certain else Truth.UNDECIDED


def as_literal(text: Iterable[Token]) -> list[Token]:
    """A text in which `*` and `?` stand for themselves."""
    return [_LITERAL.get(token, token) if isinstance(token, str) else token for token in text]


def has_variables(written: str) -> bool:
    """Whether a text of a policy holds a variable."""
    return _VARIABLE.search(written) is not None


def names(written: str) -> list[str]:
    """The variables that a text of a policy holds, without their defaults."""
    return [match.group(1).split(",", 1)[0].strip() for match in _VARIABLE.finditer(written)]
