"""Walks a project's tree as its author sees it: without build output, dependencies and what .gitignore names."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pathspec

# Folders that tools write or install into. Names with a leading dot are left out as well.
BUILD_FOLDERS = frozenset(
    {
        "__pycache__",
        "build",
        "cdk.out",
        "cdktf.out",
        "coverage",
        "dist",
        "htmlcov",
        "node_modules",
        "site-packages",
        "target",
        "vendor",
        "venv",
    }
)
MAX_FILES = 200_000


def files(root: Path) -> Iterator[Path]:
    """Every regular file below `root` in a stable order; symbolic links are not followed.

    Raises:
        InputError: when there are more than MAX_FILES files, or a folder cannot be read.
    """
    count = 0
    stack: list[tuple[Path, list[_Ignore]]] = [(root, [])]
    while stack:
        folder, inherited = stack.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            raise InputError(f"the folder cannot be read: {error.strerror}", file=str(folder)) from error
        ignores = _with_gitignore(folder, entries, inherited)
        below = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name.startswith(".") or (is_folder and _is_build_folder(entry)):
                continue
            if any(ignore.matches(entry.path, is_folder=is_folder) for ignore in ignores):
                continue
            if is_folder:
                below.append((Path(entry.path), ignores))
            elif entry.is_file(follow_symlinks=False):
                count += 1
                if count > MAX_FILES:
                    hint = "Name a smaller folder or one file"
                    raise InputError(f"more than {MAX_FILES:,} files", file=str(root), hint=hint)
                yield Path(entry.path)
        stack.extend(reversed(below))


def limit_of(folder: Path) -> Path:
    """How far a project may reach from its folder: the repository that it belongs to, else the folder itself."""
    absolute = folder.absolute()
    return next((above for above in (absolute, *absolute.parents) if (above / ".git").exists()), absolute)


def is_ignored(root: Path, path: str) -> bool:
    """Whether a `.gitignore` of the repository that `root` lies in names a path below it or a folder over the path,
    which need not exist."""
    ignores: list[_Ignore] = []
    here = limit_of(root)
    outside = root.absolute().relative_to(here).parts
    steps = [*outside, *path.split("/")]
    for number, step in enumerate(steps, 1):
        if here.is_dir() and not here.is_symlink():
            with os.scandir(here) as listing:
                ignores = _with_gitignore(here, sorted(listing, key=lambda entry: entry.name), ignores)
        here /= step
        kinds = (True,) if number < len(steps) else (True, False)
        if any(one.matches(str(here), is_folder=is_folder) for one in ignores for is_folder in kinds):
            if number > len(outside):
                return True
            # The project itself is ignored, which says nothing of what is in it.
            ignores = []
    return False


def _is_build_folder(entry: os.DirEntry[str]) -> bool:
    if entry.name in BUILD_FOLDERS:
        return True
    # A virtual environment or a cloud assembly under any other name.
    folder = Path(entry.path)
    return (folder / "pyvenv.cfg").exists() or ((folder / "manifest.json").exists() and (folder / "cdk.out").exists())


class _Ignore:
    """The rules of one .gitignore file, for paths below its folder."""

    def __init__(self, folder: Path, spec: pathspec.PathSpec[pathspec.Pattern]) -> None:
        self._folder = str(folder)
        self._spec = spec

    def matches(self, path: str, *, is_folder: bool) -> bool:
        relative = os.path.relpath(path, self._folder).replace(os.sep, "/")
        return self._spec.match_file(relative + "/" if is_folder else relative)


def _with_gitignore(folder: Path, entries: Sequence[os.DirEntry[str]], inherited: list[_Ignore]) -> list[_Ignore]:
    if not any(entry.name == ".gitignore" and entry.is_file(follow_symlinks=False) for entry in entries):
        return inherited
    import pathspec

    with (folder / ".gitignore").open("r", encoding="utf-8", errors="replace") as file:
        lines = file.read(1_000_000).splitlines()
    usable = [line for line in lines if _is_valid(line)]
    return [*inherited, _Ignore(folder, pathspec.PathSpec.from_lines("gitignore", usable))]


def _is_valid(line: str) -> bool:
    import pathspec

    try:
        pathspec.PathSpec.from_lines("gitignore", [line])
    except (ValueError, re.error):
        return False  # git ignores a malformed line; so do we
    return True
