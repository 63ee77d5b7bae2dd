"""A command that starts a TypeScript or JavaScript program, taken apart without a shell."""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.synthesis.node import sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_SHELL = frozenset(";|&<>`$(){}*?~")
_MAX_SCRIPTS = 4
_MANAGERS = frozenset({"npm", "yarn", "pnpm"})
_FETCHERS = ("npx", "pnpx")
_OTHER_RUNTIMES = frozenset({"bun", "bunx", "deno"})
_RUNNERS = frozenset(
    {"ts-node", "ts-node-esm", "ts-node-script", "ts-node-transpile-only", "ts-node-cwd", "ts-node-dev", "tsx", "esr"}
)
"""What runs TypeScript directly."""

_CHECKERS = frozenset({"ts-node", "ts-node-esm", "ts-node-script", "ts-node-cwd"})
_UNCHECKED = frozenset({"-T", "--transpile-only", "--transpileOnly", "--swc"})
_COMPILER = re.compile(r"(?:^|[\s/])tsc(?:\s|$)")

_WITH_VALUE = frozenset(
    (
        "-r", "--require", "--import", "--loader", "--experimental-loader", "-P", "--project", "-O",
        "--compiler-options", "--compilerOptions", "-C", "--compiler", "-D", "-I", "--ignore", "--cwd", "--dir",
        "--tsconfig", "--stack-trace-limit", "--conditions", "--env-file", "--max-old-space-size",
    )
)  # fmt: skip
_CONFIGURATION = frozenset({"-P", "--project", "--tsconfig"})
_EVALUATION = frozenset({"-e", "--eval", "-p", "--print", "-i", "--interactive"})
# What prepares a machine or translates TypeScript; the packages are stackproof's to provide, and tsx translates.
_PREPARATIONS = frozenset({"tsc", "rimraf", "rm", "mkdir", "echo", "eslint", "prettier", "npx", "pnpx", "tsc-alias"})


@dataclass(frozen=True, slots=True)
class NodeEntry:
    """What is to be run.

    Attributes:
        target: the file, relative to the project.
        arguments: the program's own arguments.
        environment: variables that the command sets for it.
        tsconfig: the configuration of TypeScript that the command names, relative to the project; empty for the usual.
        checked: whether the command does not start a program that has type errors.
    """

    target: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    tsconfig: str = ""
    checked: bool = False


def parse(root: Path, command: str, scripts: Mapping[str, str], *, file: str, line: int | None = None) -> NodeEntry:
    """The program that a command starts.

    `npx ts-node app.ts`, `tsx app.ts`, `node app.js`, scripts of package.json (`npm run app`), variables in front, and
    steps before `&&` that only build or install are understood. A JavaScript file that is not there, or that a build
    step makes, stands for the TypeScript file that it would be made from.

    Args:
        root: the project's folder; the file must be in it.
        scripts: the scripts of package.json.
        file: where the command stands, with `line`; named in errors.

    Raises:
        InputError: for everything else.
    """
    return _Parser(root, scripts, file, line).command(command, 0)


