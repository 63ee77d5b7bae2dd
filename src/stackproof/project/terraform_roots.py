"""Which folders of a tree are Terraform's root modules, and which JSON file is a plan."""

from __future__ import annotations

import os
import re
from pathlib import Path

from stackproof.project import tree

_LOCAL_SOURCE = re.compile(rb'"?\bsource"?\s*[=:]\s*"(\.{1,2}(?:/[^"\r\n$]*)?)"')
_MAX_BYTES = 1_000_000
# The fields that the published format of `terraform show -json` begins with, in any order.
_PLAN = (re.compile(rb'"format_version"\s*:\s*"\d'), re.compile(rb'"(?:planned_values|resource_changes)"\s*:'))


def roots(folder: Path) -> list[Path]:
    """The folders at or below `folder` with *.tf or *.tf.json files that no other of them uses as a module, in order.

    Where each is used by another (a circle), all of them are given.

    Raises:
        InputError: when there are too many files, or a folder cannot be read.
    """
    configurations: dict[Path, list[Path]] = {}
    for file in tree.files(folder):
        if file.name.endswith((".tf", ".tf.json")):
            configurations.setdefault(file.parent, []).append(file)
    used = {
        target
        for parent, files in configurations.items()
        for file in files
        for target in _modules_of(file)
        if target != os.path.normpath(parent)
    }
    found = [parent for parent in configurations if os.path.normpath(parent) not in used]
    return found or list(configurations)


def module_folders(folder: Path, limit: Path) -> list[Path]:
    """The folder of a root module and those of the local modules that it uses, over each other as well, in order.

    Args:
        limit: folders outside it are left out.
    """
    top = os.path.normpath(limit.absolute())
    found = {os.path.normpath(folder.absolute()): None}
    waiting = list(found)
    while waiting:
        for file in _configurations_in(waiting.pop()):
            for target in sorted(_modules_of(file)):
                inside = target == top or target.startswith(top.rstrip(os.sep) + os.sep)
                if inside and target not in found and Path(target).is_dir():
                    found[target] = None
                    waiting.append(target)
    return [Path(name) for name in sorted(found)]


def looks_like_plan(head: bytes) -> bool:
    """Whether a JSON file that begins so is what `terraform show -json` prints of a plan."""
    return all(pattern.search(head) for pattern in _PLAN)


def _configurations_in(folder: str) -> list[Path]:
    try:
        return sorted(file for file in Path(folder).iterdir() if file.name.endswith((".tf", ".tf.json")))
    except OSError:
        return []


def _modules_of(file: Path) -> set[str]:
    try:
        with file.open("rb") as opened:
            text = opened.read(_MAX_BYTES)
    except OSError:
        return set()
    return {os.path.normpath(file.parent / source.decode("utf-8", "replace")) for source in _LOCAL_SOURCE.findall(text)}
