"""What a program uses of its repository outside of its project's folder.

A program may import a component from `../../src`, name `../lambda` as an asset, or put the folder above it on its path.
What its sources name so is found by reading them, without running anything, and what that names in turn; nothing that
they do not name is a part of the project.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.project.references import SOURCES, beside_in, named_in
from stackproof.project.tree import limit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES = 64 << 20
MAX_ENTRIES = 10_000
"""How much is shown of what lies outside of the project's folder."""

_MAX_READ = 5_000
_MAX_SOURCE_BYTES = 2 << 20
_MAX_NAMED = 200
# What is installed or made by tools, below a folder that is named.
_LEFT_OUT = frozenset({"__pycache__", "cdk.out", "cdktf.out", "coverage", "htmlcov", "node_modules", "venv"})
_TESTS = frozenset({"test", "tests", "__tests__", "spec", "e2e", "__mocks__"})
_CODE = (".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".py")
_ENDINGS = ("", ".ts", ".tsx", ".js", ".mts", ".cts", ".mjs", ".cjs", ".json", ".d.ts")
# What says how the sources below it are to be taken.
_ABOUT_SOURCES = ("package.json", "tsconfig.json", "__init__.py")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A project in its repository.

    Attributes:
        top: the folder that a copy begins at: the repository's where anything outside of the project is used, else the
            project's own.
        inner: the project's folder relative to `top`; empty where they are the same.
        used: files and folders outside of the project that it uses, relative to `top`, in order.
        too_large: the same, of what is not shown because it is too much.
    """

    top: Path
    inner: str = ""
    used: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()
    _needed: frozenset[str] = frozenset()

    def ignoring(self, ignore: Callable[[str], bool]) -> Callable[[str], bool]:
        """What is left out of a copy that begins at `top`.

        Args:
            ignore: the same for the project's own files, by the path relative to its folder.
        """
        if not self.inner:
            return ignore
        within = f"{self.inner}/"

        def ignored(relative: str) -> bool:
            if relative.startswith(within):
                return ignore(relative.removeprefix(within))
            return not (relative in self._needed or self._is_used(relative))

        return ignored

    def _is_used(self, relative: str) -> bool:
        return any(relative.startswith(f"{one}/") and not _is_left_out(self.top, relative, one) for one in self.used)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the project's author should know, one sentence each without a full stop."""
        return tuple(
            f"the program uses {self.named(one)}, which is more than is shown to it of what lies outside of its project"
            for one in self.too_large
        )

    def named(self, relative: str) -> str:
        """A path relative to `top` as one that is relative to the project."""
        return os.path.relpath(relative, self.inner or ".")

    def sources(self) -> Iterator[Path]:
        """The files in a programming language among what is used."""
        for one in self.used:
            yield from (file for file in _files(self.top / one) if file.name.endswith(_CODE))


def of(root: Path) -> Surroundings:
    """What the project in a folder uses of the repository around it.

    Hidden files and folders are never a part of it, nor is anything where the repository is the user's home.
    """
    here = Path(os.path.normpath(root.absolute()))
    limit = Path(os.path.normpath(limit_of(root)))
    if limit == here or str(limit) in (os.path.expanduser("~"), limit.anchor):  # noqa: PTH111 - never raises
        return Surroundings(root)
    search = _Search(here, limit)
    search.run()
    if not search.named:
        return Surroundings(root)
    return search.found()


@dataclass(slots=True)
class _Search:
    """Attributes: `above`: folders that hold the project itself and are named as a whole; `named`: everything else."""

    root: Path
    limit: Path
    named: dict[Path, None] = field(default_factory=dict)
    above: dict[Path, None] = field(default_factory=dict)
    read: int = 0

    def run(self) -> None:
        waiting = [self.root]
        while waiting:
            for file in _files(waiting.pop()):
                waiting += self._named_by(file)
        for folder in list(self.above):
            for entry in _entries(folder):
                if not self._is_covered(entry) and not self.root.is_relative_to(entry):
                    self.named[entry] = None

    def _named_by(self, file: Path) -> list[Path]:
        """What a file names that was not known; that it is known is noted."""
        if file.is_symlink():
            places: list[tuple[Path, ...]] = [(Path(os.path.normpath(file.parent / file.readlink())),)]
        else:
            self.read += 1
            if self.read > _MAX_READ or not SOURCES.search(file.name):
                return []
            text = _text(file)
            places = named_in(file, text, self.root)
            if file in self.named:
                places += beside_in(file, text)
        return [found for place in places if (found := self._taken(place)) is not None]

    def _taken(self, places: tuple[Path, ...]) -> Path | None:
        candidates = (one for place in places if place.is_relative_to(self.limit) for one in _resolved(place))
        found = next((one for one in candidates if _is_plain(one, self.limit)), None)
        if (
            found is None
            or len(self.named) >= _MAX_NAMED
            or self._is_covered(found)
            or _is_hidden(found.relative_to(self.limit).parts)
        ):
            return None
        if self.root.is_relative_to(found) and found != self.root:
            self.above[found] = None
            return None
        if found.name.endswith(_CODE) and not self.root.is_relative_to(found.parent):
            # A module is seldom alone: it reads what lies beside it by other means than by a path.
            found = found.parent
        self.named[found] = None
        return found

    def _is_covered(self, place: Path) -> bool:
        return place.is_relative_to(self.root) or any(place.is_relative_to(one) for one in self.named)

    def found(self) -> Surroundings:
        used: list[Path] = []
        too_large: list[Path] = []
        size = entries = 0
        for one in self.named:
            if any(parent in self.named for parent in one.parents):
                continue
            measured = _measured(one, MAX_BYTES - size, MAX_ENTRIES - entries)
            if measured is None:
                too_large.append(one)
                continue
            size, entries = size + measured[0], entries + measured[1]
            used.append(one)
        inner = self.root.relative_to(self.limit).as_posix()
        names = _relative(self.limit, used)
        needed = {inner, *names}
        for name in (inner, *names):
            above = [one.as_posix() for one in Path(name).parents if one != Path()]
            needed.update(above)
            if name != inner:
                needed.update(
                    about
                    for folder in ("", *above)
                    for file in _ABOUT_SOURCES
                    if (self.limit / (about := f"{folder}/{file}".lstrip("/"))).is_file()
                )
        return Surroundings(self.limit, inner, names, _relative(self.limit, too_large), frozenset(needed))


def _relative(limit: Path, places: list[Path]) -> tuple[str, ...]:
    return tuple(sorted(place.relative_to(limit).as_posix() for place in places))


def _resolved(place: Path) -> Iterator[Path]:
    """What a path may mean: it itself, a source without its ending, or the source of a translated file."""
    for ending in _ENDINGS:
        yield place.with_name(place.name + ending) if ending and place.name else place
    if place.suffix in (".js", ".mjs", ".cjs"):
        yield place.with_suffix(place.suffix.replace("js", "ts"))


def _is_plain(place: Path, limit: Path) -> bool:
    """Whether a file or folder is there, not by a link that leads out of the repository."""
    try:
        there = (place.is_file() or place.is_dir()) and not place.is_symlink()
        return there and place.resolve().is_relative_to(limit.resolve())
    except (OSError, ValueError):
        return False


def _is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part == "node_modules" for part in parts)


