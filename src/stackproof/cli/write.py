"""Writes results: to standard output, or to a file that is never left half-written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from stackproof.errors import InputError


def emit(text: str, file: Path | None) -> None:
    """Prints the text, or writes it to `file`.

    Raises:
        InputError: the file cannot be written.
    """
    if file is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_file(file, text)


def write_file(file: Path, text: str) -> None:
    """Writes a file beside its place and renames it there.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
                opened.write(text if text.endswith("\n") else text + "\n")
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        hint = "Name a file in a folder that exists and can be written to"
        raise InputError(f"it cannot be written: {error.strerror}", file=str(file), hint=hint) from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
