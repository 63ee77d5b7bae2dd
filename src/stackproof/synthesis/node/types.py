"""What TypeScript's own checker says of a program whose command would not start it with a type error in it."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project.surroundings import Surroundings
from stackproof.sandbox import Limits, Mount, run, scratch_copy
from stackproof.synthesis import cache
from stackproof.synthesis.failures import clean
from stackproof.synthesis.node import toolchain
from stackproof.synthesis.own_files import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from stackproof.synthesis.node.command import NodeEntry
    from stackproof.synthesis.node.packages import Packages
    from stackproof.synthesis.node.toolchain import Tools

COMPILER = {"typescript": "5.9.3", "@types/node": "24.10.1"}
"""What a project is checked with whose own compiler is not installed; as of 2026-11-27."""

_CONFIGURATION = "tsconfig.stackproof.json"
_ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".json")
_LEFT_OUT = frozenset({".git", "cdk.out", "cdktf.out", "node_modules"})
_DIAGNOSTIC = re.compile(
    r"^(?P<file>[^\s(][^(\n]*)\((?P<line>\d+),(?P<column>\d+)\): error TS(?P<code>\d+): (?P<said>.*)$"
)
_MAX_SHOWN = 20
_MAX_OUTPUT_BYTES = 4 << 20
_UNRESOLVED = frozenset({"2307", "2688", "7016", "2792"})
"""A module or its types were not found: the run tells that, and what follows from it says nothing."""

_IMPLICIT = re.compile(r"7\d{3}|18046|2571")
_WITHOUT_CONFIGURATION = {
    "target": "es2022", "module": "commonjs", "strict": True, "esModuleInterop": True, "resolveJsonModule": True,
}  # fmt: skip


class Checking:
    """A check that goes on in the background, in a sandbox of its own, while the program is run.

    Args:
        timeout: seconds of wall time.
    """

    def __init__(
        self, root: Path, entry: NodeEntry, packages: Packages, tools: Tools, *, timeout: float, allow_weak: bool
    ) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="stackproof-types")
        self._found: Future[list[Problem]] | None = None
        if entry.checked:
            self._found = self._executor.submit(_check, root, entry, packages, tools, timeout, allow_weak)
        self._executor.shutdown(wait=False)

    def problems(self) -> list[Problem]:
        """What the checker found: errors with their places, a note where it could not finish.

        Empty where there is nothing wrong, and where the program's command does not check types.
        """
        return self._found.result() if self._found is not None else []


def _check(
    root: Path, entry: NodeEntry, packages: Packages, tools: Tools, timeout: float, allow_weak: bool
) -> list[Problem]:
    try:
        ours = _compiler(tools)
    except MissingToolchain as error:
        return [Problem("note", f"types were not checked: {error.message}", NOWHERE)]
    own = packages.folder / "typescript" / "lib" / "tsc.js"
    compiler = own if own.is_file() else ours / "typescript" / "lib" / "tsc.js"
    around = packages.around or Surroundings(root)
    ignore = around.ignoring(lambda relative: _is_left_out(root, relative))
    with scratch_copy(around.top, ignore=ignore) as copy:
        project = copy.path / around.inner
        for folder in {project, copy.path}:
            _lay_out(folder / "node_modules", packages.folder.resolve(), ours.resolve())
        (project / _CONFIGURATION).write_text(json.dumps(_configuration(root, entry)), "utf-8")
        outcome = run(
            [str(tools.node.binary), str(compiler), "--project", _CONFIGURATION, "--pretty", "false"],
            scratch=copy.path.parent,
            mounts=[Mount(packages.folder), Mount(ours), Mount(tools.node.binary)],
            environment={"NO_COLOR": "1", "TZ": "UTC"},
            limits=Limits(wall_seconds=timeout, cpu_seconds=max(2, int(timeout * 2)), output_bytes=_MAX_OUTPUT_BYTES),
            working_directory=project,
            allow_weak=allow_weak,
        )
    if outcome.limit is not None:
        return [
            Problem("note", f"types were not checked to the end: the limit of {outcome.limit} was reached", NOWHERE)
        ]
    return list(_problems(root, outcome.stdout.decode("utf-8", "replace")))


def _compiler(tools: Tools) -> Path:
    """The folder of packages with our compiler and the types of node, installed on first use."""
    named = "-".join(f"{name.rpartition('/')[2]}-{version}" for name, version in COMPILER.items())

    def make(fresh: Path) -> None:
        (fresh / "package.json").write_text(json.dumps({"private": True, "dependencies": COMPILER}), "utf-8")
        toolchain.install(tools.node, fresh, ["install"], "TypeScript, which checks types,")

    return cache.made(cache.folder() / "node" / named, make) / "node_modules"


def _lay_out(target: Path, own: Path, ours: Path) -> None:
    """Makes a node_modules folder of the project's own packages, with our types where it has none.

    A configuration may say that types are in `./node_modules/@types` and nowhere else, as the one of `cdk init` does;
    and those of node are a development package, which is not installed for a program that does not import it.
    """
    target.mkdir()
    types = target / "@types"
    for source in sorted(own.iterdir()):
        if source.name != types.name:
            (target / source.name).symlink_to(source)
    types.mkdir()
    for folder in (own / types.name, ours / types.name):
        for source in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not os.path.lexists(types / source.name):
                (types / source.name).symlink_to(source)


def _is_left_out(root: Path, relative: str) -> bool:
    name = relative.rpartition("/")[2]
    return name in _LEFT_OUT or not (name.endswith(_ENDINGS) or (root / relative).is_dir())


def _configuration(root: Path, entry: NodeEntry) -> dict[str, object]:
    """The project's own configuration for the entry and what it imports, without anything that would write."""
    name = entry.tsconfig or "tsconfig.json"
    there = (root / name).is_file()
    options = {} if there else _WITHOUT_CONFIGURATION
    quiet = {"noEmit": True, "skipLibCheck": True, "incremental": False, "composite": False, "declaration": False}
    files = {"files": [entry.target], "include": [], "references": []}
    return {**({"extends": f"./{name}"} if there else {}), "compilerOptions": {**options, **quiet}, **files}


def _problems(root: Path, said: str) -> Iterator[Problem]:
    """Type errors in files of the project, as far as they do not follow from modules that are not here."""
    found = [match for line in said.splitlines() if (match := _DIAGNOSTIC.match(line)) is not None]
    blind = {match["file"] for match in found if match["code"] in _UNRESOLVED}
    files: dict[str, bool] = {}
    shown = 0
    for match in found:
        unsure = match["file"] in blind or (bool(blind) and _IMPLICIT.fullmatch(match["code"]))
        if unsure or not is_file(root, match["file"], files):
            continue
        shown += 1
        if shown <= _MAX_SHOWN:
            at = Location(match["file"], int(match["line"]), int(match["column"]))
            yield Problem("error", f"the program does not compile: {clean(match['said'])} (TS{match['code']})", at)
    if shown > _MAX_SHOWN:
        yield Problem("note", f"{shown - _MAX_SHOWN} further type errors are not shown", NOWHERE)
