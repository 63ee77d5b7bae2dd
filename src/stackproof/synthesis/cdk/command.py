"""The `app` command of cdk.json: found out what Python file or module it starts, without a shell."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import Literal

from stackproof.errors import InputError

_PYTHON = re.compile(r"(?:.*/)?(?:python|pypy)[0-9.]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_RUNNERS = frozenset({(tool, "run") for tool in ("poetry", "pipenv", "uv", "pdm", "hatch", "rye")})
# What prepares a machine for the program; the packages that it would install are stackproof's to provide.
_PREPARATIONS = (
    ("pip", "install"),
    ("pip3", "install"),
    ("poetry", "install"),
    ("pipenv", "install"),
    ("pipenv", "sync"),
    ("uv", "sync"),
    ("source",),
    (".",),
)
_PLAIN_OPTIONS = frozenset({"-u", "-B", "-O", "-OO", "-s", "-S", "-E", "-I", "-q", "-v", "-b", "-bb", "-P"})
_OPTIONS_WITH_VALUE = frozenset({"-W", "-X"})
_SHELL = frozenset(";|&<>`$(){}*?~")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be run.

    Attributes:
        kind: `script` for a file relative to the project, `module` for what `python -m` takes.
        target: the file or the module.
        arguments: the program's own arguments.
        environment: variables that the command sets for it.
    """

    kind: Literal["script", "module"]
    target: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def parse(command: str, *, file: str = "cdk.json", line: int | None = None) -> Entry:
    """The Python program that an app command starts.

    `python3 app.py`, `python -m package`, `poetry run python app.py`, `pipenv run`, `uv run`, variables in front, and
    steps that only install or activate something before `&&` are understood.

    Raises:
        InputError: for everything else, with `file` and `line`.
    """
    parts = command.split("&&")
    try:
        steps = [shlex.split(part) for part in parts]
    except ValueError as error:
        raise _refused(command, f"it is not a well-formed command: {str(error).lower()}", file, line) from None
    for step in steps[:-1]:
        if not any(tuple(step[: len(words)]) == words for words in _PREPARATIONS):
            raise _refused(command, f"the step {' '.join(step)[:60]!r} is not run", file, line)
    if any(not character.isalnum() and character in _SHELL for character in parts[-1]):
        raise _refused(command, "it needs a shell, and none is used", file, line)
    words, environment = _without_assignments(steps[-1])
    words = _without_runner(words)
    entry = _python(words)
    if entry is None:
        raise _refused(command, "no Python file or module is started by it", file, line)
    return Entry(entry.kind, entry.target, entry.arguments, environment)


def _refused(command: str, reason: str, file: str, line: int | None) -> InputError:
    return InputError(
        f"the app command {command[:100]!r} cannot be used: {reason}",
        file=file,
        line=line,
        hint='Write it as "python3 app.py" or "python3 -m package"',
    )


def _without_assignments(words: list[str]) -> tuple[list[str], dict[str, str]]:
    environment: dict[str, str] = {}
    if words and words[0] == "env":
        words = words[1:]
    while words and (match := _ASSIGNMENT.fullmatch(words[0])):
        environment[match.group(1)] = match.group(2)
        words = words[1:]
    return words, environment


def _without_runner(words: list[str]) -> list[str]:
    if tuple(words[:2]) not in _RUNNERS:
        return words
    rest = words[2:]
    while rest and rest[0].startswith("-") and rest[0] != "-m":
        rest = rest[1:]
    return rest


def _python(words: list[str]) -> Entry | None:
    if not words:
        return None
    if words[0].endswith(".py"):
        return _script(words)
    if not _PYTHON.fullmatch(words[0]) and words[0] != "py":
        return None
    rest = words[1:]
    while rest and rest[0] != "-m" and rest[0].startswith("-"):
        if rest[0] in _OPTIONS_WITH_VALUE:
            rest = rest[1:]
        elif rest[0] not in _PLAIN_OPTIONS and rest[0][:2] not in _OPTIONS_WITH_VALUE:
            return None
        rest = rest[1:]
    if len(rest) > 1 and rest[0] == "-m":
        return Entry("module", rest[1], tuple(rest[2:])) if _MODULE.fullmatch(rest[1]) else None
    return _script(rest) if rest and rest[0] != "-m" else None


def _script(words: list[str]) -> Entry | None:
    import posixpath

    target = posixpath.normpath(words[0])
    if target.startswith(("/", "../")) or target in (".", ".."):
        return None
    return Entry("script", target, tuple(words[1:]))
