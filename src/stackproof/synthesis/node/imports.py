"""Which packages the sources of a program import, as far as their text tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.sandbox import read_output

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.node.manifest import Manifest

_MAX_SOURCES = 5_000
_MAX_SOURCE_BYTES = 2 << 20
_SOURCE_ENDINGS = (".ts", ".js", ".mts", ".cts", ".mjs", ".cjs", ".tsx", ".jsx")
# Bundlers and the like count as development packages, and so do tests; a program that imports one gets them all.
_IMPORT = re.compile(rb"""(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*["']([^"'\s.][^"'\s]*)["']""")
_TESTS = frozenset({"test", "tests", "__tests__", "spec", "e2e", "__mocks__", "node_modules", "cdk.out", "cdktf.out"})


def needs_development(names: set[str], asked: Manifest) -> bool:
    """Whether a program imports a development package, or one that comes with them and that package.json does not name.

    Many programs import source-map-support, which they have from jest alone.
    """
    if names & asked.development.keys():
        return True
    packages = asked.lock.get("packages") if asked.lock is not None else None
    if isinstance(packages, dict):
        found = (packages.get(f"node_modules/{name}") for name in names - asked.dependencies.keys())
        return any(isinstance(one, dict) and one.get("dev") is True for one in found)
    return "source-map-support" in names - asked.dependencies.keys()


def imported(root: Path) -> set[str]:
    """Names of the packages that the project's own sources import, tests left aside."""
    found: set[str] = set()
    pending, count = [root], 0
    while pending and count < _MAX_SOURCES:
        folder = pending.pop()
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            count += 1
            if entry.is_symlink() or entry.name.startswith(".") or entry.name in _TESTS:
                continue
            if entry.is_dir():
                pending.append(entry)
            elif is_source(entry):
                found |= imported_by(entry)
    return found


def is_source(file: Path) -> bool:
    """Whether a file is one of a program, no test and no configuration of a tool."""
    return file.name.endswith(_SOURCE_ENDINGS) and not re.search(r"\.(?:test|spec|d|config)\.\w+$", file.name)


def imported_by(file: Path) -> set[str]:
    """Names of the packages that a source imports."""
    try:
        text = read_output(file.parent, file.name, max_bytes=_MAX_SOURCE_BYTES)
    except InputError:
        return set()
    names = (match.group(1).decode("utf-8", "replace") for match in _IMPORT.finditer(text))
    return {"/".join(name.split("/")[: 2 if name.startswith("@") else 1]) for name in names}
