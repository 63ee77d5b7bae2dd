"""What stackproof makes of public projects that other people wrote, for every engine and language.

The lists are `benchmarks/projects/ENGINE-LANGUAGE.json` (see copies.py). CLONES is a folder with clones of the listed
repositories, each named `owner+name`:

    git clone --bare https://github.com/OWNER/NAME CLONES/OWNER+NAME
    python -m benchmarks.projects copy CLONES [LIST ...]     copies the pinned projects into .corpus/, checks hashes
    python -m benchmarks.projects run [LIST ...]             reads them, two at a time; results in .corpus/results/
    python -m benchmarks.projects page > docs/public-projects.md
    python -m benchmarks.projects pin CLONES LIST OWNER/NAME[:PATH[:WITHIN]] ...     adds projects to a list

Each project is assessed in a process of its own under a time limit and read a second time for the places of its
resources; with `--thrice` a third time, and two readings that differ are our fault. No oracle is asked.

What came of a project is one of

- graph: it was read in full;
- partial: it was read, and the problems say what could not be;
- own: it gives no graph, and `reason` in the list says why that is the project's own fault. A person who read the
  project wrote it; a failure that nobody has judged counts as ours;
- ours: an internal error, a time limit, a missing toolchain, or a failure without `reason`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from benchmarks import copies
from benchmarks.copies import CORPUS, List, Row

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.project.model import Project

TODAY = date(2026, 11, 27)
RESULTS = CORPUS / "results"
LIMIT = 600.0
ONE_PROGRAM = 240.0

Kind = Literal["graph", "partial", "own", "ours"]


@dataclass(slots=True)
class Outcome:
    """What came of one project.

    Attributes:
        synthesis: the status of the synthesis; `none` where there is no assessment, and `fault` says why.
        fault: the message of an InputError (exit code 2), or the traceback of an internal error.
        internal: whether the fault is an internal error.
        toolchain: whether something is missing beside stackproof.
        messages: the problems of level error; for a project without resources also the notes.
        resources, lines: how many there are, and how many stand at a line of a file of the project.
        without: addresses of those that stand nowhere, at most 20.
        unmapped: by the tool's own type, how many resources have no counterpart in CloudFormation.
        same: whether further readings gave the same graph, byte for byte.
        seconds: wall time of the assessment.
    """

    synthesis: str = "none"
    fault: str = ""
    internal: bool = False
    toolchain: bool = False
    messages: list[str] = field(default_factory=list)
    notes: int = 0
    resources: int = 0
    lines: int = 0
    without: list[str] = field(default_factory=list)
    unmapped: dict[str, int] = field(default_factory=dict)
    findings: int = 0
    undecided: int = 0
    verdict: str = "-"
    versions: dict[str, str] = field(default_factory=dict)
    same: bool = True
    seconds: float = 0.0

    def kind(self, row: Row) -> Kind:
        """What it counts as; see the module's text."""
        if self.internal or not self.same:
            return "ours"
        if self.synthesis == "ok":
            return "graph"
        if self.synthesis == "partial":
            return "partial"
        return "own" if row.reason else "ours"

    def said(self) -> str:
        """Why it gives no graph or not all of it, on one line."""
        return " / ".join(([self.fault] if self.fault else []) + self.messages) or "-"


def chosen(found: List, row: Row) -> Project | str:
    """The project of the list's engine at the row's place, or what is there instead."""
    from stackproof.project.discovery import discover

    place = row.place(found.name)
    projects = discover(place).projects
    fitting = [one for one in projects if one.engine == found.engine and one.language in found.languages]
    top = place if place.is_dir() else place.parent
    here = [one for one in fitting if _entry_folder(one) == top.resolve()] or fitting
    if here:
        return here[0]
    seen = ", ".join(sorted({f"{one.engine} {one.language}" for one in projects})) or "nothing"
    return f"no project of {found.engine} in {' or '.join(found.languages)} was found there, but {seen}"


