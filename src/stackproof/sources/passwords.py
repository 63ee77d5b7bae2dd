"""Passwords and other secrets that are written where everybody reads them, judged by what is written."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.graph.query import string
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
    unmasked,
)
from stackproof.sources.plain_secrets import leaves, literal, looks_like, name_of
from stackproof.sources.secrets import names_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_SINK = re.compile(r"(?:Password|AuthToken|AuthenticationToken|SecretAccessKey|PrivateKey)$")
_NO_SINK = re.compile(r"^(?:Manage|Require|Use|Allow|Minimum|Password(?:Policy|Reset))")
_STORES = {("AWS::SecretsManager::Secret", "SecretString"): "secret", ("AWS::SSM::Parameter", "Value"): "parameter"}
_STORING = frozenset(type_name for type_name, _ in _STORES)
_NOTHING = Absent()
# What stands where somebody is meant to write something else, and what everybody tries first.
_PLACEHOLDER = re.compile(
    r"change.?(?:me|it|this|in)|replace|placeholder|example|dummy|sample|todo|fixme|your|insert|temp|default|update"
    r"|initial|^(?:x+|\*+|\.+|-+|<.*>|\$.*|%.*|none|null|n/?a|test\w*|secret\w*|foo\w*|bar\w*|admin\w*|root\w*)$"
    r"|passw[o0]rd|passwd|mypass|qwerty|12345|letmein|welcome",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"arn:|/|alias/|https?://|ssm:|vault:|\{\{|projects/|s3://|@Microsoft", re.IGNORECASE)


class Written(NamedTuple):
    """A secret in plain text.

    Attributes:
        path: of the property.
        value: what holds it; its text is never shown.
        kind: `token` (looks like a key of some service), `password` (a property of AWS that takes one), `variable` (of
            an environment), `secret` and `parameter` (the content of a secret or secure parameter).
        placeholder: it is one that everybody knows, or that stands for another.
        assumed: it is a default, used where nothing is passed.
        what: of a token, what it looks like.
    """

    path: tuple[str, ...]
    value: Value
    kind: Literal["token", "password", "variable", "secret", "parameter"]
    placeholder: bool
    assumed: bool
    what: str = ""

    @property
    def shown(self) -> str:
        """The path of the property."""
        return ".".join(self.path)


def written_in(resource: Resource, graph: Graph) -> tuple[Written, ...]:
    """The secrets that stand in a resource's properties; each resource of a graph is looked through once."""
    return graph.index(_all_written).get(resource.address, ())


def _all_written(graph: Graph) -> dict[str, tuple[Written, ...]]:
    likely = [resource for resource in graph.resources.values() if _may_hold_one(resource)]
    found = {resource.address: tuple(_written_in(resource)) for resource in likely}
    return {address: secrets for address, secrets in found.items() if secrets}


def _may_hold_one(resource: Resource) -> bool:
    """Whether a resource is worth walking through with all its paths: a key, a name or a text says so."""
    if resource.type in _STORING:
        return True
    waiting: list[Value] = [resource.properties]
    while waiting:
        value = waiting.pop()
        if type(value) is MapValue:
            if any(_is_telling(key) for key in value.entries):
                return True
            named = string(value.entries.get("Name", value.entries.get("name", _NOTHING)))
            if named is not None and _SINK.search(named):
                return True
            waiting.extend(value.entries.values())
        elif type(value) is ListValue:
            waiting.extend(value.items)
        elif type(value) is Conditional:
            waiting += (value.then, value.otherwise)
        elif type(value) is Known:
            if type(value.data) is str and looks_like(value.data):
                return True
        elif type(value) is Sensitive or (type(value) is Text and looks_like(literal(value))):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def _is_telling(key: str) -> bool:
    return key in ("Environment", "EnvironmentVariables") or _SINK.search(key) is not None


def _written_in(resource: Resource) -> Iterator[Written]:
    if resource.exists is Truth.NO or not resource.type.startswith("AWS::"):
        return
    for path, value in leaves(resource.properties, ()):
        found = _judged(resource, path, value)
        if found is not None:
            yield found


def _judged(resource: Resource, path: tuple[str, ...], value: Value) -> Written | None:
    if not _may_be_one(resource, path, value):
        return None
    bare = unmasked(value)
    written = string(value)
    tokens = looks_like(written if written is not None else literal(value))
    assumed = bare.assumed is not None or value.assumed is not None
    if tokens:
        return Written(path, value, "token", False, assumed, tokens[0])
    if not isinstance(bare, Known) or not isinstance(bare.data, str) or not bare.data.strip():
        return None
    name = name_of(path)
    text = bare.data
    store = _STORES.get((resource.type, path[-1])) if len(path) == 1 else None
    if store == "secret":
        inner = _inside(text)
        if inner is None:
            return None
        return Written(path, value, "secret", _is_placeholder(inner), assumed)
    if store == "parameter":
        secure = string(resource.get("Type")) == "SecureString"
        return Written(path, value, "parameter", _is_placeholder(text), assumed) if secure else None
    if _NO_SECRET.match(text):
        return None
    if "Environment" in path or "EnvironmentVariables" in path:
        if names_secret(name) and len(text) >= 6 and " " not in text:
            return Written(path, value, "variable", _is_placeholder(text), assumed)
        return None
    if _SINK.search(name) and not _NO_SINK.search(name):
        return Written(path, value, "password", _is_placeholder(text), assumed)
    return None


def _may_be_one(resource: Resource, path: tuple[str, ...], value: Value) -> bool:
    """Whether it is worth looking closer: nearly nothing is a secret, and that is told at once."""
    if type(value) is not Known:
        return not isinstance(value, Unknown)
    text = value.data
    return type(text) is str and (_is_place(resource, path) or bool(looks_like(text)))


def _is_place(resource: Resource, path: tuple[str, ...]) -> bool:
    """Whether secrets are put here."""
    if len(path) == 1 and (resource.type, path[0]) in _STORES:
        return True
    name = path[-1] if path and not path[-1].isdigit() else name_of(path)
    return "Environment" in path or "EnvironmentVariables" in path or _SINK.search(name) is not None


def _inside(text: str) -> str | None:
    """The secret in the text of a secret: that of the first key that names one, or the text itself."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    named = [item for key, item in data.items() if isinstance(item, str) and names_secret(key)]
    return next((item for item in named if item), None)


def _is_placeholder(text: str) -> bool:
    return len(text) < 8 or bool(_PLACEHOLDER.search(text)) or len(set(text)) < 5
