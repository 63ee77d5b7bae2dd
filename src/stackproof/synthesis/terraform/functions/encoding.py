"""Functions that encode, decode and hash."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from stackproof.graph.values import Known, ListValue, MapValue, Value
from stackproof.synthesis.terraform.functions.json_form import json_text
from stackproof.synthesis.terraform.functions.registry import Arguments, RefusedError, function, plain
from stackproof.synthesis.terraform.lift import EncodedYaml, NotPlain, from_data, known_text, to_plain
from stackproof.vocabulary.json_text import Encoded, parse, plain_text

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.lift import Plain

_MAX_TEXT = 4_000_000
_MAX_YAML_EVENTS = 200_000
_MAX_YAML_DEPTH = 50
_ENCODINGS = {"utf-8", "utf-16", "utf-16be", "utf-16le", "us-ascii", "iso-8859-1", "windows-1252"}


@function("jsonencode", 1, 1, passes_on=True)
def _jsonencode(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (ListValue, MapValue)):
        return Encoded(value, call.at, value.assumed)
    try:
        return Known(json_text(to_plain(value)), call.at, value.assumed)
    except NotPlain:
        return call.opaque()


@function("yamlencode", 1, 1, passes_on=True)
def _yamlencode(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, (ListValue, MapValue)):
        return EncodedYaml(value, call.at, value.assumed)
    return call.opaque("its text in YAML is not written here")


@function("jsondecode", 1, 1)
def _jsondecode(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, Encoded):
        return value.structure
    if isinstance(value, (ListValue, MapValue)):
        return call.failed("a text is needed")
    known = known_text(value)
    if known is None:
        found = parse(plain_text(value))
        return found if found is not None else call.opaque()
    try:
        return from_data(json.loads(known), call.at, value.assumed)
    except ValueError:
        return call.failed("the text is not valid JSON")
    except RecursionError:
        return call.opaque("the text is nested too deeply")


@function("yamldecode", 1, 1)
def _yamldecode(call: Arguments) -> Value:
    (value,) = call.values
    if isinstance(value, EncodedYaml):
        return value.structure
    if isinstance(value, (ListValue, MapValue)):
        return call.failed("a text is needed")
    known = known_text(value)
    if known is None:
        return call.opaque()
    return _read_yaml(call, known, call.at, value.assumed)


def _read_yaml(call: Arguments, text: str, at: Location, assumed: str | None) -> Value:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        # An alias may stand for a part of any size, so that a short text could ask for endless memory.
        for count, event in enumerate(yaml.parse(text[:_MAX_TEXT], Loader=loader)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or count > _MAX_YAML_EVENTS or depth > _MAX_YAML_DEPTH:
                return call.opaque("the YAML has aliases, or is too large")
        data: object = yaml.load(text[:_MAX_TEXT], Loader=loader)  # noqa: S506 - a safe loader, whichever there is
    except yaml.YAMLError:
        return call.failed("the text is not valid YAML")
    except (ValueError, RecursionError):
        return call.opaque("the YAML is not understood here")
    try:
        return from_data(_without_dates(data), at, assumed)
    except TypeError:
        return call.opaque("the YAML has values that are not known here")


def _without_dates(data: object) -> Plain:
    if isinstance(data, dict):
        return {str(key): _without_dates(item) for key, item in data.items()}
    if isinstance(data, list):
        return [_without_dates(item) for item in data]
    if data is None or isinstance(data, (str, bool, int, float)):
        return data
    if hasattr(data, "isoformat"):
        written = data.isoformat()
        return str(written) + ("T00:00:00Z" if "T" not in written else "" if written[-6:-5] in "+-" else "Z")
    raise TypeError(type(data).__name__)


@plain("base64encode", "t")
def _base64encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@plain("base64decode", "t")
def _base64decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        raise RefusedError("the text is not the base64 of a text") from None


@function("base64gzip", 1, 1)
def _base64gzip(call: Arguments) -> Value:
    return call.opaque("how its text is compressed is not told")


@plain("textencodebase64", "tt")
def _textencodebase64(text: str, encoding: str) -> str:
    if encoding.lower() not in _ENCODINGS:
        raise ValueError(encoding)
    return base64.b64encode(text.encode(encoding.lower())).decode()


@plain("textdecodebase64", "tt")
def _textdecodebase64(text: str, encoding: str) -> str:
    if encoding.lower() not in _ENCODINGS:
        raise ValueError(encoding)
    return base64.b64decode(text, validate=True).decode(encoding.lower())


@plain("urlencode", "t")
def _urlencode(text: str) -> str:
    return quote_plus(text, safe="~")


@plain("csvdecode", "t")
def _csvdecode(text: str) -> list[dict[str, str]]:
    import csv
    import io

    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise RefusedError("the text is not valid CSV") from None
    if not rows:
        raise RefusedError("a line with the names of the columns is needed")
    head, *rest = rows
    if len(set(head)) < len(head):
        raise RefusedError("two columns have the same name")
    if any(row and len(row) != len(head) for row in rest):
        raise RefusedError("a line has not as many columns as the first one")
    return [dict(zip(head, row, strict=True)) for row in rest if row]


def digest(name: str, data: bytes, *, encode: bool = False) -> str:
    """A hash of data, as hexadecimal digits or in base64."""
    found = hashlib.new(name, data, usedforsecurity=False)
    return base64.b64encode(found.digest()).decode() if encode else found.hexdigest()


@plain("md5", "t")
def _md5(text: str) -> str:
    return digest("md5", text.encode())


@plain("sha1", "t")
def _sha1(text: str) -> str:
    return digest("sha1", text.encode())


@plain("sha256", "t")
def _sha256(text: str) -> str:
    return digest("sha256", text.encode())


@plain("sha512", "t")
def _sha512(text: str) -> str:
    return digest("sha512", text.encode())


@plain("base64sha256", "t")
def _base64sha256(text: str) -> str:
    return digest("sha256", text.encode(), encode=True)


@plain("base64sha512", "t")
def _base64sha512(text: str) -> str:
    return digest("sha512", text.encode(), encode=True)


@plain("uuidv5", "tt")
def _uuidv5(namespace: str, name: str) -> str:
    import uuid

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    return str(uuid.uuid5(known.get(namespace) or uuid.UUID(namespace), name))