def _entry_folder(project: Project) -> Path:
    return (project.root / project.entry if project.engine == "terraform" else project.root).resolve()


def measured(found: List, row: Row, *, readings: int) -> Outcome:
    """Assesses one project in this process, and reads it again."""
    from stackproof.assessment.assess import Options, assess_project
    from stackproof.errors import InputError, MissingToolchain
    from stackproof.graph.serialise import to_json
    from stackproof.synthesis.model import Setting, Settings
    from stackproof.synthesis.read import read

    outcome = Outcome()
    started = time.monotonic()
    try:
        project = chosen(found, row)
        if isinstance(project, str):
            outcome.fault = project
            return outcome
        options = Options(
            today=TODAY,
            oracles="none",
            timeout=ONE_PROGRAM,
            toolchain=row.toolchain or found.toolchain,
            values=row.values,
        )
        result = assess_project(project, options, {})
        outcome.seconds = round(time.monotonic() - started, 2)
        outcome.synthesis, outcome.verdict = result.synthesis.status, result.verdict
        outcome.findings, outcome.undecided = len(result.findings), len(result.undecided)
        outcome.resources, outcome.unmapped = result.graph.resources, dict(result.graph.unmapped)
        outcome.versions = dict(result.project.versions)
        problems = result.synthesis.problems
        outcome.notes = sum(1 for level, _, _ in problems if level != "error")
        wanted = [one for one in problems if one[0] == "error"] or (problems if not outcome.resources else ())
        outcome.messages = [f"{at}: {message}" if at.file else message for _, message, at in wanted]
        bugs = [reason for reason in result.reasons if "bug of stackproof" in reason]
        if bugs:
            outcome.fault, outcome.internal = " / ".join(bugs), True
        if outcome.synthesis in {"ok", "partial"}:
            values = {name: Setting(name, value) for name, value in row.values.items()}
            settings = Settings(values=values, timeout=ONE_PROGRAM, toolchain=row.toolchain or found.toolchain)
            graphs = [read(project, settings).graph for _ in range(readings)]
            _count_lines(outcome, project, graphs[0])
            outcome.same = len({to_json(graph) for graph in graphs}) == 1
    except InputError as error:
        outcome.seconds = round(time.monotonic() - started, 2)
        outcome.fault, outcome.toolchain = str(error), isinstance(error, MissingToolchain)
    except Exception:  # noqa: BLE001 - whatever it is, it is a result
        outcome.fault, outcome.internal = traceback.format_exc(), True
    return outcome


def _count_lines(outcome: Outcome, project: Project, graph: Graph) -> None:
    """Which resources stand at a line that a file of the project has, or one beside it in its repository."""
    from stackproof.project.tree import limit_of

    limit = limit_of(project.root).resolve()
    lengths: dict[str, int] = {}
    for address, resource in graph.resources.items():
        file, line = resource.location.file, resource.location.line
        if file not in lengths:
            path = project.root / file
            inside = path.is_file() and path.resolve().is_relative_to(limit)
            lengths[file] = path.read_bytes().count(b"\n") + 1 if inside else 0
        if 0 < line <= lengths[file]:
            outcome.lines += 1
        elif len(outcome.without) < 20:
            outcome.without.append(f"{address} ({resource.native_type or resource.type}) at {resource.location}")


def in_child(found: List, number: int, readings: int) -> Outcome:
    """Measures one project in a process of its own, which is ended with all that it started at the time limit."""
    command = [sys.executable, "-m", "benchmarks.projects", "one", found.name, str(number), "--readings", str(readings)]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        answer, errors = child.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return Outcome(fault=f"no answer within {LIMIT:.0f} s", internal=True, seconds=LIMIT)
    try:
        return Outcome(**json.loads(answer))
    except ValueError:
        said = errors.decode("utf-8", "replace")[-2000:]
        return Outcome(fault=f"the process ended with code {child.returncode}: {said}", internal=True)


