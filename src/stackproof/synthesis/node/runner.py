"""Runs a TypeScript or JavaScript program in the sandbox, as often as an engine wants, on one copy of its project."""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.project import clone
from stackproof.project.surroundings import Surroundings
from stackproof.sandbox import Limits, Mount, read_output, run, scratch_copy
from stackproof.sandbox.removal import remove_tree
from stackproof.synthesis.node import undeclared
from stackproof.synthesis.node.manifest import LOCK_FILES, MAX_LOCK_BYTES
from stackproof.synthesis.node.packages import and_above
from stackproof.synthesis.own_files import INNER, is_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.graph.graph import Problem
    from stackproof.sandbox import Outcome
    from stackproof.synthesis.node.command import NodeEntry
    from stackproof.synthesis.node.packages import Packages
    from stackproof.synthesis.node.toolchain import Tools

_MAX_REPORT_BYTES = 1 << 20
_PRELOAD = Path(__file__).with_name("preload.cjs")
_CLOCK_SHIFT = ((24 + 1) * 3600 + 61) * 1000
"""Milliseconds by which each run's clock is ahead of the one before: day, hour, minute and second differ."""

# Never part of a program's input: history, caches and what an earlier synthesis left.
_LEFT_OUT = frozenset({".git", ".hg", ".svn", ".venv", "__pycache__", "cdk.out", "cdktf.out", "venv"})
_LEFT_OUT_PATHS = re.compile(
    r"(?:.*/)?(?:\.yarn/(?:cache|unplugged|install-state\.gz)|\.pnpm-store|\.turbo|\.nx/cache)"
)
_FRAME = re.compile(
    r"\(?(?:file://)?(?P<file>/[^()\n]*?):(?P<line>[0-9]{1,7}):(?P<column>[0-9]{1,7})\)?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a program said when it failed. All of it is the program's own word.

    Attributes:
        type: name of the error's class; `exit` when the program ended itself with an exit code other than 0.
        message: what the error says, without the folders of the run.
        code: node's code, such as `MODULE_NOT_FOUND`.
        place: (file, line) of the nearest code in the project, a plain file of it.
        absent: context keys that it asked for and that have no value.
        unset: environment variables of which the same holds.
    """

    type: str
    message: str
    code: str = ""
    place: tuple[str, int] | None = None
    absent: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the program.

    Attributes:
        name: of the run; files that it leaves for us begin with it.
        status: `ok`; `failed`; `ended` where a limit, a signal or the program itself kept it from reporting.
        outcome: how the sandbox saw it end.
        failure: for `failed`.
    """

    name: str
    status: str
    outcome: Outcome
    failure: Failure | None = None


@dataclass(slots=True)
class Stay:
    """A private copy of the project, in which its program is run.

    Attributes:
        root: the project itself.
        work: a folder that programs may write to; everything in it is to be read as hostile.
        top: the copy, in `work`. It begins at the repository where the project uses anything beside its folder.
        project: the project's folder in it.
        dropped: what was left out of the copy: links that lead out of it, fifos, sockets and devices.
        runs: what was run so far, by name.
        seconds: wall time that is left for all runs together.
        begun: how many runs there were, those under the same name included.
        undeclared: what is to be said of packages that the program imports and its package.json does not name.
    """

    root: Path
    work: Path
    top: Path
    project: Path
    dropped: tuple[str, ...]
    packages: Packages
    tools: Tools
    seconds: float
    allow_weak: bool
    runs: dict[str, Ran] = field(default_factory=dict)
    begun: int = 0
    undeclared: list[Problem] = field(default_factory=list)

    def run(
        self,
        entry: NodeEntry,
        name: str,
        environment: Mapping[str, str],
        *,
        preloads: Sequence[Path] = (),
        mounts: Sequence[Mount] = (),
    ) -> Ran:
        """Runs the program once more, in a process of its own; again where it lacked a package that the registry has.

        Chance is the same for the same `name` and another for another; each run's clock is a day, an hour, a minute
        and a second ahead of that of the run before. So what differs between two runs with equal settings is no part
        of what the program describes.

        Args:
            name: an identifier, another for each run.
            preloads: CommonJS modules of ours that are loaded before the program, after our own one; see the head of
                preload.cjs for what they find. They are shown to the program.
            mounts: what else the program may see.

        Raises:
            SandboxUnavailable: see `stackproof.sandbox.run`.
            MissingToolchain: npm cannot install what the program lacked.
        """
        ran = self._run(entry, name, environment, preloads, mounts)
        while ran.failure is not None and (package := undeclared.wanted(ran.failure, self.packages, self.root)):
            self.packages = undeclared.taken(self.root, self.packages, package)
            if package in self.packages.absent or not self._link():
                break
            self.undeclared.append(undeclared.problem(ran.failure, self.packages, self.root))
            ran = self._run(entry, name, environment, preloads, mounts)
        return ran

    def _run(
        self,
        entry: NodeEntry,
        name: str,
        environment: Mapping[str, str],
        preloads: Sequence[Path],
        mounts: Sequence[Mount],
    ) -> Ran:
        job = {
            "name": name,
            "work": str(self.work),
            "top": str(self.top),
            "project": str(self.project),
            "seed": f"stackproof {name}",
            "shift": _CLOCK_SHIFT * self.begun,
        }
        self.begun += 1
        job_file = self.put(f"{name}.job.json", json.dumps(job))
        began = time.monotonic()
        outcome = run(
            [*self._node(preloads), entry.target, *entry.arguments],
            scratch=self.work,
            mounts=[
                Mount(_PRELOAD), *(Mount(file) for file in preloads), Mount(self.tools.runner),
                *(Mount(folder) for folder in (self.packages.folder, *self.packages.beside)),
                Mount(self.tools.node.binary), *mounts,
            ],
            environment={
                **self._environment(entry),
                **entry.environment,
                **environment,
                "STACKPROOF_JOB": str(job_file),
            },
            limits=Limits(wall_seconds=max(1.0, self.seconds), cpu_seconds=max(2, int(self.seconds * 2))),
            working_directory=self.project,
            allow_weak=self.allow_weak,
        )  # fmt: skip
        self.seconds -= time.monotonic() - began
        self.runs[name] = self._ran(name, outcome)
        return self.runs[name]

    def _link(self) -> bool:
        """Lets the project find its packages; False where a run before has put something in their way.

        A link serves in every mode of the sandbox; the program finds the packages at their real place, read-only.
        What lies above the project finds the same, and then what is installed there.
        """
        links = dict.fromkeys([self.project, self.top], self.packages.folder)
        links |= dict(zip([self.work], self.packages.beside, strict=False))
        for folder, found in links.items():
            if os.path.realpath(folder) != str(folder):
                return False
            place = folder / "node_modules"
            if place.is_symlink() or place.is_file():
                place.unlink()
            elif os.path.lexists(place):
                remove_tree(place)
            place.symlink_to(os.path.realpath(found))
        return True

    def _node(self, preloads: Sequence[Path]) -> list[str]:
        command = [str(self.tools.node.binary), "--enable-source-maps", "--no-warnings"]
        for file in (_PRELOAD, *preloads):
            command += ["--require", str(file)]
        return [*command, "--import", self.tools.loader.as_uri()]

    def _environment(self, entry: NodeEntry) -> dict[str, str]:
        given = {"NODE_ENV": "development", "NO_COLOR": "1", "TSX_DISABLE_CACHE": "1", "TZ": "UTC"}
        if entry.tsconfig:
            given["TSX_TSCONFIG_PATH"] = str(self.project / entry.tsconfig)
        return given

    def _ran(self, name: str, outcome: Outcome) -> Ran:
        report = self.read_object(f"{name}.report.json", _MAX_REPORT_BYTES)
        if outcome.limit is not None or outcome.exit_code is None or not report:
            return Ran(name, "ended", outcome)
        if outcome.exit_code == 0 and report.get("status") == "ok":
            return Ran(name, "ok", outcome)
        absent, unset = _names(report.get("absent")), _names(report.get("unset"))
        error = report.get("error")
        if not isinstance(error, dict):
            failure = Failure("exit", f"exit code {outcome.exit_code}", absent=absent, unset=unset)
        else:
            failure = replace(self._failure(error), absent=absent, unset=unset)
        return Ran(name, "failed", outcome, failure)

    def _failure(self, error: dict[str, Any]) -> Failure:
        message = str(error.get("message"))[:8000]
        stack = str(error.get("stack"))[:40_000]
        place = self.place_in(message) or self.place_in(stack)
        for folder, shown in ((self.project, ""), (self.top, f"{os.path.relpath(self.top, self.project)}/")):
            message = message.replace(f"file://{folder}/", shown).replace(f"{folder}/", shown)
        return Failure(str(error.get("type"))[:200], message, str(error.get("code", ""))[:100], place)

    def place_in(self, text: str) -> tuple[str, int] | None:
        """The first `file:line:column` in a text of the program's that lies in a file of the project."""
        for line in text.splitlines()[:400]:
            match = _FRAME.search(line.rstrip()) or _TRANSLATION.match(line.strip())
            if match is None:
                continue
            file = os.path.relpath(match.group("file"), self.project)
            if match.group("file").startswith(f"{self.top}/") and is_file(self.root, file, {}):
                return file, int(match.group("line"))
        return None

    def put(self, name: str, text: str) -> Path:
        """Writes a file of ours into `work`, through no link that a run before may have left there."""
        file = self._cleared(name)
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "w", encoding="utf-8"
        ) as opened:
            opened.write(text)
        return file

    def fresh_folder(self, name: str) -> Path:
        """A new empty folder in `work`, whatever a run before may have left there."""
        folder = self._cleared(name)
        folder.mkdir(mode=0o755)
        return folder

    def _cleared(self, name: str) -> Path:
        # No program runs meanwhile: its whole tree is gone before a run returns.
        place = self.work / name
        if place.is_symlink() or place.is_file():
            place.unlink()
        elif os.path.lexists(place):
            remove_tree(place)
        return place

    def read_object(self, relative: str, max_bytes: int) -> dict[str, Any]:
        """A JSON object that a program left in `work`; empty where there is none that can be read."""
        try:
            data = json.loads(read_output(self.work, relative, max_bytes=max_bytes))
        except (InputError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}


