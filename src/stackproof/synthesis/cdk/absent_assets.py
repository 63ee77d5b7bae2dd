"""Assets that a program of the AWS CDK or CDK Terrain names and that are not there: what stood in for them.

What an asset holds decides nothing of what is deployed but the asset's own hash. So a program is not stopped by the
output of a build that nobody made yet, or by code beside the project's folder: an empty file or folder stands in
(absent_assets.cjs), and the rest is read. Where the asset is really missing, the program would have failed there, and
that is an error; where it lies outside of the project's folder, it was only not shown to the program.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project.tree import limit_of
from stackproof.sandbox import read_output
from stackproof.synthesis.failures import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.synthesis.cdk.execution import Made

_NOTES = "absent-assets"
_MAX_BYTES = 1 << 20
_SHOWN = 50


def problems(root: Path, folder: Path, constructs: Mapping[str, Made]) -> list[Problem]:
    """What was missing, each once: level `error` for what is nowhere, `note` for what lies outside of the folder.

    Args:
        root: the project.
        folder: where the runs left their results; what is noted there is the program's own word.
        constructs: what the program's code made, by path, to tell the line.
    """
    limit = Path(os.path.normpath(limit_of(root)))
    found: dict[str, Problem] = {}
    for asset, construct in _noted(folder):
        at = place(construct, constructs)
        if asset.startswith("../") and _lies_in(root, asset, limit):
            message = f"the asset {asset} lies outside of the project's folder and was not shown to the program"
            found.setdefault(asset, Problem("note", message, at))
        else:
            message = (
                f"the asset {asset} is not there, so the program fails until it is made; an empty one stood in for it,"
                " and the rest was read"
            )
            found.setdefault(asset, Problem("error", message, at))
    return list(found.values())


def _noted(folder: Path) -> Iterator[tuple[str, str]]:
    if not os.path.lexists(folder / _NOTES):
        return
    try:
        lines = read_output(folder, _NOTES, max_bytes=_MAX_BYTES).decode("utf-8", "replace").splitlines()
    except InputError:
        return
    for line in list(dict.fromkeys(lines))[:_SHOWN]:
        try:
            note = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(note, list) and len(note) == 2 and all(isinstance(one, str) for one in note):
            yield clean(note[0]), note[1]


def _lies_in(root: Path, asset: str, limit: Path) -> bool:
    place = Path(os.path.normpath(root.absolute() / asset))
    return place.is_relative_to(limit) and os.path.lexists(place)


def place(construct: str, constructs: Mapping[str, Made]) -> Location:
    """The line that made the construct, or the nearest one around it."""
    while construct:
        if (made := constructs.get(construct)) is not None:
            return Location(*made.frames[made.site])
        construct = construct.rpartition("/")[0]
    return NOWHERE
