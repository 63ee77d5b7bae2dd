"""Which file of a project a command means, and the configuration of TypeScript that applies to it."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.sandbox import read_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_BYTES = 1 << 20
_ORIGINALS = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
_IMPLIED = ("", ".ts", ".tsx", ".js", ".mts", ".mjs", ".cjs", "/index.ts", "/index.js")
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')


def resolve(root: Path, target: str, *, translated: bool) -> str | None:
    """The file of the project that a command names, relative to it; None when there is none.

    Args:
        translated: whether a step before makes JavaScript of TypeScript, so that the latter is what counts.
    """
    plain = posixpath.normpath(target)
    if plain.startswith(("/", "..")) or plain == ".":
        return None
    stem, ending = posixpath.splitext(plain)
    originals = [f"{place}{original}" for place in _places(root, stem) for original in _ORIGINALS.get(ending, ())]
    exact = [f"{plain}{implied}" for implied in _IMPLIED]
    for candidate in [*originals, *exact] if translated else [*exact, *originals]:
        if (root / candidate).is_file():
            return candidate
    return None


def _places(root: Path, stem: str) -> Iterator[str]:
    """Where the source of a translated file can be: beside it, or where `outDir` and `rootDir` say."""
    yield stem
    options = configuration(root, "tsconfig.json").get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    output, source = options.get("outDir"), options.get("rootDir", ".")
    if not isinstance(output, str) or not isinstance(source, str):
        output, source = "dist", "."
    output, source = posixpath.normpath(output), posixpath.normpath(source)
    if stem.startswith(f"{output}/") and not source.startswith(("/", "..")):
        rest = stem.removeprefix(f"{output}/")
        yield posixpath.normpath(f"{source}/{rest}")
        # Without rootDir the compiler leaves out what all sources have above them.
        yield f"src/{rest}"


def configuration(root: Path, name: str) -> dict[str, Any]:
    """A tsconfig.json, which may hold comments; empty where there is none that can be read."""
    try:
        text = read_output(root, name, max_bytes=_MAX_BYTES).decode("utf-8-sig", "replace")
    except InputError:
        return {}
    text = _COMMENT.sub(lambda match: match.group(1) or " ", text)
    text = _TRAILING_COMMA.sub(lambda match: match.group(1) or "", text)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
