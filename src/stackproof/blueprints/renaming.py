"""What a reference stack's texts say in another layout: paths, imports and names of files that move.

Every rule keeps the lines of a text, so that a place such as `README.md:80` stays right.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

_LINK = re.compile(r"(\]\()([^)#\s:]+)((?:#[^)\s]*)?\))")
# Files of requirements name each other relative to themselves.
_REQUIREMENT = re.compile(r"^(-[rc] +)(\S+)", re.MULTILINE)
# What stands before a path that begins at the project's root.
_START = r"(?<![\w./-])"
# Expressions of Python that are the project's root, as paths.py and conftest.py write it.
_ROOT = r"(?:\bPROJECT|\.parent|\.parents\[\d\])"


@dataclass(frozen=True)
class Moves:
    """Where the files of a stack go.

    Attributes:
        package: the package of constructs, as it is called before.
        entry: module name of the entry before and after.
        folders: top folders before and after; the package is one of them.
        files: files at the root before and after, the entry not among them.
        modules: top folders that Python imports from, besides the package.
    """

    package: str
    entry: tuple[str, str]
    folders: dict[str, str]
    files: dict[str, str]
    modules: tuple[str, ...]

    def of(self, path: PurePosixPath) -> PurePosixPath:
        """Where a file or folder of the project goes."""
        first, *rest = path.parts
        if not rest and first == f"{self.entry[0]}.py":
            return PurePosixPath(f"{self.entry[1]}.py")
        if not rest and first in self.files:
            return PurePosixPath(self.files[first])
        return PurePosixPath(self.folders.get(first, first), *rest)


def renamed(text: str, path: PurePosixPath, moves: Moves) -> str:
    """The text of a file in the other layout.

    Args:
        text: the text as it was.
        path: the file's path in the project before it moved.
        moves: where everything goes.
    """
    if path.name.startswith("requirements"):
        return _REQUIREMENT.sub(lambda match: match[1] + _relative(match[2], path, moves), text)
    if path.suffix == ".md":
        return _markdown(text, path, moves)
    if path.suffix == ".py":
        return _python(text, moves)
    text = _whole_words(_paths(text, moves), moves) if path.suffix == ".toml" else _paths(text, moves)
    return _files(text, moves)


def whole(word: str, moves: Moves) -> str:
    """A path of its own: a top folder or file where it goes, anything else as it is."""
    return str(moves.of(PurePosixPath(word))) if word in {**moves.folders, **moves.files} else word


def _paths(text: str, moves: Moves) -> str:
    """Paths below the top folders, the package's name, the entry's file, and modules by their dotted names."""
    for old, new in moves.folders.items():
        if old != moves.package:
            text = re.sub(rf"{_START}{re.escape(old)}/", f"{new}/", text)
    text = re.sub(rf"{_START}{moves.entry[0]}(\\?\.py)\b", rf"{moves.entry[1]}\1", text)
    for folder in moves.modules:
        dotted = moves.folders[folder].replace("/", ".")
        text = re.sub(rf"{_START}{folder}(\\?\.)(?=[a-z_])(?!py\b)", rf"{dotted}\1", text)
    return re.sub(rf"\b{moves.package}\b", moves.folders[moves.package], text)


def _files(text: str, moves: Moves) -> str:
    """Files at the root that move."""
    for old, new in moves.files.items():
        pattern = re.escape(old).replace(r"\.", r"\\?\.")
        text = re.sub(rf"{_START}{pattern}(?![\w/-])", new, text)
    return text


def _whole_words(text: str, moves: Moves) -> str:
    """Quoted names of top folders and of the entry, as settings of tools list them."""
    for old, new in moves.folders.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return text.replace(f'"{moves.entry[0]}"', f'"{moves.entry[1]}"')


def _markdown(text: str, path: PurePosixPath, moves: Moves) -> str:
    """Links are relative to the file, everything else to the project."""
    parts = []
    end = 0
    for match in _LINK.finditer(text):
        to = _relative(match[2], path, moves)
        parts += [_files(_paths(text[end : match.start()], moves), moves), match[1], to, match[3]]
        end = match.end()
    return "".join([*parts, _files(_paths(text[end:], moves), moves)])


def _relative(target: str, path: PurePosixPath, moves: Moves) -> str:
    """A path that is relative to the file which names it, before and after."""
    whole = PurePosixPath(os.path.normpath(path.parent / target))
    return target if ".." in whole.parts else os.path.relpath(moves.of(whole), moves.of(path).parent)


def _python(text: str, moves: Moves) -> str:
    old, new = moves.entry
    text = re.sub(rf"(?m)^import {old}$", f"import {new} as {old}", text)
    text = re.sub(rf"(?m)^from {old} import ", f"from {new} import ", text)
    text = re.sub(rf'(["\']){old}(?=\.[a-z_]+["\'])(?!\.py)', rf"\1{new}", text)
    for folder in moves.modules:
        dotted = moves.folders[folder].replace("/", ".")
        text = re.sub(rf"(?m)^(\s*)from {folder} import ", rf"\1from {dotted} import ", text)
    for word, to in {**moves.folders, **moves.files}.items():
        pattern = rf'({_ROOT} / ")' + re.escape(word) + '"'
        text = re.sub(pattern, rf'\g<1>{to}"', text)
    return _sorted_imports(_paths(text, moves))


def _sorted_imports(text: str) -> str:
    """The text with the imports of each block in order, as ruff and isort have them."""
    lines = text.splitlines(keepends=True)
    block: list[ast.stmt] = []
    for statement in [*ast.parse(text).body, None]:
        follows = bool(block) and statement is not None and statement.lineno == (block[-1].end_lineno or 0) + 1
        if block and not (follows and isinstance(statement, ast.Import | ast.ImportFrom)):
            start, end = block[0].lineno - 1, block[-1].end_lineno or 0
            ordered = sorted(block, key=_order)
            lines[start:end] = [
                line for one in ordered for line in text.splitlines(True)[one.lineno - 1 : one.end_lineno]
            ]
            block = []
        if isinstance(statement, ast.Import | ast.ImportFrom):
            block.append(statement)
    return "".join(lines)


def _order(statement: ast.stmt) -> tuple[bool, str]:
    if isinstance(statement, ast.ImportFrom):
        return True, (statement.module or "").lower()
    assert isinstance(statement, ast.Import)
    return False, statement.names[0].name.lower()
