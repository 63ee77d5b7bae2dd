"""Versions that a Python project pins, read from its requirement files without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?\s*[^\s;#,]+\s*,?\s*)*)")
_PIPFILE = re.compile(r'^\s*"?([A-Za-z0-9][A-Za-z0-9._-]*)"?\s*=\s*"([^"]*)"')
_MAX_BYTES = 1_000_000


def read(root: Path) -> dict[str, str]:
    """Version specifiers by normalised package name, from requirements*.txt, Pipfile and pyproject.toml."""
    found: dict[str, str] = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in _lines(root / name):
            _add(found, _LINE.match(line))
    for line in _lines(root / "Pipfile"):
        _add(found, _PIPFILE.match(line))
    _read_pyproject(root / "pyproject.toml", found)
    return dict(sorted(found.items()))


def _add(found: dict[str, str], match: re.Match[str] | None) -> None:
    if match:
        name = re.sub(r"[-_.]+", "-", match.group(1)).lower()
        found.setdefault(name, match.group(2).replace(" ", "").rstrip(","))


def _lines(file: Path) -> list[str]:
    try:
        if file.is_symlink() or file.stat().st_size > _MAX_BYTES:
            return []
        return [line for line in file.read_text("utf-8", "replace").splitlines() if not line.lstrip().startswith("#")]
    except OSError:
        return []


def _read_pyproject(file: Path, found: dict[str, str]) -> None:
    text = "\n".join(_lines(file))
    if not text:
        return
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # The project's own tools will say so; the pins are only shown.
    project = data.get("project")
    dependencies = project.get("dependencies") if isinstance(project, dict) else None
    for item in dependencies if isinstance(dependencies, list) else []:
        _add(found, _LINE.match(str(item)))
