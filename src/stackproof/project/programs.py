"""Programs of the tools that are general languages: the language of a command, and entries without configuration."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from stackproof.errors import InputError
from stackproof.project.configuration import json_of
from stackproof.project.listing import lies_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stackproof.project.listing import Listing

LANGUAGES = {
    ".py": "python",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "typescript",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
}
_ENDING = re.compile(r"\.(?:py|[mc]?ts|tsx|[mc]?js|jsx)$")
_PYTHON = re.compile(r"(?:.*/)?(?:python|pypy)[0-9.]*|py")
_TYPESCRIPT = re.compile(r"(?:.*/)?(?:ts-node(?:-esm|-script|-transpile-only)?|tsx|deno|swc-node)")
_JAVASCRIPT = re.compile(r"(?:.*/)?(?:node|nodejs|bun)")
_MANAGERS = frozenset({"npm", "yarn", "pnpm"})
_MAX_SCRIPTS = 4
_OTHERS = (
    (re.compile(r"(?:.*/)?(?:mvnw?|gradlew?|java|sbt|kotlin)"), "Java"),
    (re.compile(r"(?:.*/)?go"), "Go"),
    (re.compile(r"(?:.*/)?dotnet"), ".NET"),
    (re.compile(r"(?:.*/)?cargo"), "Rust"),
)


def language_of(command: str, root: Path) -> str | None:
    """The language of the program that a command starts: `python`, `typescript` or `javascript`.

    A JavaScript file that is not there and that a TypeScript file of the same name is compiled to is TypeScript, and a
    script of package.json (`npm run app`) is looked up. The proper name of another language where the command tells it
    (`Java`, `Go`, `.NET`, `Rust`), else None.
    """
    return _language_of(command, root, _MAX_SCRIPTS)


def _language_of(command: str, root: Path, depth: int) -> str | None:
    try:
        words = shlex.split(command.rpartition("&&")[2])
    except ValueError:
        words = command.split()
    for word in words:
        ending = _ENDING.search(word)
        if ending is None:
            continue
        language = LANGUAGES[ending.group()]
        compiled = language == "javascript" and not (root / word).is_file()
        return "typescript" if compiled and (root / (word[: ending.start()] + ".ts")).is_file() else language
    if depth and words and words[0] in _MANAGERS and (script := _script(words[1:], root)):
        return _language_of(script, root, depth - 1)
    for word in words:
        if _PYTHON.fullmatch(word):
            return "python"
        if _TYPESCRIPT.fullmatch(word):
            return "typescript"
        if _JAVASCRIPT.fullmatch(word):
            return "javascript"
        for pattern, name in _OTHERS:
            if pattern.fullmatch(word):
                return name
    return None


def _script(words: list[str], root: Path) -> str | None:
    """The text of the script of package.json that npm, yarn or pnpm is told to run."""
    package = root / "package.json"
    try:
        scripts = json_of(package).get("scripts") if package.is_file() else None
    except InputError:
        return None
    named = next((word for word in words if not word.startswith("-") and word not in {"run", "run-script"}), "")
    script = scripts.get(named) if isinstance(scripts, dict) else None
    return script if isinstance(script, str) else None


class Program(NamedTuple):
    """A program without the configuration file of its tool."""

    root: Path
    entry: str
    language: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a program of a tool: patterns of which its text has to hold all, by kind of language."""

    python: tuple[re.Pattern[bytes], ...]
    javascript: tuple[re.Pattern[bytes], ...]

    def match(self, name: str, head: bytes) -> bool:
        """Whether a file of this name and beginning is such a program."""
        wanted = self.python if name.endswith(".py") else self.javascript
        return all(pattern.search(head) for pattern in wanted)


def imports(*modules: str) -> Marks:
    """Marks of programs that import one of these modules or packages, below them as well."""
    either = "|".join(re.escape(module) for module in modules).encode()
    python = re.compile(rb"^[ \t]*(?:import|from)[ \t]+(?:" + either + rb")(?:[\s.,;]|$)", re.MULTILINE)
    script = re.compile(rb"(?:from|import|require\()\s*[\"'](?:" + either + rb")(?:/[^\"'\r\n]*)?[\"']")
    return Marks((python,), (script,))


def makes_app(marks: Marks) -> Marks:
    """The same, for programs that name the class App as well, as an entry point does and other files do not."""
    app = re.compile(rb"\bApp\b")
    return Marks((*marks.python, app), (*marks.javascript, app))


_ENTRY_NAMES = frozenset(
    {
        *("app.py", "main.py", "tap.py", "__main__.py"),
        *(f"{stem}.{ending}" for stem in ("app", "main", "tap", "index") for ending in ("ts", "mts", "js", "mjs")),
    }
)
_SCRIPT_ENDINGS = (".ts", ".mts", ".js", ".mjs")


def without_configuration(listing: Listing, marks: Marks, configured: Iterable[Path]) -> list[Program]:
    """Entry points, told by name and text, outside the folders that a configuration file speaks for."""
    known = set(configured)
    found = []
    for file in listing.files:
        in_bin = file.parent.name == "bin" and file.name.endswith(_SCRIPT_ENDINGS) and file.parent != listing.root
        if not in_bin and file.name not in _ENTRY_NAMES:
            continue
        if file.name.endswith((".d.ts", ".d.mts")) or lies_in(file.parent, known):
            continue
        if marks.match(file.name, listing.head(file)):
            root = file.parent.parent if in_bin else file.parent
            found.append(Program(root, file.relative_to(root).as_posix(), LANGUAGES[file.suffix]))
    return found


def command_for(program: Program) -> str:
    """The command that starts a program, as its tool's configuration would name it."""
    runner = {"python": "python3", "typescript": "npx ts-node", "javascript": "node"}[program.language]
    return f"{runner} {shlex.quote(program.entry)}"
