"""How many mutations of the reference stacks' handlers their own tests notice.

`python -m benchmarks.handler_mutations NAME...` copies each stack to a scratch folder, has mutmut change the code of
its functions and services one place at a time, runs the stack's unit tests on each change, and writes the stack's row
of `docs/handler-mutations.md`. `--survivors` prints the changes that no test noticed. Without names, all are done.

The code is what the roots hold that the stack's `pythonpath` names beside the project itself. mutmut knows a
function by the path of its file, so that the roots are laid together in one folder `src` in the copy.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from stackproof.blueprints import registry

PAGE = Path(__file__).parents[1] / "docs" / "handler-mutations.md"
WANTED_PERCENT = 80
_HEAD = f"""# Handlers under mutation

The code of the reference stacks' functions and services is changed in one place at a time by
[mutmut](https://mutmut.readthedocs.io), and the stack's own unit tests are run on each change. A change that no test
notices is a behaviour that no test holds. Each stack has to notice more than {WANTED_PERCENT} % of them.

`python -m benchmarks.handler_mutations NAME` measures a stack again and writes its row; `--survivors` shows what was
not noticed. The last column is a digest of the code that was measured, docstrings and layout apart; a test compares it
with the code that is there.

| stack | changes | noticed | timed out | not noticed | in code without a test | score | code |
|---|---|---|---|---|---|---|---|
"""
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
# The plugin for exceptions that nobody can catch collects garbage thrice a session, a third of the time of most.
_PYTEST = ["-p", "no:cacheprovider", "-p", "no:unraisableexception"]
_ROW = re.compile(r"^\| ([a-z0-9-]+) \|.*\|$", re.MULTILINE)


class Score(NamedTuple):
    """What became of the changes of one stack's code; a change whose tests never end is noticed too."""

    stack: str
    killed: int
    timeout: int
    survived: int
    untested: int
    digest: str

    @property
    def total(self) -> int:
        """All changes."""
        return self.killed + self.timeout + self.survived + self.untested

    @property
    def percent(self) -> float:
        """Changes that were noticed, of a hundred."""
        return 100 * (self.killed + self.timeout) / self.total if self.total else 0.0

    def row(self) -> str:
        """The row of the page's table."""
        counts = f"{self.total} | {self.killed} | {self.timeout} | {self.survived} | {self.untested}"
        return f"| {self.stack} | {counts} | {self.percent:.1f} % | `{self.digest}` |"


def roots(project: Path) -> list[str]:
    """The folders of handler code, as the project's pytest settings name them."""
    options = _pyproject(project)["tool"]["pytest"]["ini_options"]
    return [folder for folder in options["pythonpath"] if folder != "."]


def digest(project: Path) -> str:
    """The first digits of a hash over what every Python file of the roots does: words about it are left out."""
    files = [file for root in roots(project) for file in sorted((project / root).rglob("*.py"))]
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(project).as_posix()}\n{_code(file.read_text('utf-8'))}\n".encode())
    return whole.hexdigest()[:12]