def _names(found: object) -> tuple[str, ...]:
    return tuple(name[:200] for name in found[:20] if isinstance(name, str)) if isinstance(found, list) else ()


# esbuild's way to name a place, in front of what is wrong there.
_TRANSLATION = re.compile(r"(?P<file>/[^()\n]*?):(?P<line>[0-9]{1,7}):(?P<column>[0-9]{1,7}): ERROR:")


@contextlib.contextmanager
def stay(root: Path, packages: Packages, tools: Tools, *, timeout: float, allow_weak: bool) -> Iterator[Stay]:
    """A private copy of the project in which its packages are found; it is gone afterwards.

    Args:
        timeout: seconds of wall time for all runs together.
        allow_weak: see `stackproof.sandbox.run`.

    Raises:
        InputError: the project cannot be copied.
    """
    around = packages.around or Surroundings(root)
    with scratch_copy(around.top, ignore=around.ignoring(partial(_ignored, root))) as copy:
        work, project = copy.path.parent, copy.path / around.inner
        if (cloned := clone.asked_for(root)) is not None:
            cloned.write(copy.path)
        if around.inner:
            (work / INNER).write_text(around.inner, "utf-8")
        dropped = tuple(map(around.named, copy.dropped))
        made = Stay(root, work, copy.path, project, dropped, packages, tools, timeout, allow_weak)
        made._link()
        _show_lock_files(made)
        yield made


def _show_lock_files(made: Stay) -> None:
    """Some constructs (functions in TypeScript) look for the lock file.

    A workspace has it above its projects. A project without one gets it when its packages are installed, as ours were.
    """
    folders = and_above(made.root)[1:]
    for name in LOCK_FILES:
        for folder in folders:
            with contextlib.suppress(InputError):
                made.put(name, read_output(folder, name, max_bytes=MAX_LOCK_BYTES).decode("utf-8", "replace"))
                break
    ours = made.packages.folder.parent / "package-lock.json"
    there = any((place / name).exists() for place in (made.project, made.work) for name in LOCK_FILES)
    if made.packages.source == "pinned" and ours.is_file() and not there:
        (made.project / "package-lock.json").write_bytes(ours.read_bytes())


def _ignored(root: Path, relative: str) -> bool:
    folder, _, name = relative.rpartition("/")
    if name == "node_modules":
        # What lies beside no package.json is no installation but a part of an asset, such as the code of a layer.
        return folder == "" or (root / folder / "package.json").is_file()
    return name in _LEFT_OUT or _LEFT_OUT_PATHS.fullmatch(relative) is not None
