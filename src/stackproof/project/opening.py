"""Opens whatever a path holds as projects on disk: what is there already, or the files of a Markdown answer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.project.discovery import MARKDOWN, Discovery, discover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def opened(path: Path, base: Path | None = None) -> Iterator[Discovery]:
    """The projects at a path, for as long as the context is open.

    The files of a Markdown answer lie in a private temporary folder, which is removed at the end; each such project
    tells by its `places` where they stand in the answer.

    Args:
        path: a folder, a file that stands for a project, or a Markdown file.
        base: for a Markdown answer, the folder of a project whose files it is laid over.

    Raises:
        InputError: there is nothing that can be assessed.
    """
    if path.suffix.lower() in MARKDOWN and path.is_file():
        from stackproof.project.answer.materialise import materialised

        with materialised(path, base) as discovery:
            yield discovery
        return
    if base is not None:
        hint = "Name the answer as PATH, a file that ends in .md"
        raise InputError("a base is for a Markdown answer alone", file=str(path), hint=hint)
    yield discover(path)
