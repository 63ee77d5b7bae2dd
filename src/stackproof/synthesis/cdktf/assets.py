"""Which files of the project the package of a function is made of: the framework copies and zips them at synthesis.

A function names the copy (`assets/code/<hash>/archive.zip`) or a file that the program made. What it holds is compared
with the project's own files; where the two are equal, the function's code is that file.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from posixpath import normpath
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.query import string
from stackproof.graph.values import Known, ListValue, MapValue, Value, moved, rewrite
from stackproof.project.tree import files
from stackproof.sandbox import list_output, read_output

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stackproof.vocabulary.native import NativeGraph, NativeResource

_FUNCTIONS = frozenset({"aws_lambda_function", "aws_lambda_layer_version"})
_ARCHIVE = "archive_file"
_MAX_ARCHIVE_BYTES = 64 << 20
_MAX_FILE_BYTES = 1_000_000
_MAX_BYTES = 64 << 20
_MAX_ENTRIES = 20_000


class Assets:
    """What the packages of one synthesis hold.

    Args:
        folder: where the runs left their output.
        run: name of the run.
        copy: the copy of the project that the program saw.
        root: the project.
    """

    def __init__(self, folder: Path, run: str, copy: Path, root: Path) -> None:
        self._folder = folder
        self._run = run
        self._copy = copy
        self._root = root
        self._by_size: dict[int, list[str]] | None = None
        self._named: dict[tuple[str, str, str], Value | None] = {}

    def name_sources(self, native: NativeGraph, stack_folder: Callable[[str], str]) -> None:
        """Says in the graph which files of the project the packages are made of.

        The `filename` of a function becomes an archive as Pulumi has them: `assets`, with the project's files by their
        names inside, and `libraries`, the names of what is no file of the project. A package of which nothing is found
        in the project stays what it is.

        What `archive_file` packs is treated alike: its folder or file becomes the project's.

        Args:
            stack_folder: the folder of the stack's document below the output, for the address of a resource.
        """
        for resource in native.resources.values():
            if resource.type in _FUNCTIONS:
                self._name(resource, "filename", stack_folder(resource.address))
            elif resource.type == _ARCHIVE:
                self._name(resource, "source_dir", stack_folder(resource.address))
                self._name(resource, "source_file", stack_folder(resource.address))

    def _name(self, resource: NativeResource, argument: str, stack: str) -> None:
        written = resource.arguments.entries.get(argument)
        path = string(written) if written is not None else None
        if written is None or path is None or "\0" in path or "\n" in path:
            return
        key = (argument, stack, path)
        if key not in self._named:
            self._named[key] = _ARGUMENTS[argument](self._held(argument, path, stack))
        made = self._named[key]
        if made is not None:
            resource.arguments.entries[argument] = rewrite(made, lambda one: moved(one, written.at))

    def _held(self, argument: str, path: str, stack: str) -> dict[str, str | None]:
        """The names inside, with the project's files that they are copies of; nothing where it cannot be read."""
        for root, place in ((self._folder, f"{self._run}/{stack}/{path}"), (self._copy, path)):
            contents = _contents(root, normpath(place), argument)
            if contents:
                return {name: self._origin(name, data) for name, data in sorted(contents.items())}
        return {}

    def _origin(self, name: str, data: bytes) -> str | None:
        """The project's file with this content; of several the one whose path is most like the name inside."""
        equal = [one for one in self._sizes().get(len(data), ()) if self._read(one) == data]
        same = [one for one in equal if one.rpartition("/")[2] == name.rpartition("/")[2]]
        return min(same, key=lambda one: (-_common_end(one, name), one), default=None)

    def _read(self, name: str) -> bytes | None:
        try:
            return read_output(self._root, name, max_bytes=_MAX_FILE_BYTES)
        except InputError:
            return None

    def _sizes(self) -> dict[int, list[str]]:
        if self._by_size is None:
            self._by_size = {}
            for file in files(self._root):
                self._by_size.setdefault(file.lstat().st_size, []).append(file.relative_to(self._root).as_posix())
        return self._by_size


def _common_end(one: str, other: str) -> int:
    """How many steps of two paths are equal, counted from their ends."""
    steps = list(zip(reversed(one.split("/")), reversed(other.split("/")), strict=False))
    return next((index for index, (first, second) in enumerate(steps) if first != second), len(steps))


def _archive(held: Mapping[str, str | None]) -> Value | None:
    own: dict[str, Value] = {name: Known(file) for name, file in held.items() if file is not None}
    libraries = tuple(Known(name) for name, file in held.items() if file is None)
    return MapValue({"assets": MapValue(own), "libraries": ListValue(libraries)}) if own else None


def _folder(held: Mapping[str, str | None]) -> Value | None:
    """The project's folder that was copied as a whole."""
    homes = {
        f"/{file}".removesuffix(f"/{name}") if f"/{file}".endswith(f"/{name}") else None for name, file in held.items()
    }
    home = homes.pop() if len(homes) == 1 else None
    return Known(home.removeprefix("/") or ".") if home is not None else None


def _file(held: Mapping[str, str | None]) -> Value | None:
    (file,) = held.values() or (None,)
    return Known(file) if file is not None else None


_ARGUMENTS: dict[str, Callable[[Mapping[str, str | None]], Value | None]] = {
    "filename": _archive,
    "source_dir": _folder,
    "source_file": _file,
}
"""What an argument says instead, by what it leads to."""


def _contents(root: Path, place: str, argument: str) -> dict[str, bytes] | None:
    """The files in a zip file or folder below a root, by their names inside; None where they cannot be read."""
    if not _is_inside(root, place):
        return None
    try:
        if argument == "source_dir":
            names = list_output(root / place, max_entries=_MAX_ENTRIES)
            return {name: read_output(root, f"{place}/{name}", max_bytes=_MAX_FILE_BYTES) for name in names}
        if argument == "source_file":
            return {place.rpartition("/")[2]: read_output(root, place, max_bytes=_MAX_FILE_BYTES)}
        return _unzipped(read_output(root, place, max_bytes=_MAX_ARCHIVE_BYTES))
    except (InputError, OSError):
        return None


def _is_inside(root: Path, place: str) -> bool:
    """Whether a path leads to something below a root, and through no link. The program that made it has ended."""
    steps = place.split("/")
    if ".." in steps or place.startswith("/"):
        return False
    parts = [root.joinpath(*steps[: count + 1]) for count in range(len(steps))]
    return all(part.exists() and not part.is_symlink() for part in parts)


def _unzipped(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_plain(entry)]
            if len(entries) > _MAX_ENTRIES or sum(min(one.file_size, _MAX_FILE_BYTES) for one in entries) > _MAX_BYTES:
                return None
            return {entry.filename: _unpacked(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, NotImplementedError, RuntimeError, EOFError):
        return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The content of an entry, as far as a file of the project can be so long."""
    with archive.open(entry) as opened:
        return opened.read(min(entry.file_size, _MAX_FILE_BYTES) + 1)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return not entry.is_dir() and not name.startswith("/") and ".." not in name.split("/")
