"""Classes for the Terraform modules that cdktf.json names, as `cdktf get` would have generated them.

A generated class does no more than to give its module's variables names: the values are the same without it.
"""
# ruff: noqa: PTH118, PTH123
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import json
import os
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple

    class Wanted(NamedTuple):
        """A module: the name of its class without its form, the words that lead to it, source and version."""

        name: str
        words: tuple[str, ...]
        source: str
        version: str | None

else:
    from collections import namedtuple

    Wanted = namedtuple("Wanted", ("name", "words", "source", "version"))

# What a class takes besides the module's own variables.
_META = ("depends_on", "for_each", "providers", "skip_asset_creation_from_local_modules")
_VERSION = re.compile(r"(?P<source>.+?)@(?P<version>[^@/]+)")
_OUTPUT = "_output"


class Modules:
    """The modules of one project.

    Attributes:
        used: source by the name of the package that the program imported it from.
    """

    def __init__(self, wanted: list[Wanted]) -> None:
        self.wanted = wanted
        self.used: dict[str, str] = {}
        self._classes: dict[tuple[str, str], type] = {}

    def leads(self, package: str) -> bool:
        """Whether a package of generated bindings would hold one of them."""
        last = _bare(package.rpartition(".")[2])
        return any(last in one.words for one in self.wanted)

    def find(self, package: str, name: str) -> type | None:
        """The class of a name in a package of generated bindings; None where no module is called so."""
        parts = [_bare(part) for part in package.split(".")[1:]]
        named = [one for one in self.wanted if one.name == _bare(name)]
        best = [one for one in named if set(parts) <= set(one.words)] or named
        if not best:
            return None
        self.used[package] = best[0].source
        key = (package, name)
        if key not in self._classes:
            self._classes[key] = _made(name, best[0])
        return self._classes[key]


def read(project: str) -> Modules:
    """What cdktf.json of a project names; nothing where it cannot be read."""
    try:
        with open(os.path.join(project, "cdktf.json"), encoding="utf-8") as file:
            found = json.load(file)["terraformModules"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return Modules([])
    wanted = [_wanted(one) for one in found] if isinstance(found, list) else []
    return Modules([one for one in wanted if one is not None])


def _wanted(entry: object) -> Wanted | None:
    """`{"name", "source", "version"}`, or `source@version`."""
    name = version = None
    if isinstance(entry, dict):
        source, name, version = entry.get("source"), entry.get("name"), entry.get("version")
    else:
        source = entry
    if not isinstance(source, str) or not source:
        return None
    if version is None and (match := _VERSION.fullmatch(source)) and not source.startswith((".", "/")):
        source, version = match.group("source"), match.group("version").strip()
    parts = [part for part in re.split(r"[/:]", source.partition("?")[0]) if part.strip(".")]
    if not isinstance(name, str) or not name:
        # namespace/name/provider of a registry, else the last folder, as of a module inside another.
        registry = len(parts) == 3 and not source.startswith((".", "/", "git"))
        name = parts[-2] if registry else parts[-1] if parts else ""
    words = tuple({_bare(name), *(_bare(part) for part in parts)})
    return Wanted(_bare(name), words, source, version if isinstance(version, str) else None) if _bare(name) else None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _made(name: str, wanted: Wanted) -> type:
    framework: Any = sys.modules.get("cdktn") or sys.modules["cdktf"]
    base: Any = framework.TerraformHclModule

    class Module(base):  # type: ignore[misc] # found when the program runs
        def __init__(self, scope: object, id: str, **given: object) -> None:
            meta = {key: given.pop(key) for key in _META if key in given}
            super().__init__(scope, id, source=wanted.source, version=wanted.version, variables=given, **meta)

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a foreign object
            if name.endswith(_OUTPUT) and not name.startswith("_"):
                return self.get_string(name.removesuffix(_OUTPUT))
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    Module.__name__ = Module.__qualname__ = name
    return Module