def run(name: str, only: str, jobs: int, readings: int, *, unread: bool) -> bool:
    """Measures the projects of a list whose repository or path contains `only`; whether none is our fault.

    Args:
        unread: measure those alone that gave no graph before, or only a part of one.
    """
    found = copies.load(name)
    if missing := [row.repository for row in found.rows if not row.folder(name).is_dir()]:
        sys.exit(f"copies of {name} are missing ({missing[0]}): python -m benchmarks.projects copy CLONES {name}")
    file = RESULTS / f"{name}.json"
    known: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    read = {key for key, one in known.items() if unread and one["synthesis"] == "ok" and not one["internal"]}
    numbers = [
        number
        for number, row in enumerate(found.rows)
        if only in f"{row.repository}/{row.path}" and _key(row) not in read
    ]
    RESULTS.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(jobs) as pool:
        for number, outcome in zip(numbers, pool.map(lambda one: in_child(found, one, readings), numbers), strict=True):
            row = found.rows[number]
            known[_key(row)] = asdict(outcome)
            part = f"{outcome.lines}/{outcome.resources}"
            shown = f"{outcome.kind(row):8} {part:>9} {outcome.seconds:6.1f} s  {row.repository} {row.path}"
            print(shown, "" if outcome.synthesis == "ok" else " ".join(outcome.said().split())[:300], flush=True)
            file.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    return all(Outcome(**known[_key(found.rows[number])]).kind(found.rows[number]) != "ours" for number in numbers)


def _key(row: Row) -> str:
    return f"{row.repository}@{row.commit}:{row.path}"


def results(name: str) -> tuple[List, list[tuple[Row, Outcome]]]:
    """A list with what came of its projects; ends the program where it was not run."""
    found = copies.load(name)
    file = RESULTS / f"{name}.json"
    known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    if missing := [row.repository for row in found.rows if _key(row) not in known]:
        sys.exit(f"{name} was not run in full ({missing[0]}): python -m benchmarks.projects run {name}")
    return found, [(row, Outcome(**known[_key(row)])) for row in found.rows]


def main() -> None:
    """Does what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("copy")
    one.add_argument("clones", type=Path)
    one.add_argument("lists", nargs="*")
    one = actions.add_parser("pin")
    one.add_argument("clones", type=Path)
    one.add_argument("list")
    one.add_argument("projects", nargs="+")
    one = actions.add_parser("run")
    one.add_argument("lists", nargs="*")
    one.add_argument("--only", default="", help="those alone whose repository or path contains this")
    one.add_argument("--jobs", type=int, default=2)
    one.add_argument("--unread", action="store_true", help="those alone that gave no graph before, or a part of one")
    one.add_argument("--thrice", action="store_true", help="read each project once more and compare")
    one = actions.add_parser("one")
    one.add_argument("list")
    one.add_argument("number", type=int)
    one.add_argument("--readings", type=int, default=1)
    one = actions.add_parser("page")
    one.add_argument("lists", nargs="*")
    given = parser.parse_args()
    if given.action == "pin":
        copies.pin(given.clones, given.list, given.projects)
    elif given.action == "copy":
        for name in given.lists or copies.names():
            copies.copy(given.clones, name)
    elif given.action == "one":
        found = copies.load(given.list)
        print(json.dumps(asdict(measured(found, found.rows[given.number], readings=given.readings))))
    elif given.action == "run":
        lists: Iterable[str] = given.lists or copies.names()
        readings = 2 if given.thrice else 1
        good = [run(name, given.only, given.jobs, readings, unread=given.unread) for name in lists]
        sys.exit(0 if all(good) else 1)
    else:
        from benchmarks.projects_page import page

        print(page([results(name) for name in given.lists or copies.names()]), end="")


if __name__ == "__main__":
    main()
