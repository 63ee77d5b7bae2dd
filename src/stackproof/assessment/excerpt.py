"""The lines of the user's source around a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.project.tree import limit_of
from stackproof.sources.secrets import masked
from stackproof.synthesis.own_files import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stackproof.assessment.model import Finding

_AROUND = 1
_MAX_BYTES = 10 * 1024 * 1024
_MAX_WIDTH = 200


def add_code(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """The findings with the line at their place and one line on either side, read once for each file.

    What looks like a secret is not shown.
    """
    lines: dict[str, list[str]] = {}
    shown = []
    for finding in findings:
        place = finding.location
        if not place.file or not place.line:
            shown.append(finding)
            continue
        if place.file not in lines:
            lines[place.file] = _read(root, place.file)
        text = lines[place.file]
        first, last = max(1, place.line - _AROUND), min(len(text), place.line + _AROUND)
        code = tuple((number, masked(text[number - 1])[:_MAX_WIDTH]) for number in range(first, last + 1))
        shown.append(replace(finding, code=code))
    return shown


def _read(root: Path, name: str) -> list[str]:
    file = root / name
    # A place comes from the project's own program: it is believed only inside the project, or of its repository.
    limit = limit_of(root) if name.startswith("../") and is_file(root, name, {}) else root
    try:
        if not file.resolve().is_relative_to(limit.resolve()) or file.stat().st_size > _MAX_BYTES:
            return []
        return file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
