"""Finds the reference stacks by their folders and copies them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from stackproof.blueprints import layouts
from stackproof.errors import InputError

_FOLDER = Path(__file__).parent
# Names that packaging tools would take for their own stand in the package without the dot.
_RENAMED = {"_gitignore": ".gitignore"}
_LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", "*.pyc", "cdk.out", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".coverage", ".venv"
)


class Blueprint(NamedTuple):
    """A reference stack: its name, its first sentence, and the folder that is copied."""

    name: str
    summary: str
    folder: Path


def all_blueprints() -> list[Blueprint]:
    """Every reference stack, by name."""
    found = []
    for folder in sorted(_FOLDER.iterdir()):
        readme = folder / "README.md"
        if readme.is_file():
            found.append(Blueprint(folder.name.replace("_", "-"), _first_sentence(readme), folder))
    return found


def find(name: str) -> Blueprint | None:
    """The reference stack of this name."""
    return next((blueprint for blueprint in all_blueprints() if blueprint.name == name), None)


def copy(blueprint: Blueprint, directory: Path, layout: str = "plain") -> int:
    """Copies a reference stack into a folder that is new or empty and returns the number of files.

    The copy is made beside its place and renamed, so that an interrupted one leaves nothing behind.

    Args:
        blueprint: the stack.
        directory: where the copy is to be.
        layout: one of `layouts.LAYOUTS`.

    Raises:
        InputError: the folder exists and is not empty, or cannot be made.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        hint = "Name a folder that does not exist yet; nothing was changed"
        raise InputError("it exists already and is not an empty folder", file=str(directory), hint=hint)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".stackproof-new-", dir=directory.parent) as workshop:
            made = Path(workshop) / "project"
            shutil.copytree(blueprint.folder, made, ignore=_LEFT_OUT)
            for old, new in _RENAMED.items():
                for file in list(made.rglob(old)):
                    file.rename(file.with_name(new))
            layouts.arrange(made, layout, blueprint.folder.name)
            count = sum(len(names) for _, _, names in os.walk(made))
            if directory.exists():
                directory.rmdir()
            made.replace(directory)
    except OSError as error:
        raise InputError(f"it cannot be written: {error.strerror}", file=str(directory)) from error
    return count


def _first_sentence(readme: Path) -> str:
    for line in readme.read_text("utf-8").splitlines():
        text = line.strip()
        if text and not text.startswith(("#", "!", "[", "```", ">", "<")):
            return text.split(". ")[0].rstrip(".")
    return ""
