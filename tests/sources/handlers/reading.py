"""Handlers for the tests, written as texts."""

from __future__ import annotations

from pathlib import Path

from stackproof.graph.location import Location
from stackproof.graph.values import Known
from stackproof.sources.handlers.javascript_handler import read_javascript
from stackproof.sources.handlers.model import Handler
from stackproof.sources.handlers.python_handler import read_python
from stackproof.sources.packages import Package
from stackproof.sources.project import ProjectSources


def package(texts: dict[str, str], *, whole: bool = True) -> Package:
    """A package of texts."""
    sources = ProjectSources(Path(__file__).parent, engine="cloudformation", language="", entry="")
    return Package(Known("code", Location("template.yaml", 9)), sources, texts=texts, whole=whole)


def python(source: str, handler: str = "index.handler", **others: str) -> Handler:
    """What a handler in Python does; `others` are further modules by name."""
    return read_python(package({"index.py": source, **{f"{name}.py": text for name, text in others.items()}}), handler)


def javascript(source: str, handler: str = "index.handler", file: str = "index.js", **others: str) -> Handler:
    """What a handler in JavaScript does."""
    return read_javascript(package({file: source, **{f"{name}.js": text for name, text in others.items()}}), handler)


def calls(handler: Handler) -> set[str]:
    """The calls of a handler: client and method."""
    return {f"{one.client}.{one.method}" for one in handler.calls}


def reads(handler: Handler) -> set[tuple[str, bool, bool]]:
    """The variables that a handler reads: name, whether it needs it, whether it has a default."""
    return {(one.name, one.required, one.default) for one in handler.reads}


def troubles(handler: Handler) -> list[str]:
    """What is wrong with a handler, by kind."""
    return [one.kind for one in handler.troubles]
