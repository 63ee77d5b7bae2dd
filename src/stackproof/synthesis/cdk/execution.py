"""One stay of the foreign program in the sandbox: up to three syntheses by one process, and what it left behind."""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.project import clone, surroundings
from stackproof.sandbox import read_output
from stackproof.synthesis.cdk import toolchain
from stackproof.synthesis.own_files import INNER, is_file
from stackproof.synthesis.workers.pool import ready_worker
from stackproof.synthesis.workers.worker import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stackproof.sandbox import Outcome
    from stackproof.synthesis.cdk.command import Entry
    from stackproof.synthesis.model import Settings

_MAX_REPORT_BYTES = 1 << 20
_MAX_TRACE_BYTES = 64 << 20
_DRIVER = Path(__file__).with_name("driver.py")
PRELOAD = Path(__file__).with_name("preload.cjs")
"""What node needs under jsii in the sandbox: its package cache cannot be written there."""

# Never part of a program's input: history, caches, environments and an older cloud assembly.
LEFT_OUT = frozenset(
    (
        ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__",
        "cdk.out", "node_modules", "venv",
    )
)  # fmt: skip
STAND_INS = Path(__file__).with_name("absent_assets.cjs")
"""The module that node loads before the program, so that missing assets do not stop it."""
UNFINISHED = Path(__file__).with_name("unfinished.cjs")
"""The module that writes what a program had made that fails."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One synthesis that is to be made. `name` is an identifier; `when` is explained in the driver."""

    name: str
    when: str
    environment: Mapping[str, str]
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Harness:
    """What a framework's programs are run with.

    Attributes:
        driver: the program that runs the foreign one; `stackproof.synthesis.programs` is at hand for it.
        shown: further files and folders that it may read.
        environment: its variables, for the folder that it works in. It writes `assembly` there.
        left_out: names of files and folders that are never a part of a program's input.
        python: the interpreter; None for our own.
    """

    driver: Path
    shown: tuple[Path, ...]
    environment: Callable[[Path], dict[str, str]]
    left_out: frozenset[str]
    python: Path | None = None

    def recipe(self, settings: Settings) -> Recipe:
        """What a worker for such programs is started with."""
        return Recipe(
            self.driver, self.shown, self.environment, settings.timeout, settings.allow_weak_sandbox, self.python
        )


def harness(tools: toolchain.Toolchain) -> Harness:
    """How programs of the AWS CDK are run."""
    made = tools.environment
    folders = [*([tools.store] if tools.store else []), *([made.folder] if made else [])]
    shown = [PRELOAD, STAND_INS, UNFINISHED, tools.node, *folders]
    python = made.python if made else None
    return Harness(_DRIVER, tuple(shown), lambda work: _environment(work, tools), LEFT_OUT, python)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a program said when it failed.

    Attributes:
        place: (file, line) of the nearest code in the project.
        within: name of the file that raised it, such as `socket.py`.
        missing: a module that the program lacks.
        absent: context keys that it asked for and that have no value.
        unset: environment variables of which the same holds.
    """

    type: str
    message: str
    place: tuple[str, int] | None = None
    within: str = ""
    missing: str | None = None
    absent: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A construct that the program's own code made.

    Attributes:
        kind: app, stage, stack, nested stack or construct.
        frames: (file, line, column) of the user's frames, innermost first; never empty.
        site: index of the frame that called the construct's outermost constructor.
    """

    kind: str
    frames: tuple[tuple[str, int, int], ...]
    site: int


@dataclass(slots=True)
class Ran:
    """One synthesis that was begun.

    Attributes:
        status: ok, failed or running.
        fallback: it needed a region to be assumed.
        constructs: what the program's own code made, by path in the tree.
        details: what else the driver told, as it came: to be checked.
        traces: for what libraries made, as far as it was recorded: the innermost (file, line, column) of the
            project's that led to it.
    """

    name: str
    status: str
    failure: Failure | None
    seconds: float
    fallback: bool = False
    constructs: dict[str, Made] = field(default_factory=dict)
    traces: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Stay:
    """What came of the program's stay.

    Attributes:
        folder: holds one cloud assembly for each of `runs`, to be read as hostile.
        dropped: links and the like that were left out of the project's copy.
        loading: seconds until the framework was loaded; next to none where a worker had been waiting.
        notes: what the project's author should know of its copy, one sentence each without a full stop.
    """

    folder: Path
    outcome: Outcome
    runs: dict[str, Ran]
    dropped: tuple[str, ...]
    loading: float
    notes: tuple[str, ...] = ()


@contextlib.contextmanager
def execute(
    root: Path,
    entry: Entry,
    plans: Sequence[Plan],
    replace: tuple[str, str],
    fallback: Mapping[str, str],
    harness: Harness,
    settings: Settings,
) -> Iterator[Stay]:
    """Runs the plans in one process on a private copy of the project, which is gone afterwards.

    Args:
        replace: the first and the second suffix.
        fallback: variables that are set when the program fails for want of a region.
        settings: the time for all of them together, whether a weak sandbox will do, and where a process may wait that
            has the framework loaded.

    Raises:
        SandboxUnavailable: see `stackproof.sandbox.start`.
        InputError: the project cannot be copied.
    """
    started = time.monotonic()
    with ready_worker(harness.recipe(settings), settings.workers) as worker:
        loading = time.monotonic() - started
        work = worker.folder
        around = surroundings.of(root)
        cloned = clone.asked_for(root)
        ignore = around.ignoring(_ignoring(root, harness.left_out))
        dropped = worker.copy(around.top, ignore, *([cloned.write] if cloned is not None else []))
        project = worker.project / around.inner
        (work / INNER).write_text(around.inner, "utf-8")
        job = {
            "project": str(project),
            "entry": {"kind": entry.kind, "target": entry.target, "arguments": list(entry.arguments)},
            "work": str(work),
            "outdir": str(work / "assembly"),
            "context_file": str(work / "context.json"),
            "replace": list(replace),
            "fallback": dict(fallback),
            "runs": [
                {
                    "name": plan.name,
                    "when": plan.when,
                    "environment": {**entry.environment, **plan.environment},
                    "context": dict(plan.context),
                }
                for plan in plans
            ],
        }
        outcome = worker.work(json.dumps(job).encode())
        told = _runs(work, project, root)
        yield Stay(work, outcome, told, tuple(map(around.named, dropped)), loading, around.notes)


