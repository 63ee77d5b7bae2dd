"""Finds the reference stacks by their folders and copies them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from stackproof.blueprints import context, layouts
from stackproof.errors import InputError

_FOLDER = Path(__file__).parent
# Names that packaging tools would take for their own stand in the package without the dot.
_RENAMED = {"_gitignore": ".gitignore"}


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


def copy(
    blueprint: Blueprint, directory: Path, layout: str = "plain", values: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Copies a reference stack into a folder that is new or empty and returns the number of files.

    Args:
        blueprint: the stack.
        directory: where the copy is to be.
        layout: one of `layouts.LAYOUTS`.
        values: settings by their keys in the stack's context, already checked.

    Raises:
        InputError: the folder exists and is not empty, or cannot be made.
    """
    with new_folder(directory) as made:
        lay(blueprint, made, layout, values)
        return sum(len(names) for _, _, names in os.walk(made))


def lay(blueprint: Blueprint, made: Path, layout: str, values: Mapping[str, str]) -> None:
    """Makes a reference stack's copy at a path where nothing is yet; the arguments are those of `copy`."""
    shutil.copytree(blueprint.folder, made, ignore=_ignored(blueprint.folder))
    for old, new in _RENAMED.items():
        for file in list(made.rglob(old)):
            file.rename(file.with_name(new))
    layouts.arrange(made, layout, blueprint.folder.name)
    context.write(made, values)


def _ignored(stack: Path) -> Callable[[str, list[str]], set[str]]:
    """What running a stack where it lies leaves behind, by the stack's own file of what git ignores."""
    import pathspec

    lines = (stack / "_gitignore").read_text("utf-8").splitlines()
    spec = pathspec.PathSpec.from_lines("gitignore", ["__pycache__/", ".hypothesis/", *lines])

    def ignored(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        paths = {name: (here / name).relative_to(stack).as_posix() for name in names}
        return {name for name, path in paths.items() if spec.match_file(f"{path}/" if (here / name).is_dir() else path)}

    return ignored


def refuse_taken(directory: Path) -> None:
    """Does nothing where a copy can be made.

    Raises:
        InputError: the folder exists and is not empty.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        hint = "Name a folder that does not exist yet; nothing was changed"
        raise InputError("it exists already and is not an empty folder", file=str(directory), hint=hint)


@contextmanager
def new_folder(directory: Path) -> Iterator[Path]:
    """Gives a path at which to make what is to be at `directory`.

    It is made beside its place and renamed, so that an interrupted or failed copy leaves nothing behind.

    Raises:
        InputError: the folder exists and is not empty, or cannot be made.
    """
    refuse_taken(directory)
    missing = [folder for folder in directory.parents if not folder.exists()]
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".stackproof-new-", dir=directory.parent) as workshop:
            made = Path(workshop) / "project"
            yield made
            if directory.exists():
                directory.rmdir()
            made.replace(directory)
    except OSError as error:
        raise InputError(f"it cannot be written: {error.strerror}", file=str(directory)) from error
    finally:
        for folder in missing if not directory.exists() else ():
            with suppress(OSError):
                folder.rmdir()


def _first_sentence(readme: Path) -> str:
    """The first sentence of the first paragraph that is text, without its full stop."""
    words: list[str] = []
    for line in readme.read_text("utf-8").splitlines():
        text = line.strip()
        if not text and words:
            break
        if text and (words or not text.startswith(("#", "!", "[", "```", ">", "<"))):
            words.append(text)
    return " ".join(words).split(". ")[0].rstrip(".")
