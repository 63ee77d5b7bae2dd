"""Small configuration files of the tools, read without believing anything of them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.project.model import CONTRACT_NAME

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1_000_000
_MAX_DEPTH = 64


def text_of(file: Path, limit: int = MAX_BYTES) -> str:
    """The file's text.

    Raises:
        InputError: it cannot be read or is larger than `limit` bytes.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=str(file)) from error
    if len(data) > limit:
        raise InputError(f"it is larger than {limit / 1_000_000:g} MB", file=str(file))
    return data.decode("utf-8-sig", "replace")


def json_of(file: Path) -> dict[str, Any]:
    """The object that a JSON file holds; an empty one where it holds something else.

    Raises:
        InputError: it cannot be read, is too large, or is not JSON.
    """
    try:
        data = json.loads(text_of(file))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"it is not valid JSON: {error}", file=str(file), line=line) from error
    return data if isinstance(data, dict) else {}


def yaml_of(file: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds; an empty one where it holds something else.

    Raises:
        InputError: it cannot be read, is too large, nests too deep, or is not YAML.
    """
    import yaml

    text = text_of(file)
    try:
        _check_depth(text, file)
        data = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise InputError(f"it is not valid YAML: {problem}", file=str(file), line=line) from error
    return data if isinstance(data, dict) else {}


def _check_depth(text: str, file: Path) -> None:
    """The loader calls itself for each level, outside of Python's own limit: a process ends of it without a word."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_loader()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise InputError(f"it is nested more than {_MAX_DEPTH} levels deep", file=str(file), line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


@cache
def _loader() -> Any:  # noqa: ANN401 - one of two classes that have no common type
    """The safe loader, without the merging of `<<`, which a few lines can make grow without bounds."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        def flatten_mapping(self, node: object) -> None:
            """Leaves `<<` a key like any other."""

    Loader.add_constructor("tag:yaml.org,2002:merge", yaml.constructor.SafeConstructor.construct_yaml_str)
    return Loader


def line_of(file: Path, needle: str) -> int | None:
    """The first line that holds a text, counted from 1."""
    try:
        lines = text_of(file).splitlines()
    except InputError:
        return None
    return next((number for number, line in enumerate(lines, 1) if needle in line), None)


def contract_in(root: Path) -> Path | None:
    """The contract beside a project."""
    contract = root / CONTRACT_NAME
    return contract if contract.is_file() else None