def _code(source: str) -> str:
    """The syntax of a module without docstrings, comments and layout, which no mutation changes."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def measure(blueprint: registry.Blueprint, *, survivors: bool, children: int) -> Score:
    """Mutates the handlers of a stack in a scratch copy and counts what its tests notice."""
    with tempfile.TemporaryDirectory(prefix="stackproof-mutants-") as name:
        project = Path(name) / blueprint.folder.name
        registry.copy(blueprint, project)
        code = digest(project)
        _prepare(project)
        try:
            done = _mutmut(project, "run", "--max-children", str(children))
        finally:
            _end_databases(project)
        if done.returncode != 0:
            # Its spinner writes a line for each turn.
            told = "\n".join(line for line in done.stdout.splitlines() if not line.startswith(tuple(_SPINNER)))
            sys.exit(f"{blueprint.name}: mutmut failed\n{told[-6000:]}\n{done.stderr[-3000:]}")
        _mutmut(project, "export-cicd-stats")
        counts = json.loads((project / "mutants" / "mutmut-cicd-stats.json").read_text("utf-8"))
        odd = {key: counts[key] for key in ("suspicious", "segfault", "skipped") if counts[key]}
        if odd:
            print(f"{blueprint.name}: counted as not noticed: {odd}", file=sys.stderr)
        if survivors:
            _show_survivors(project)
    return Score(
        blueprint.name,
        counts["killed"],
        counts["timeout"],
        counts["survived"] + sum(odd.values()),
        counts["no_tests"],
        code,
    )


def _prepare(project: Path) -> None:
    """Lays the roots together in `src` and tells mutmut and pytest so."""
    folders = roots(project)
    source = project / "src"
    for folder in folders:
        for file in sorted((project / folder).rglob("*")):
            target = source / file.relative_to(project / folder)
            if not file.is_file() or "__pycache__" in file.parts:
                continue
            if target.exists() and file.suffix == ".py":
                sys.exit(
                    f"{file.relative_to(project)}: {target.name} is there in another root; names have to be unique"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    tests = _tests_of(project, {file.relative_to(source).parts[0].removesuffix(".py") for file in source.rglob("*.py")})
    settings = (project / "pyproject.toml").read_text("utf-8")
    settings = re.sub(r"(?ms)^pythonpath = \[.*?\]", 'pythonpath = [".", "src"]', settings)
    also = sorted(one.name for one in project.iterdir() if one.name not in ("src", "tests", "pyproject.toml"))
    settings += (
        "\n[tool.mutmut]\n"
        f'source_paths = ["src"]\nalso_copy = {json.dumps(also)}\npytest_add_cli_args = {json.dumps(_PYTEST)}\n'
        f"pytest_add_cli_args_test_selection = {json.dumps(tests)}\nuse_git_change_detection = false\n"
        "timeout_constant = 3.0\n"
    )
    (project / "pyproject.toml").write_text(settings, "utf-8")


def _tests_of(project: Path, modules: set[str]) -> list[str]:
    """The files of unit tests that import one of the modules."""
    found = []
    for file in sorted((project / "tests" / "unit").rglob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if any(name.split(".")[0] in modules for name in named):
            found.append(file.relative_to(project).as_posix())
    if not found:
        sys.exit(f"no unit test imports any of {', '.join(sorted(modules))}")
    return found


def _mutmut(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "JSII_NODE") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=project,
        env={
            **environment,
            "CDK_VALIDATION": "false",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TEST_DATABASE_ROOT": str(_database_root(project)),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def _database_root(project: Path) -> Path:
    """Where tests keep a database server for the next: one for each change would take most of the time."""
    root = project.parent / "database"
    root.mkdir(exist_ok=True)
    return root


def _end_databases(project: Path) -> None:
    """Ends the server that tests have left; its process id is the first line of the file that it keeps."""
    for file in _database_root(project).glob("*/postmaster.pid"):
        with suppress(ProcessLookupError, ValueError):
            os.kill(int(file.read_text("utf-8").splitlines()[0]), signal.SIGINT)
            for _ in range(100):
                if not file.exists():
                    break
                time.sleep(0.1)


def _show_survivors(project: Path) -> None:
    for line in _mutmut(project, "results").stdout.splitlines():
        mutant, _, status = line.strip().rpartition(": ")
        if status in ("survived", "no tests", "suspicious", "segfault"):
            print(_mutmut(project, "show", mutant).stdout)


def rows(page: str) -> dict[str, str]:
    """The rows of the page by stack."""
    return {match[1]: match[0] for match in _ROW.finditer(page) if match[1] != "stack"}


def write(scores: list[Score]) -> None:
    """Writes the rows of these stacks into the page; those of others stay, if their stack is still there."""
    known = {blueprint.name for blueprint in registry.all_blueprints()}
    old = rows(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    table = {name: row for name, row in old.items() if name in known} | {score.stack: score.row() for score in scores}
    PAGE.write_text(_HEAD + "".join(f"{table[name]}\n" for name in sorted(table)), "utf-8")


def _pyproject(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))


def main() -> int:
    """Measures the stacks that are named; 1 when one of them misses the mark."""
    parser = argparse.ArgumentParser(description="Mutation score of the reference stacks' handlers")
    parser.add_argument("names", nargs="*", metavar="NAME", help="reference stacks, all by default")
    parser.add_argument("--survivors", action="store_true", help="print the changes that no test noticed")
    parser.add_argument("--children", type=int, default=2, help="tests that run at a time (2)")
    options = parser.parse_args()
    known = {blueprint.name: blueprint for blueprint in registry.all_blueprints()}
    names = options.names or list(known)
    if missing := [name for name in names if name not in known]:
        parser.error(f"no such stack: {', '.join(missing)}; there are {', '.join(known)}")
    scores = []
    for name in names:
        scores.append(measure(known[name], survivors=options.survivors, children=options.children))
        print(scores[-1].row(), flush=True)
        write(scores[-1:])
    return 0 if all(score.percent > WANTED_PERCENT for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