def _environment(work: Path, tools: toolchain.Toolchain) -> dict[str, str]:
    return {
        "CDK_OUTDIR": str(work / "assembly"),
        # The kernel of jsii reads its environment once; this file is read for every App.
        "CONTEXT_OVERFLOW_LOCATION_ENV": str(work / "context.json"),
        "CDK_VALIDATION": "false",
        # Some constructs build the image that they would be bundled in, although nothing is bundled.
        "CDK_DOCKER": "true",
        "JSII_HOST_STACK_TRACES": "1",
        "JSII_NODE": str(tools.node),
        **_cache(tools),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        # In quotes, as a path may hold a blank.
        "NODE_OPTIONS": " ".join(f"--require={json.dumps(str(file))}" for file in (PRELOAD, STAND_INS, UNFINISHED)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }


def _cache(tools: toolchain.Toolchain) -> dict[str, str]:
    if tools.store is None:
        return {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
    return {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(tools.store)}


def _ignoring(root: Path, left_out: frozenset[str]) -> Callable[[str], bool]:
    def ignore(relative: str) -> bool:
        name = relative.rpartition("/")[2]
        return name in left_out or name.endswith(".pyc") or os.path.lexists(root / relative / "pyvenv.cfg")

    return ignore


def _runs(work: Path, copy: Path, root: Path) -> dict[str, Ran]:
    report = read_object(work, "report.json", _MAX_REPORT_BYTES)
    runs: dict[str, Ran] = {}
    entries = report.get("runs")
    for entry in entries[:8] if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or not isinstance(name := entry.get("name"), str):
            continue
        seconds = entry.get("seconds")
        error = entry.get("error")
        runs[name] = Ran(
            name,
            str(entry.get("status")),
            _failure(error, work, copy) if isinstance(error, dict) else None,
            float(seconds) if isinstance(seconds, (int, float)) else 0.0,
            entry.get("fallback") is True,
        )
        if runs[name].status in ("ok", "failed") and name.isidentifier():
            trace = read_object(work, f"{name}.trace.json", _MAX_TRACE_BYTES)
            runs[name].constructs = constructs(trace.pop("constructs", None), root)
            runs[name].details = trace
    return runs


def _failure(error: dict[str, Any], work: Path, copy: Path) -> Failure:
    place = error.get("place")
    missing = error.get("missing")
    top = work / "project"
    message = str(error.get("message"))[:8000].replace(f"{copy}/", "")
    message = message.replace(f"{top}/", f"{os.path.relpath(top, copy)}/")
    where = None
    if isinstance(place, list) and len(place) == 2 and isinstance(place[0], str) and isinstance(place[1], int):
        where = (place[0], max(0, place[1]))
    within = str(error.get("within", ""))[:200]
    kind = str(error.get("type"))[:200]
    absent, unset = _names(error.get("absent")), _names(error.get("unset"))
    return Failure(kind, message, where, within, missing if isinstance(missing, str) else None, absent, unset)


def _names(found: object) -> tuple[str, ...]:
    return tuple(name[:200] for name in found[:20] if isinstance(name, str)) if isinstance(found, list) else ()


def constructs(found: object, root: Path) -> dict[str, Made]:
    """The recorded constructs as far as their frames lie in files of the project."""
    files: dict[str, bool] = {}
    made: dict[str, Made] = {}
    for path, entry in found.items() if isinstance(found, dict) else ():
        if not isinstance(entry, dict) or not isinstance(frames := entry.get("frames"), list):
            continue
        kept = tuple(
            [(one[0], one[1], one[2]) for one in frames[:20] if _is_frame(one) and is_file(root, one[0], files)]
        )
        site = entry.get("site")
        if kept:
            index = site if isinstance(site, int) and 0 <= site < len(kept) else 0
            made[path] = Made(str(entry.get("kind"))[:40], kept, index)
    return made


def traces(found: object, root: Path) -> dict[str, tuple[str, int, int]]:
    """The innermost frame of each recorded path that lies in a file of the project."""
    files: dict[str, bool] = {}
    kept: dict[str, tuple[str, int, int]] = {}
    for path, frames in found.items() if isinstance(found, dict) else ():
        for one in frames[:20] if isinstance(frames, list) else ():
            if _is_frame(one) and is_file(root, one[0], files):
                kept[path] = (one[0], one[1], one[2])
                break
    return kept


def _is_frame(frame: object) -> bool:
    return (
        isinstance(frame, list)
        and len(frame) >= 3
        and isinstance(frame[0], str)
        and all(isinstance(number, int) and 0 <= number < 10_000_000 for number in frame[1:3])
    )


def read_object(root: Path, relative: str, max_bytes: int) -> dict[str, Any]:
    """A JSON object that the program wrote; empty where there is none that can be read."""
    try:
        data = json.loads(read_output(root, relative, max_bytes=max_bytes))
    except (InputError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