def _is_left_out(top: Path, relative: str, used: str) -> bool:
    """Whether something below what is used is no part of it."""
    parts = relative[len(used) + 1 :].split("/")
    name = parts[-1]
    if name == "node_modules":
        # What lies beside no package.json is no installation but a part of an asset.
        return (top / relative).with_name("package.json").is_file()
    return name.startswith(".") or name in _LEFT_OUT or name.endswith(".pyc") or _is_environment(top / relative)


def _is_environment(folder: Path) -> bool:
    return os.path.lexists(folder / "pyvenv.cfg")


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(
            one
            for one in folder.iterdir()
            if not one.name.startswith(".") and one.name not in _LEFT_OUT and not one.is_symlink()
            and not _is_environment(one)
        )  # fmt: skip
    except OSError:
        return []


def _files(place: Path) -> Iterator[Path]:
    """The file itself, or the files and links below a folder without what is hidden, installed or a test."""
    pending, count = [place], 0
    while pending and count < _MAX_READ:
        one = pending.pop()
        count += 1
        if one.is_symlink() or not one.is_dir():
            yield one
            continue
        try:
            below = sorted(one.iterdir(), reverse=True)
        except OSError:
            continue
        pending += [
            entry
            for entry in below
            if not entry.name.startswith(".") and entry.name not in _LEFT_OUT | _TESTS and not _is_environment(entry)
        ]


def _text(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MAX_SOURCE_BYTES)
    except OSError:
        return b""


def _measured(place: Path, max_bytes: int, max_entries: int) -> tuple[int, int] | None:
    """Bytes and number of what lies there; None where it is more than that."""
    size = entries = 0
    pending = [place]
    while pending:
        one = pending.pop()
        entries += 1
        try:
            status = one.lstat()
            below = list(one.iterdir()) if one.is_dir() and not one.is_symlink() else []
        except OSError:
            continue
        size += 0 if stat.S_ISDIR(status.st_mode) else status.st_size
        if size > max_bytes or entries > max_entries:
            return None
        pending += [entry for entry in below if not entry.name.startswith(".") and entry.name not in _LEFT_OUT]
    return size, entries
