"""Paths that sources name relative to themselves or to their project's folder: read from the text, nothing is run."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = re.compile(r"\.(?:[mc]?[jt]s|[jt]sx|py)$|^tsconfig[\w.-]*\.json$|^(?:package|cdktf)\.json$", re.IGNORECASE)
"""What the names of files match that are looked at."""

_TEXT = rb"(?:\"[^\"\n$]{0,300}\"|'[^'\n$]{0,300}'|`[^`\n$]{0,300}`)"
_UP = rb"(?:file:|link:|portal:)?(?:\./|/)?\.\.(?:/|(?=[\"'`]))"
# One text that begins with `..`, and those that are joined to it: path.join(__dirname, "..", "..", "lambda").
_JOINED = re.compile(rb"(?=[\"'`]" + _UP + rb")" + _TEXT + rb"(?:\s*,\s*" + _TEXT + rb")*")
_ONE = re.compile(_TEXT)
_BESIDE = re.compile(rb"[\"'`]\./[^\"'`\s$]{1,300}[\"'`]")
# `${__dirname}/../../lambda`
_INTERPOLATED = re.compile(rb"__dirname\}((?:/\.\.)+(?:/[^\"'`\s$]{0,300})?)")
# Path(__file__).resolve().parent.parent / "lambda", parents[1], and the same of the folder that the program runs in.
_PARENTS = re.compile(
    rb"(?P<of>__file__|cwd\(\))[\s)]*(?:\.(?:resolve|absolute)\(\)\s*)?"
    rb"(?:(?P<chain>(?:\.parent\b(?!s))+)|\.parents\[(?P<index>\d)\])\)*"
    rb"(?P<tail>(?:\s*/\s*" + _TEXT + rb")*)"
)
# os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lambda")
_DIRNAMES = re.compile(
    rb"(?P<chain>(?:(?:os\.)?(?:path\.)?dirname\(\s*)+)(?:(?:os\.)?(?:path\.)?(?:abspath|realpath)\(\s*)?__file__\s*\)+"
    rb"(?P<tail>(?:\s*,\s*" + _TEXT + rb")*)"
)
_GLOB = re.compile(r"[*?\[{]")


def named_in(file: Path, text: bytes, root: Path) -> list[tuple[Path, ...]]:
    """The places that a source may mean by paths that begin with `..`, normalised; nothing is looked up.

    Of places that stand together the first one counts that is there.

    Args:
        file: the source; most paths are relative to its folder.
        root: the folder that its program runs in; the others are relative to that.
    """
    found: dict[tuple[Path, ...], None] = {}
    if b".." in text:
        for said in _relative(text):
            for folder in (file.parent, root):
                found[tuple(_place(folder, one) for one in said)] = None
    if file.suffix == ".py" and (b"__file__" in text or b"cwd()" in text):
        found.update(dict.fromkeys((place,) for place in _from_itself(file, text, root)))
    return list(found)


def beside_in(file: Path, text: bytes) -> list[tuple[Path, ...]]:
    """The places that a source may mean by paths that begin with `./`, normalised."""
    return [(_place(file.parent, _decoded(one)),) for one in _BESIDE.findall(text)]


def _relative(text: bytes) -> Iterator[tuple[str, ...]]:
    for match in _JOINED.finditer(text):
        yield from _joined([_decoded(one) for one in _ONE.findall(match.group())])
    for match in _INTERPOLATED.finditer(text):
        yield (match.group(1).decode("utf-8", "replace").lstrip("/"),)


def _joined(parts: list[str]) -> Iterator[tuple[str, ...]]:
    """The path that texts beside each other make, or the paths that they are where they are a list of paths."""
    first = re.sub(r"^(?:file:|link:|portal:)?/?", "", parts[0])
    only_up = re.fullmatch(r"(?:\./)?\.\.(?:/\.\.)*/?", first) is not None
    rest = parts[1:]
    while only_up and rest and re.fullmatch(r"\.\.(?:/\.\.)*/?", rest[0]):
        first, rest = f"{first}/{rest[0]}", rest[1:]
    if only_up and rest and not rest[0].startswith(("..", "./", "/", "@")):
        tail = [one for one in rest if not one.startswith(("..", "/"))]
        # The last ones may be arguments of something else.
        yield tuple("/".join([first, *tail[:length]]) for length in range(len(tail), 0, -1))
        return
    yield (first,)
    for one in rest:
        if one.startswith(".."):
            yield (one,)


def _from_itself(file: Path, text: bytes, root: Path) -> Iterator[Path]:
    for match in _PARENTS.finditer(text):
        steps = len(match["chain"]) // len(b".parent") if match["chain"] else int(match["index"]) + 1
        begin = file if match["of"] == b"__file__" else root
        yield _place(begin, "/".join([*[".."] * steps, *map(_decoded, _ONE.findall(match["tail"]))]))
    for match in _DIRNAMES.finditer(text):
        steps = match["chain"].count(b"dirname(")
        yield _place(file, "/".join([*[".."] * steps, *map(_decoded, _ONE.findall(match["tail"]))]))


def _decoded(text: bytes) -> str:
    return text[1:-1].decode("utf-8", "replace")


def _place(folder: Path, said: str) -> Path:
    """The normalised place; of a pattern the folder that it begins in."""
    kept = said.split("/")
    for index, part in enumerate(kept):
        if _GLOB.search(part):
            kept = kept[:index]
            break
    return Path(os.path.normpath(folder / "/".join(kept).replace("\0", "")))
