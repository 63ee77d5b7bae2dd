"""The code of each Lambda function of a graph and what it does, worked out once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import string
from stackproof.graph.values import Absent, ListValue
from stackproof.sources.handlers.model import Handler
from stackproof.sources.packages import Package, package_of

if TYPE_CHECKING:
    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

# Code that imports these runs on devices, with what is installed and set there.
_OF_DEVICES = frozenset({"greengrasssdk", "greengrass_sdk", "aws-greengrass-core-sdk"})


# What no code of a handler is without.
_STATEMENT = re.compile(r"\b(?:def|lambda|import|from|class|function|exports?|require|const|let|var|return)\b|=>")
_MUCH = 200


class Code(NamedTuple):
    """The code of a function.

    Attributes:
        package: where it is.
        handler: what it does; None where that is not read: another language, a handler that is not known, no code.
        language: `python`, `nodejs`, another language as the runtime names it, empty where it is not known.
    """

    package: Package
    handler: Handler | None
    language: str


def code_of(function: Resource, sources: ProjectSources) -> Code:
    """The code of a function of the graph that these sources belong to."""
    return sources.once(("code", function.address), lambda: _read(function, sources))


def _read(function: Resource, sources: ProjectSources) -> Code:
    package = package_of(function, sources)
    runtime = string(function.get("Runtime")) or ""
    found = re.match(r"[a-z]+", runtime)
    language = found[0] if found else ""
    if runtime.startswith("python2"):
        # Another language, which no grammar here reads.
        return Code(package, None, language)
    handler = string(function.get("Handler"))
    if handler is None or "." not in handler or not package.names:
        return Code(package, None, language)
    if package.entry:
        handler = f"{package.entry.rpartition('.')[0]}.{handler.rpartition('.')[2]}"
    made: Handler | None = None
    if language == "python":
        from stackproof.sources.handlers.python_handler import read_python

        made = read_python(package, handler)
    elif language == "nodejs":
        from stackproof.sources.handlers.javascript_handler import read_javascript

        made = read_javascript(package, handler)
    if made is not None and any(one.name in _OF_DEVICES for one in made.imports):
        return Code(package, None, language)
    return Code(package, made, language)


def is_placeholder(package: Package) -> bool:
    """Whether the code is a word or two that stand for what is uploaded later, past the deployment."""
    written = list(package.texts.values())
    if not written or package.files:
        return False
    return all(len(text) < _MUCH and _STATEMENT.search(text) is None for text in written)


def has_layers(function: Resource) -> bool:
    """Whether a function has or may have layers, which hold code that is not in its package."""
    layers = function.get("Layers")
    return not (isinstance(layers, Absent) or (isinstance(layers, ListValue) and layers.complete and not layers.items))
