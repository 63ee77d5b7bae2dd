"""What the sources of a project in Python import, found without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.project import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OLD = re.compile(rb"^[ \t]*(?:from|import)[ \t]+cdktf\b", re.MULTILINE)
_MAX_SOURCE_BYTES = 2 << 20
_MAX_SOURCES = 2_000


def imports_cdktf(root: Path) -> bool:
    """Whether a source imports `cdktf`."""
    return any(_OLD.search(text) for text in _texts(root))


def imported_below(root: Path, package: str) -> set[str]:
    """What the sources import from a package: `aws` of `from imports.aws import vpc` and of `from imports import aws`.

    Args:
        package: an identifier.
    """
    name = re.escape(package.encode())
    below = re.compile(
        rb"^[ \t]*(?:(?:from|import)[ \t]+"
        + name
        + rb"\.(\w{1,60})|from[ \t]+"
        + name
        + rb"[ \t]+import[ \t]+(\w{1,60}))",
        re.MULTILINE,
    )
    found = (one for text in _texts(root) for pair in below.findall(text) for one in pair if one)
    return {one.decode() for one in found}


def _texts(root: Path) -> Iterator[bytes]:
    for count, file in enumerate(tree.files(root)):
        if count > _MAX_SOURCES:
            break
        if file.suffix == ".py":
            yield _head(file)


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MAX_SOURCE_BYTES)
    except OSError:
        return b""