@dataclass(frozen=True, slots=True)
class _Parser:
    root: Path
    scripts: Mapping[str, str]
    file: str
    line: int | None

    def command(self, command: str, depth: int) -> NodeEntry:
        parts = command.split("&&")
        try:
            steps = [shlex.split(part) for part in parts]
        except ValueError as error:
            raise self.refused(command, f"it is not a well-formed command: {str(error).lower()}") from None
        for step in steps[:-1]:
            if not _prepares(step):
                raise self.refused(command, f"the step {' '.join(step)[:60]!r} is not run")
        if any(not character.isalnum() and character in _SHELL for character in _outside_quotes(parts[-1])):
            raise self.refused(command, "it needs a shell, and none is used")
        words, environment = _without_assignments(steps[-1])
        words = _without_fetcher(words)
        script = self._script(words)
        if script is not None:
            name, rest = script
            if name not in self.scripts:
                raise self.refused(command, f"package.json has no script {name!r}")
            if depth >= _MAX_SCRIPTS:
                raise self.refused(command, "its scripts call each other")
            entry = self.command(self.scripts[name], depth + 1)
            return replace(
                entry,
                arguments=(*entry.arguments, *rest),
                environment={**environment, **entry.environment},
                checked=entry.checked or self._compiles(steps[:-1]),
            )
        return self._program(command, words, environment, steps[:-1])

    def _compiles(self, steps: Sequence[list[str]]) -> bool:
        """Whether one of the steps runs TypeScript's compiler, itself or as a script of package.json."""
        texts = [" ".join(step) for step in steps]
        texts += [self.scripts[name] for step in steps for name in step[1:] if name in self.scripts]
        return any(_COMPILER.search(text) for text in texts)

    def _script(self, words: Sequence[str]) -> tuple[str, list[str]] | None:
        """The script of package.json that a package manager is to run, and further arguments."""
        if not words or words[0] not in _MANAGERS:
            return None
        rest = _without_quiet(words[1:])
        if rest[:1] in (["run"], ["run-script"]):
            rest = _without_quiet(rest[1:])
        elif words[0] == "npm" and rest[:1] not in (["start"], ["test"]):
            return None
        return (rest[0], [word for word in rest[1:] if word != "--"]) if rest else None

    def _program(
        self, command: str, words: list[str], environment: dict[str, str], steps: Sequence[list[str]]
    ) -> NodeEntry:
        tool = posixpath.basename(words[0]) if words else ""
        if tool in _OTHER_RUNTIMES:
            raise self.refused(command, f"stackproof runs TypeScript and JavaScript under node, not under {tool}")
        if tool.endswith(_ENDINGS):
            tool, words = "node", ["node", *words]
        if tool != "node" and tool not in _RUNNERS:
            raise self.refused(command, "no TypeScript or JavaScript file is started by it")
        rest, tsconfig = self._options(command, words[1:])
        if not rest:
            raise self.refused(command, "it names no file")
        target = sources.resolve(self.root, rest[0], translated=bool(steps))
        if target is None:
            shown = posixpath.normpath(rest[0])
            raise self.refused(command, f"the file {shown[:100]!r} is not in the project")
        options = words[1 : len(words) - len(rest)]
        checked = self._checks(tool, options, environment, tsconfig) or self._compiles(steps)
        return NodeEntry(target, tuple(rest[1:]), environment, tsconfig, checked and target.endswith(_TYPED))

    def _checks(self, tool: str, options: Sequence[str], environment: Mapping[str, str], tsconfig: str) -> bool:
        """Whether ts-node runs the program, and was not told to leave the types alone."""
        if tool not in _CHECKERS and "ts-node/register" not in options and "ts-node/esm" not in options:
            return False
        own = sources.configuration(self.root, tsconfig or "tsconfig.json").get("ts-node")
        told = own if isinstance(own, dict) else {}
        quick = told.get("transpileOnly") is True or told.get("swc") is True
        return not (quick or _UNCHECKED.intersection(options) or "TS_NODE_TRANSPILE_ONLY" in environment)

    def _options(self, command: str, words: list[str]) -> tuple[list[str], str]:
        """What follows the options, and the configuration of TypeScript that they name."""
        tsconfig = ""
        while words and words[0].startswith("-"):
            option, equals, value = words[0].partition("=")
            words = words[1:]
            if option == "--":
                break
            if option in _EVALUATION:
                raise self.refused(command, f"{option} runs no file")
            if option in _WITH_VALUE and not equals:
                value, words = (words[0], words[1:]) if words else ("", words)
            if option in _CONFIGURATION:
                tsconfig = posixpath.normpath(value)
        return words, "" if tsconfig.startswith(("/", "..")) else tsconfig

    def refused(self, command: str, reason: str) -> InputError:
        return InputError(
            f"the app command {command[:100]!r} cannot be used: {reason}",
            file=self.file,
            line=self.line,
            hint='Write it as "npx ts-node bin/app.ts" or "node bin/app.js"',
        )


def _without_quiet(words: Sequence[str]) -> list[str]:
    """Without the options of a package manager that only say less."""
    return list(itertools.dropwhile(lambda word: word in ("-s", "--silent", "-q", "--quiet"), words))


_TYPED = (".ts", ".tsx", ".mts", ".cts")
_ENDINGS = (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts")


def _prepares(step: list[str]) -> bool:
    words, _ = _without_assignments(step)
    if not words:
        return True
    return words[0] in _MANAGERS or words[0] in _PREPARATIONS


def _outside_quotes(text: str) -> str:
    """The text without what stands in quotes, where no shell would touch most of it."""
    return re.sub(r"'[^']*'|\"[^\"$`]*\"", "", text)


def _without_assignments(words: list[str]) -> tuple[list[str], dict[str, str]]:
    environment: dict[str, str] = {}
    if words and words[0] in ("env", "cross-env"):
        words = words[1:]
    while words and (match := _ASSIGNMENT.fullmatch(words[0])):
        environment[match.group(1)] = match.group(2)
        words = words[1:]
    return words, environment


def _without_fetcher(words: list[str]) -> list[str]:
    """The command that `npx`, `npm exec`, `yarn exec` and the like would run; `yarn ts-node` means it as well."""
    if words[:1] and words[0] in _FETCHERS:
        rest = words[1:]
    elif words[:2] in (["npm", "exec"], ["yarn", "exec"], ["pnpm", "exec"], ["pnpm", "dlx"], ["yarn", "dlx"]):
        rest = words[2:]
    elif len(words) > 1 and words[0] in ("yarn", "pnpm") and (words[1] in _RUNNERS or words[1] == "node"):
        return words[1:]
    elif len(words) > 2 and words[:2] in (["yarn", "run"], ["pnpm", "run"]) and words[2] in _RUNNERS:
        return words[2:]
    else:
        return words
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in ("-p", "--package") else rest[1:]
    # A version may be named: tsx@4.
    return [re.sub(r"(?<=.)@[\w.^~-]+$", "", rest[0]), *rest[1:]] if rest else rest
